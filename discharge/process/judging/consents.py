"""What may be told to whom: the patient's consent, or a documented harm assessment.

PDL, OSL 25:1 and 26:1: the inskrivningsmeddelande and the other notices of the act need neither; richer
information does. Each is given for one information and one party, and can be withdrawn at any time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from discharge.process.parts.state import Part
from discharge.process.state import SIP_INFORMATION, CaseState
from municipalities.units.parties import Party

PLANNING, GOING_HOME, SIP = "planning", "going_home", SIP_INFORMATION
INFORMATION = {
    PLANNING: "Planeringsunderlag, pågående insatser och meddelanden",
    GOING_HOME: "Information vid utskrivning",
    SIP: "SIP och dess uppföljning",
}
ALL = "all"
INFORMATION_CHOICES = (*INFORMATION.items(), (ALL, "All information i planeringen"))
PARTIES = (Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL)
PARTY_CHOICES = (*((party.value, party.label) for party in PARTIES), (ALL, "Alla parter"))

#: On what a party may have an information.
CONSENT, HARM_ASSESSMENT = "consent", "harm_assessed"
BASES = {CONSENT: "samtycke", HARM_ASSESSMENT: "menprövning"}


def consent_pairs(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each (information, party) that a message of consent speaks of."""
    kinds = INFORMATION if facts["information"] == ALL else (facts["information"],)
    parties = PARTIES if facts["party"] == ALL else (facts["party"],)
    return ((kind, str(party)) for kind in kinds for party in parties)


def consent_refusal(state: CaseState, information: str, addressed: Iterable[Part]) -> str:
    """Why the information may be told to none of the parties that it is addressed to; empty when it may."""
    parts = list(addressed)
    if not information or not parts or any(state.may_have(information, part) for part in parts):
        return ""
    parties = " och ".join(dict.fromkeys(Party(part.party).label.lower() for part in parts))
    what = INFORMATION[information].lower().replace("sip", "SIP")
    return (
        f"Samtycke saknas för att lämna ”{what}” till {parties}. "
        "Inhämta patientens samtycke, eller gör en menprövning, och registrera det i ärendet först."
    )
