"""The process as data: every message type once, and the fold that every other part reads.

Pure: no Django, no clock, no database. To add a message type is to add a row to `MESSAGE_TYPES`
(and a test); forms, buttons, time line, API schema and receipts follow from the row.
Source of each row: lag (2017:612) om samverkan vid utskrivning från sluten hälso- och sjukvård (LUS)
and the county's agreement HSN 2019-1416; `(assumed)` marks what no text settles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from discharge.fields import Field, Kind, decode, encode, problems
from discharge.state import Address, CaseState, Entry, Part, ReadyPeriod, Task
from municipalities.parties import CareType, Party

STOCKHOLM = ZoneInfo("Europe/Stockholm")
#: The SIP call is sent at the latest this many calendar days after the notice (LUS 4:2).
SIP_CALL_DAYS = 3

STEPS = {
    1: "Inskrivningsmeddelande",
    2: "Fast vårdkontakt",
    3: "Planering",
    4: "Kallelse till SIP",
    5: "Utskrivningsklar",
    6: "Hemgång",
    7: "SIP upprättas",
    8: "SIP följs upp",
}

CERTAINTIES = (("certain", "Säker"), ("preliminary", "Preliminär"), ("unknown", "Okänd"))
OUTPATIENT_STATUSES = (
    ("available", "Finns på plats"),
    ("unavailable", "Finns inte på plats"),
    ("unknown", "Vet inte ännu"),
)


class Refused(Exception):
    """An action that the rules do not allow: says in Swedish what is missing and what to do.

    `problems` holds what is wrong with single fields, by name; empty when the whole action is refused.
    """

    def __init__(self, message: str = "", problems: dict[str, str] | None = None) -> None:
        self.message = message or "Rätta de markerade fälten."
        self.problems = problems or {}
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class Rule:
    """What must be true before a message may be sent, and what is said when it is not."""

    holds: Callable[[CaseState], bool]
    refusal: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A message of the row asks its receivers of this party to send `type`, at the latest by `due`."""

    party: Party
    type: str
    due: Callable[[CaseState, Entry], datetime | None] = lambda state, entry: None
    when: Callable[[CaseState], bool] = lambda state: True


