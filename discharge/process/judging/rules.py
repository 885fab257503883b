"""What must be true before a message may be sent; when it is not, what is missing and what to do."""

from __future__ import annotations

from discharge.process.message_type import Rule, UnitRule
from discharge.process.parts.planning import holds_planning, may_pass_planning
from discharge.process.state import CaseKind
from discharge.process.words import COMPULSORY_POSSIBLE, WARD

OPEN = Rule(
    lambda s: s.is_open,
    "Vårdtillfället är avslutat. Ring avdelningen om något återstår.",
    own="Vårdtillfället är avslutat. Registrera ett nytt om patienten skrivs in igen.",
    mended_by=lambda s: WARD,
    removed_by="admission_notice",
)
CLOSED = Rule(
    lambda s: s.ended_at is not None,
    "Vårdtillfället pågår. Meddela utskrivning (hemgång) när patienten går hem.",
    far_ahead=True,
    removed_by="discharge",
)
HAS_PAPER = UnitRule(
    lambda s, unit: bool(s.untold(unit)),
    "Ni har inget kvar att skicka på papper. Rätta det som är registrerat, om något är fel.",
)
HOLDS_PLANNING = UnitRule(
    holds_planning,
    "En annan enhet i kommunen håller i planeringen och svarar. Skriv till den, "
    "eller ändra vem som håller i planeringen.",
    removed_by="planning_holder",
)
MAY_PASS_PLANNING = UnitRule(
    may_pass_planning,
    "Det ändras av den kommunala enhet som håller i planeringen, eller av avdelningen, när flera av "
    "kommunens enheter deltar. Be en av dem.",
)
NOT_READY = Rule(
    lambda s: s.ready is None,
    "Patienten är redan meddelad utskrivningsklar. Återta meddelandet först om läget har ändrats.",
    removed_by="ready_withdrawal",
)
READY = Rule(
    lambda s: s.ready is not None,
    "Först när avdelningen har meddelat att patienten är utskrivningsklar. "
    "Invänta meddelandet, eller ring avdelningen.",
    own="Patienten är inte meddelad utskrivningsklar. Meddela utskrivningsklar först.",
    mended_by=lambda s: WARD,
    removed_by="ready_notice",
)
IN = Rule(
    lambda s: not s.on_leave,
    "Patienten är redan på permission. Meddela först att patienten är tillbaka.",
    removed_by="leave_end",
)
ON_LEAVE = Rule(
    lambda s: s.on_leave,
    "Först när patienten har gått på permission. Meddela permission.",
    far_ahead=True,
    removed_by="leave_start",
)
NOT_SUMMARISED = Rule(
    lambda s: s.patient_summary_at is None,
    "Trygghetskvittot är redan skrivet. Rätta det i tidslinjen om något har ändrats.",
    amended="patient_summary",
)
NOT_INFORMED = Rule(
    lambda s: s.information_at is None,
    "Informationen är redan lämnad. Rätta den i tidslinjen om något har ändrats.",
    amended="discharge_information",
)
CONSENTED = Rule(
    lambda s: bool(s.consents),
    "Det finns inget samtycke att återkalla. Läs i tidslinjen vad som är registrerat.",
    far_ahead=True,
)
#: What a ward says of its stay, who has started a SIP outside one says of that (assumed).
BEGAN_SIP = UnitRule(
    lambda s, unit: s.kind is not CaseKind.SIP or s.begun_by == unit,
    "Bara enheten som startade ärendet tar tillbaka det som felsänt. Ring den.",
)
HANDED_OVER = UnitRule(
    lambda s, unit: unit in s.handed_over,
    "Er enhet har inte lämnat ärendet till någon annan. Läs i tidslinjen vem som har det.",
)
NOT_ANSWERED = UnitRule(
    lambda s, unit: unit not in s.handed_over or not s.handed_over[unit].is_answered,
    "Den som fick ärendet arbetar redan i det. Be den enheten att lämna tillbaka det.",
    far_ahead=False,
)
IN_ACT = Rule(
    lambda s: not s.outside_act,
    "Patienten följer spår grå och går hem enligt ordinarie rutin. "
    "Byt spår först, om patienten behöver samordning.",
    removed_by="track_choice",
)
COMPULSORY = Rule(
    lambda s: s.care_type in COMPULSORY_POSSIBLE,
    "Underrättelsen gäller bara psykiatrisk tvångsvård. Meddela utskrivningsklar i stället.",
    far_ahead=True,
)
MINOR = Rule(
    lambda s: s.minor or s.age_unknown,
    "Patienten var vuxen vid inskrivningen. Skriv anhöriga i planeringen i stället.",
    far_ahead=True,
)