@dataclass(frozen=True, slots=True)
class MessageType:
    """One row of the process: who may send what to whom, when, and what follows."""

    name: str
    step: int
    title: str
    verb: str
    senders: frozenset[Party]
    receivers: frozenset[Party]
    fields: tuple[Field, ...] = ()
    requires: tuple[Rule, ...] = ()
    apply: Callable[[CaseState, Entry], None] = lambda state, entry: None
    asks: tuple[Ask, ...] = ()
    withdraws: str = ""
    to_unit: str = ""
    to_self: tuple[Ask, ...] = ()
    starts_case: bool = False

    def refusals(self, state: CaseState, unit: UUID) -> list[str]:
        """Why the unit may not send this now, in Swedish; empty when it may."""
        if not self.starts_case and not state.acts(unit):
            return ["Er del i ärendet är överlämnad. Ni kan läsa det, men inte skriva i det."]
        return [rule.refusal for rule in self.requires if not rule.holds(state)]

    def problems(self, values: dict[str, Any], state: CaseState, now: datetime) -> dict[str, str]:
        return problems(self.fields, values, state, now)

    def split(self, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values as stored: (facts, content)."""
        facts = {f.name: encode(f, values.get(f.name)) for f in self.fields if f.fact}
        content = {f.name: encode(f, values.get(f.name)) for f in self.fields if not f.fact}
        return facts, {name: value for name, value in content.items() if value not in (None, "")}

    def decoded(self, stored: dict[str, Any]) -> dict[str, Any]:
        return {f.name: decode(f, stored[f.name]) for f in self.fields if f.name in stored}


def local_date(moment: datetime) -> date:
    """The calendar date in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


def end_of(day: date) -> datetime:
    """The last second of a day in Stockholm: a deadline that names a day is met on that day."""
    return datetime.combine(day, time(23, 59, 59), STOCKHOLM)


# --- checks of single values -------------------------------------------------------------------


def _not_future(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Tiden ligger i framtiden. Ange när det hände." if value > now else None


def _future(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Tiden har redan passerat. Ange en kommande tid." if value < now else None


def _after_admission(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    admitted = values.get("admitted_at") or state.admitted_at
    if admitted and value < admitted:
        return f"Tiden är före inskrivningen {admitted.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}."
    return None


def _not_before_admission(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    admitted = values.get("admitted_at") or state.admitted_at
    if admitted and value < local_date(admitted):
        return f"Datumet är före inskrivningen {local_date(admitted)}."
    return None


def _not_past(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Datumet har redan passerat." if value < local_date(now) else None


def _web_address(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if value.startswith("https://") else "Länken ska börja med https://"


def _dated_unless_unknown(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if value != "unknown" and not values.get("expected_discharge"):
        return "Ange datum, eller välj okänd."
    return None


def _after_ready(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    ready = state.ready
    # People give times in whole minutes; a notice sent in the same minute came before.
    if ready and value < ready.sent_at.replace(second=0, microsecond=0):
        return "Hemgången är före meddelandet om utskrivningsklar. Kontrollera tiden."
    return None


# --- when things are due -----------------------------------------------------------------------


def _reply_due(state: CaseState, entry: Entry) -> datetime:
    """The same day 16.00 for a notice sent at 12.00 or earlier, else the next day 12.00 (assumed)."""
    sent = entry.sent_at.astimezone(STOCKHOLM)
    if sent.time() <= time(12, 0):
        return datetime.combine(sent.date(), time(16, 0), STOCKHOLM)
    return datetime.combine(sent.date() + timedelta(days=1), time(12, 0), STOCKHOLM)


def _sip_call_due(state: CaseState, entry: Entry) -> datetime:
    return end_of(local_date(entry.sent_at) + timedelta(days=SIP_CALL_DAYS))


def _same_day(state: CaseState, entry: Entry) -> datetime:
    return end_of(local_date(state.discharged_at or entry.sent_at))


def _before_meeting(state: CaseState, entry: Entry) -> datetime | None:
    return state.sip_meeting_at


def _before_discharge(state: CaseState, entry: Entry) -> datetime | None:
    return end_of(state.expected_discharge) if state.expected_discharge else None


# --- how a message changes the case ------------------------------------------------------------


def _admit(state: CaseState, entry: Entry) -> None:
    facts = entry.facts
    state.admitted_at = facts["admitted_at"]
    state.need_assessed_at = facts["need_assessed_at"]
    state.admission_notice_at = entry.sent_at
    state.care_type = facts["care_type"]
    state.municipality = facts["municipality"]
    state.placed_by = facts["placed_by"]
    state.district = facts["district"]
    state.ward = entry.unit
    _expect(state, entry)


def _expect(state: CaseState, entry: Entry) -> None:
    state.expected_discharge = entry.facts["expected_discharge"]
    state.certainty = entry.facts["certainty"]
    state.tasks = [
        replace(task, due=_before_discharge(state, entry)) if task.type == "care_contact" else task
        for task in state.tasks
    ]


def _take(state: CaseState, entry: Entry) -> None:
    state.parts[entry.unit].responsible = entry.facts["responsible"]


def _name_contact(state: CaseState, entry: Entry) -> None:
    state.care_contact_at = entry.sent_at


def _call_to_sip(state: CaseState, entry: Entry) -> None:
    state.sip_calls.append(entry.sent_at)
    state.sip_meeting_at = entry.facts["meeting_at"]
    state.sip_answers.clear()


def _answer_sip(state: CaseState, entry: Entry) -> None:
    state.sip_answers[entry.unit] = entry.facts["answer"]


def _state_outpatient_care(state: CaseState, entry: Entry) -> None:
    state.outpatient_care.append((entry.sent_at, entry.facts["status"]))


def _become_ready(state: CaseState, entry: Entry) -> None:
    state.sip_needed = bool(entry.facts["sip_needed"])
    state.outpatient_care_needed = bool(entry.facts["outpatient_care_needed"])
    state.compulsory_outpatient_care = bool(entry.facts["compulsory_outpatient_care"])
    state.ready_periods.append(ReadyPeriod(entry.id, entry.sent_at, None))


def _withdraw(state: CaseState, entry: Entry) -> None:
    state.ready_periods[-1].withdrawn_at = entry.sent_at


def _reply(state: CaseState, entry: Entry) -> None:
    state.ready_periods[-1].reply = entry.facts["answer"]
    state.ready_periods[-1].receives_from = entry.facts["receives_from"]


def _hand_over(state: CaseState, entry: Entry) -> None:
    """The receiving unit takes the sender's place; what the sender owed, the receiver owes."""
    receiver = entry.facts["to"]
    state.parts[entry.unit].ended_at = entry.sent_at
    state.parts[receiver].ended_at = None
    state.tasks = [replace(t, unit=receiver) if t.unit == entry.unit else t for t in state.tasks]


def _transfer(state: CaseState, entry: Entry) -> None:
    _hand_over(state, entry)
    state.ward = entry.facts["to"]


def _go_home(state: CaseState, entry: Entry) -> None:
    state.discharged_at = entry.facts["discharged_at"]
    state.destination = entry.facts["destination"]
    state.tasks = []


def _summarise(state: CaseState, entry: Entry) -> None:
    state.patient_summary_at = entry.sent_at


# --- rules -------------------------------------------------------------------------------------

_OPEN = Rule(
    lambda s: s.is_open, "Vårdtillfället är avslutat. Registrera ett nytt om patienten skrivs in igen."
)
_CONTACT_NAMED = Rule(
    lambda s: s.care_contact_at is not None, "Först när fast vårdkontakt är utsedd. Utse en fast vårdkontakt."
)
_NOT_READY = Rule(
    lambda s: s.ready is None,
    "Patienten är redan meddelad utskrivningsklar. Återta meddelandet först om läget har ändrats.",
)
_READY = Rule(
    lambda s: s.ready is not None, "Först när avdelningen har meddelat att patienten är utskrivningsklar."
)
_SIP_CALLED = Rule(lambda s: bool(s.sip_calls), "Först när en kallelse till SIP har skickats.")
_NOT_SUMMARISED = Rule(lambda s: s.patient_summary_at is None, "Trygghetskvittot är redan skrivet.")

_EVERYONE = frozenset({Party.INPATIENT, Party.OUTPATIENT, Party.MUNICIPAL})
_WARD = frozenset({Party.INPATIENT})
_OUTPATIENT = frozenset({Party.OUTPATIENT})
_MUNICIPAL = frozenset({Party.MUNICIPAL})

_EXPECTED = (
    Field(
        "expected_discharge",
        Kind.DATE,
        "Beräknat utskrivningsdatum",
        required=False,
        fact=True,
        help="Lämna tomt bara om tiden är okänd.",
        suggest=lambda s: s.expected_discharge,
        checks=(_not_before_admission, _not_past),
    ),
    Field(
        "certainty",
        Kind.CHOICE,
        "Hur säkert är datumet?",
        fact=True,
        choices=CERTAINTIES,
        suggest=lambda s: s.certainty if s.admitted_at else "preliminary",
        checks=(_dated_unless_unknown,),
    ),
)
_COMPULSORY_POSSIBLE = (CareType.PSYCHIATRIC, CareType.ADDICTION, CareType.CHILD_PSYCHIATRIC)

_ROWS = (
    MessageType(
        # LUS 2:1: within 24 h; the four contents. The person's own data are added by the action.
        name="admission_notice",
        step=1,
        title="Inskrivningsmeddelande",
        verb="Skicka inskrivningsmeddelande",
        senders=_WARD,
        receivers=frozenset({Party.MUNICIPAL, Party.OUTPATIENT}),
        starts_case=True,
        fields=(
            Field("admitted_at", Kind.MOMENT, "Inskriven", fact=True, checks=(_not_future,)),
            Field(
                "need_assessed_at",
                Kind.MOMENT,
                "Behovet av insatser bedömdes",
                required=False,
                fact=True,
                help="Bara om behovet bedömdes efter inskrivningen: de 24 timmarna räknas då därifrån.",
                checks=(_not_future, _after_admission),
            ),
            *_EXPECTED,
            Field("care_type", Kind.CHOICE, "Vårdform", fact=True, choices=tuple(CareType.choices())),
            Field("municipality", Kind.TEXT, "Folkbokföringskommun", required=False, fact=True),
            Field("placed_by", Kind.TEXT, "Placerad av annan kommun", required=False, fact=True),
            Field("district", Kind.UNIT, "Stadsdel", required=False, fact=True),
            Field("name", Kind.TEXT, "Namn"),
            Field("identity_number", Kind.TEXT, "Personnummer"),
            Field("address", Kind.TEXT, "Folkbokföringsadress", required=False),
        ),
        apply=_admit,
        asks=(
            Ask(Party.MUNICIPAL, "take"),
            Ask(Party.OUTPATIENT, "care_contact", due=_before_discharge),
        ),
    ),
    MessageType(
        # LUS 2:2: a changed time is sent as soon as possible.
        name="expected_discharge_change",
        step=1,
        title="Ändrat beräknat utskrivningsdatum",
        verb="Ändra beräknat utskrivningsdatum",
        senders=_WARD,
        receivers=_EVERYONE,
        fields=_EXPECTED,
        requires=(_OPEN,),
        apply=_expect,
    ),
    MessageType(
        # LUS 3:1.
        name="care_contact",
        step=2,
        title="Fast vårdkontakt",
        verb="Utse fast vårdkontakt",
        senders=_OUTPATIENT,
        receivers=_EVERYONE,
        fields=(
            Field("name", Kind.TEXT, "Namn", own="name"),
            Field("title", Kind.TEXT, "Yrke", required=False),
            Field("phone", Kind.TEXT, "Telefon", own="phone"),
        ),
        requires=(_OPEN,),
        apply=_name_contact,
    ),
    MessageType(
        name="take",
        step=3,
        title="Planeringen är mottagen",
        verb="Ta emot planeringen",
        senders=_MUNICIPAL,
        receivers=frozenset({Party.INPATIENT, Party.OUTPATIENT}),
        fields=(
            Field(
                "responsible",
                Kind.COLLEAGUE,
                "Handläggare",
                fact=True,
                help="Du själv, eller en kollega på enheten.",
            ),
        ),
        requires=(_OPEN,),
        apply=_take,
    ),
    MessageType(
        name="handover",
        step=3,
        title="Överlämnat till annan enhet",
        verb="Lämna över till annan enhet",
        senders=_MUNICIPAL,
        receivers=frozenset({Party.INPATIENT, Party.OUTPATIENT}),
        fields=(
            Field("to", Kind.UNIT, "Ny mottagare", fact=True, units=Party.MUNICIPAL),
            Field("reason", Kind.LONG_TEXT, "Varför lämnas ärendet över?"),
        ),
        requires=(_OPEN,),
        apply=_hand_over,
        to_unit="to",
        asks=(Ask(Party.MUNICIPAL, "take"),),
    ),
    MessageType(
        # One case goes on across wards and hospitals; nothing restarts.
        name="transfer",
        step=1,
        title="Överflyttad till annan avdelning",
        verb="Överför vårdtillfället",
        senders=_WARD,
        receivers=_EVERYONE,
        fields=(
            Field("to", Kind.UNIT, "Ny avdelning", fact=True, units=Party.INPATIENT),
            Field("reason", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(_OPEN,),
        apply=_transfer,
        to_unit="to",
    ),
    MessageType(
        # LUS 4:1–2: the fast vårdkontakt calls, at the latest three days after the notice.
        name="sip_call",
        step=4,
        title="Kallelse till SIP",
        verb="Kalla till SIP",
        senders=_OUTPATIENT,
        receivers=frozenset({Party.INPATIENT, Party.MUNICIPAL}),
        fields=(
            Field("meeting_at", Kind.MOMENT, "Mötet börjar", fact=True, checks=(_future,)),
            Field(
                "form",
                Kind.CHOICE,
                "Mötesform",
                fact=True,
                choices=(("room", "I rummet"), ("telephone", "Telefon"), ("video", "Video")),
            ),
            Field(
                "place", Kind.TEXT, "Plats eller telefonnummer", required_when=("form", ("room", "telephone"))
            ),
            Field("link", Kind.TEXT, "Videolänk", required_when=("form", ("video",)), checks=(_web_address,)),
        ),
        requires=(_OPEN, _CONTACT_NAMED),
        apply=_call_to_sip,
        asks=(
            Ask(Party.MUNICIPAL, "sip_answer", due=_before_meeting),
            Ask(Party.INPATIENT, "sip_answer", due=_before_meeting),
        ),
    ),
    MessageType(
        name="sip_answer",
        step=4,
        title="Svar på kallelse till SIP",
        verb="Svara på kallelsen",
        senders=frozenset({Party.MUNICIPAL, Party.INPATIENT}),
        receivers=_EVERYONE,
        fields=(
            Field(
                "answer",
                Kind.CHOICE,
                "Svar",
                fact=True,
                choices=(
                    ("accept", "Vi kommer"),
                    ("propose", "Vi föreslår annan tid"),
                    ("decline", "Vi kommer inte"),
                ),
            ),
            Field(
                "proposed_at",
                Kind.MOMENT,
                "Föreslagen tid",
                fact=True,
                required_when=("answer", ("propose",)),
                checks=(_future,),
            ),
            Field("reason", Kind.LONG_TEXT, "Skäl", required_when=("answer", ("decline",))),
        ),
        requires=(_OPEN, _SIP_CALLED),
        apply=_answer_sip,
    ),
    MessageType(
        # LUS 5:3: the region's own outpatient services must be in place before the municipality pays.
        name="outpatient_care",
        step=3,
        title="Besked om öppenvårdens insatser",
        verb="Lämna besked om öppenvårdens insatser",
        senders=_OUTPATIENT,
        receivers=_EVERYONE,
        fields=(
            Field("status", Kind.CHOICE, "Öppenvårdens insatser", fact=True, choices=OUTPATIENT_STATUSES),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(_OPEN,),
        apply=_state_outpatient_care,
    ),
    MessageType(
        # LUS 2:5 and 5:1: sent as soon as the treating doctor has judged the patient ready.
        name="ready_notice",
        step=5,
        title="Utskrivningsklar",
        verb="Meddela utskrivningsklar",
        senders=_WARD,
        receivers=_EVERYONE,
        fields=(
            Field("doctor", Kind.TEXT, "Behandlande läkare som har gjort bedömningen"),
            Field(
                "sip_needed",
                Kind.YES_NO,
                "Patienten behöver insatser från både region och kommun (SIP)",
                fact=True,
                suggest=lambda s: True,
            ),
            Field(
                "outpatient_care_needed",
                Kind.YES_NO,
                "Patienten behöver regionens öppenvård efter hemgången",
                fact=True,
                suggest=lambda s: any(p.party == Party.OUTPATIENT for p in s.parts.values()),
            ),
            Field(
                "compulsory_outpatient_care",
                Kind.YES_NO,
                "Patienten går hem med öppen psykiatrisk tvångsvård eller öppen rättspsykiatrisk vård",
                fact=True,
                shown_when=lambda s: s.care_type in _COMPULSORY_POSSIBLE,
            ),
        ),
        requires=(_OPEN, _NOT_READY),
        apply=_become_ready,
        asks=(
            Ask(Party.MUNICIPAL, "ready_reply", due=_reply_due),
            Ask(
                Party.OUTPATIENT,
                "sip_call",
                due=_sip_call_due,
                when=lambda s: s.sip_needed and not s.sip_calls and not s.compulsory_outpatient_care,
            ),
            Ask(
                Party.OUTPATIENT,
                "outpatient_care",
                due=_reply_due,
                when=lambda s: s.outpatient_care_needed and not s.outpatient_care,
            ),
        ),
    ),
    MessageType(
        # LUS 5:2 (a new assessment is a new notice and a new count).
        name="ready_withdrawal",
        step=5,
        title="Utskrivningsklar återtagen",
        verb="Återta utskrivningsklar",
        senders=_WARD,
        receivers=_EVERYONE,
        fields=(Field("reason", Kind.LONG_TEXT, "Varför återtas meddelandet?"),),
        requires=(_OPEN, _READY),
        apply=_withdraw,
        withdraws="ready_notice",
    ),
    MessageType(
        name="ready_reply",
        step=5,
        title="Svar på utskrivningsklar",
        verb="Svara på utskrivningsklar",
        senders=_MUNICIPAL,
        receivers=_EVERYONE,
        fields=(
            Field(
                "answer",
                Kind.CHOICE,
                "Kommunens svar",
                fact=True,
                choices=(
                    ("receive", "Vi kan ta emot"),
                    ("need_information", "Vi behöver mer information"),
                    ("not_ours", "Inte vår"),
                ),
            ),
            Field(
                "receives_from",
                Kind.MOMENT,
                "Kan ta emot från",
                fact=True,
                required_when=("answer", ("receive",)),
                checks=(_after_admission,),
            ),
            Field(
                "comment",
                Kind.LONG_TEXT,
                "Vad behöver ni veta, eller vems är ärendet?",
                required_when=("answer", ("need_information", "not_ours")),
            ),
        ),
        requires=(_OPEN, _READY),
        apply=_reply,
    ),
    MessageType(
        # LUS 2:6; the day of discharge is not charged (agreement, assumed).
        name="discharge",
        step=6,
        title="Hemgång",
        verb="Meddela hemgång",
        senders=_WARD,
        receivers=_EVERYONE,
        fields=(
            Field(
                "discharged_at",
                Kind.MOMENT,
                "Utskriven",
                fact=True,
                checks=(_not_future, _after_admission, _after_ready),
            ),
            Field(
                "destination",
                Kind.CHOICE,
                "Till",
                fact=True,
                choices=(
                    ("home", "Hemmet"),
                    ("short_term", "Korttidsboende"),
                    ("residential", "Särskilt boende"),
                    ("other", "Annat"),
                ),
            ),
            Field("comment", Kind.LONG_TEXT, "Kommentar", required=False),
        ),
        requires=(_OPEN,),
        apply=_go_home,
        to_self=(
            Ask(
                Party.INPATIENT,
                "patient_summary",
                due=_same_day,
                when=lambda s: s.patient_summary_at is None,
            ),
        ),
    ),
    MessageType(
        # LUS 4:4 and PL 3:6: in writing, in plain language, the day of discharge at the latest.
        name="patient_summary",
        step=6,
        title="Trygghetskvitto",
        verb="Skriv trygghetskvitto",
        senders=_WARD,
        receivers=_EVERYONE,
        fields=(
            Field("reason_for_stay", Kind.LONG_TEXT, "Därför var du på sjukhus"),
            Field("what_was_done", Kind.LONG_TEXT, "Det här har vi gjort"),
            Field("next", Kind.LONG_TEXT, "Det här händer nu"),
            Field("medication", Kind.LONG_TEXT, "Dina läkemedel", required=False),
            Field("call", Kind.TEXT, "Hit ringer du om du undrar något", own="phone"),
        ),
        requires=(_NOT_SUMMARISED,),
        apply=_summarise,
    ),
)

MESSAGE_TYPES: dict[str, MessageType] = {row.name: row for row in _ROWS}


# --- the fold ----------------------------------------------------------------------------------


def fold(entries: Iterable[Entry]) -> CaseState:
    """What all messages of one case add up to, in the order they were sent."""
    state = CaseState()
    for entry in entries:
        apply(state, entry)
    return state


def apply(state: CaseState, entry: Entry) -> None:
    """Carry one message into the state: parts, tasks met, the row's own effect, tasks asked."""
    row = MESSAGE_TYPES[entry.type]
    _join(state, entry)
    state.tasks = [
        t
        for t in state.tasks
        if not (t.unit == entry.unit and t.type == row.name) and t.asked_by != row.withdraws
    ]
    row.apply(state, entry)
    _count_from(state, entry)
    _ask(state, row, entry)
    state.messages += 1
    state.last_at = entry.sent_at
    state.step = _step(state)


def _join(state: CaseState, entry: Entry) -> None:
    sender = Address(entry.unit, entry.party, entry.municipality)
    for address in (sender, *entry.recipients):
        state.parts.setdefault(
            address.unit, Part(address.unit, address.party, address.municipality, entry.sent_at)
        )
    for address in entry.recipients:
        if address.acknowledged_at is None:
            state.parts[address.unit].unacknowledged += 1


def _count_from(state: CaseState, entry: Entry) -> None:
    """A notice counts from when it first reached a unit of the paying municipality."""
    ready = state.ready
    if ready is None or ready.counts_from is not None:
        return
    if state.payer is None or any(a.municipality == state.payer for a in entry.recipients):
        ready.counts_from = entry.sent_at


def _ask(state: CaseState, row: MessageType, entry: Entry) -> None:
    for ask in row.asks:
        for address in entry.recipients:
            if address.party == ask.party and ask.when(state):
                _owe(state, address.unit, ask, row, entry)
    for ask in row.to_self:
        if ask.when(state):
            _owe(state, entry.unit, ask, row, entry)


def _owe(state: CaseState, unit: UUID, ask: Ask, row: MessageType, entry: Entry) -> None:
    state.tasks = [t for t in state.tasks if not (t.unit == unit and t.type == ask.type)]
    state.tasks.append(Task(unit, ask.type, row.name, entry.sent_at, ask.due(state, entry)))


def _step(state: CaseState) -> int:
    """How far the case has come: the highest step that holds now (a withdrawal goes back)."""
    reached = {
        6: state.discharged_at,
        5: state.ready,
        4: state.sip_calls,
        3: any(part.responsible for part in state.parts.values()),
        2: state.care_contact_at,
    }
    return next((step for step, holds in reached.items() if holds), 1)


def available(state: CaseState, unit: UUID, party: str) -> list[tuple[MessageType, list[str]]]:
    """The message types that a party sends, in the order of the process, each with why it may not now."""
    rows = [row for row in MESSAGE_TYPES.values() if party in row.senders and not row.starts_case]
    return [(row, row.refusals(state, unit)) for row in rows]


def receivers(row: MessageType, state: CaseState, sender: UUID) -> list[UUID]:
    """The units with a part in the case that a message of this row goes to."""
    return [
        part.unit
        for part in state.parts.values()
        if part.party in row.receivers and part.unit != sender and part.ended_at is None
    ]


def liability_facts(state: CaseState) -> dict[str, Any]:
    """The facts that `billing/liability.py` needs, as JSON: the shape of its worked cases."""
    return {
        "care_type": state.care_type,
        "municipality": state.municipality,
        "placed_by": state.placed_by,
        "admitted_at": _iso(state.admitted_at),
        "need_assessed_at": _iso(state.need_assessed_at),
        "admission_notice_sent_at": _iso(state.admission_notice_at),
        "sip_needed": state.sip_needed,
        "compulsory_outpatient_care": state.compulsory_outpatient_care,
        "sip_calls": [_iso(call) for call in state.sip_calls],
        "services_declined": False,
        "outpatient_care_needed": state.outpatient_care_needed,
        "outpatient_care": [{"at": _iso(at), "status": status} for at, status in state.outpatient_care],
        "ready": [
            {"sent_at": _iso(p.counts_from), "withdrawn_at": _iso(p.withdrawn_at), "message": str(p.message)}
            for p in state.ready_periods
            if p.counts_from
        ],
        "discharged_at": _iso(state.discharged_at),
        "deceased_at": None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
