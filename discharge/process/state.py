"""What a case's messages add up to. Pure values; `process/table/` says how each message type changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from discharge.process.sip.state import SipState
from municipalities.units.parties import Party

#: The track of persons outside the act.
GREY = "grey"
#: What is told of a SIP, which needs a consent of its own (process/judging/consents.py).
SIP_INFORMATION = "sip"


class CaseKind(StrEnum):
    """One stay in inpatient care, or a SIP outside a stay."""

    STAY = "stay"
    SIP = "sip"


@dataclass(frozen=True, slots=True)
class Address:
    """One receiving unit of a message, and when it acknowledged."""

    unit: UUID
    party: str
    municipality: str | None = None
    acknowledged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """That a message was sent outside the system, and entered afterwards.

    `at` is the true time, `told` the units that got it then; `entered_at` is when it came in here, and when
    its other receivers got it.
    """

    at: datetime
    channel: str
    told: frozenset[UUID]
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as the fold sees it: who, when, and the facts; never the free text.

    `sent_at` is what rules judge by: the true time, where it was entered afterwards (`outside`). A correction
    has its own time, and says in `outside` when what it corrects was sent. `submission` is the id of the form
    that it was sent by.
    """

    id: UUID
    type: str
    sent_at: datetime
    unit: UUID
    party: str
    municipality: str | None
    facts: Mapping[str, Any]
    recipients: tuple[Address, ...] = ()
    corrects: UUID | None = None
    submission: UUID | None = None
    outside: Outside | None = None

    @property
    def entered_at(self) -> datetime:
        """When it came into the system: what its receivers' time runs from, and a part's begin and end."""
        return self.outside.entered_at if self.outside else self.sent_at

    def told_at(self, unit: UUID) -> datetime:
        """When the receiver got it."""
        return self.sent_at if self.outside is None or unit in self.outside.told else self.entered_at


@dataclass(slots=True)
class Part:
    """One unit's part in the case."""

    unit: UUID
    party: str
    municipality: str | None
    since: datetime
    ended_at: datetime | None = None
    #: When it was found that the part never should have been: the unit reads nothing of the case any more,
    #: not even what it had. Such a part has ended.
    mistaken_at: datetime | None = None
    responsible: int | None = None
    unacknowledged: int = 0

    def go_on(self) -> None:
        """Somebody brings the unit in anew."""
        self.ended_at = self.mistaken_at = None

    @property
    def is_office(self) -> bool:
        """A surgery lies in a municipality too, but is no office of it."""
        return self.party == Party.MUNICIPAL


@dataclass(frozen=True, slots=True)
class Task:
    """A unit owes the case a message of this type; `due` is None where no text sets a time.

    What `outlives_stay` is owed still when the person has gone home.
    """

    unit: UUID
    type: str
    asked_by: str
    since: datetime
    due: datetime | None
    outlives_stay: bool = False


@dataclass(slots=True)
class ReadyPeriod:
    """From an utskrivningsklar notice to its withdrawal, if any.

    `counts_from` is when the notice first reached a unit of the paying municipality, None until then; where
    it was told another way, `told_by` says so. `call_from` is when outpatient care was told of it, where that
    was later: the three days for the call to SIP run from then. `entered_at` is when the notice came in here.
    """

    message: UUID
    sent_at: datetime
    counts_from: datetime | None
    entered_at: datetime
    withdrawn_at: datetime | None = None
    withdrawal: UUID | None = None
    type: str = ""
    told_by: UUID | None = None
    reply: str | None = None
    receives_from: datetime | None = None
    call_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutpatientStatement:
    """The region's word on whether its own outpatient services are in place."""

    at: datetime
    status: str
    message: UUID


@dataclass(slots=True)
class Leave:
    """Permission: away from the ward, until `ended_at` or still; and the messages that say so."""

    began_at: datetime
    start: UUID
    ended_at: datetime | None = None
    end: UUID | None = None


@dataclass(frozen=True, slots=True)
class CareChange:
    """Another kind of care from `at` on, after a transfer."""

    at: datetime
    care_type: str


@dataclass(slots=True)
class Placement:
    """The search for a place to live after the stay, for somebody who is hard to place.

    `outcome` is empty while the search goes on.
    """

    requested_at: datetime
    request: UUID
    need: str
    attempts: int = 0
    offers: int = 0
    last_at: datetime | None = None
    outcome: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClosedByDeath:
    """What was under way when the person died and closed by itself; `owed` are message types."""

    owed: tuple[str, ...]
    meeting_at: datetime | None
    follow_up_on: date | None
    placement: bool


@dataclass(slots=True)
class CaseState:
    """Everything about a case that its messages say, for rules, lists, statistics and liability.

    `began_at` is when a SIP outside a stay was started; such a case has no admission, and no money.
    """

    kind: CaseKind = CaseKind.STAY
    began_at: datetime | None = None
    admitted_at: datetime | None = None
    need_assessed_at: datetime | None = None
    admission_notice_at: datetime | None = None
    #: When the notice first reached a unit of the paying municipality; None until then.
    admission_counts_from: datetime | None = None
    admission_notice: UUID | None = None
    care_type: str = ""
    admitted_care_type: str = ""
    municipality: str | None = None
    placed_by: str | None = None
    district: UUID | None = None
    ward: UUID | None = None
    expected_discharge: date | None = None
    certainty: str = "unknown"
    care_contact_at: datetime | None = None
    sip_needed: bool = False
    sip: SipState = field(default_factory=SipState)
    placement: Placement | None = None
    compulsory_outpatient_care: bool = False
    outpatient_care_needed: bool = False
    outpatient_care: list[OutpatientStatement] = field(default_factory=list)
    ready_periods: list[ReadyPeriod] = field(default_factory=list)
    services_declined: bool = False
    leaves: list[Leave] = field(default_factory=list)
    #: When the person was told to have been moved to another ward; nobody states when it happened.
    transferred_at: datetime | None = None
    #: Returns from a leave that has been cancelled.
    loose_ends: list[Entry] = field(default_factory=list)
    care_changes: list[CareChange] = field(default_factory=list)
    discharged_at: datetime | None = None
    deceased_at: datetime | None = None
    closed_by_death: ClosedByDeath | None = None
    #: When it was found that all was said of the wrong person (felsänt): then nothing of it counts.
    mistaken_at: datetime | None = None
    ending: UUID | None = None
    destination: str = ""
    patient_summary_at: datetime | None = None
    information_at: datetime | None = None
    minor: bool = False
    age_unknown: bool = False
    track: str = ""
    #: "planned", "unplanned" or "unknown" as the ward has said; empty where it has not, or not to the reader.
    planned: str = ""
    #: By (information, party): on what the party may have it (process/judging/consents.py).
    consents: dict[tuple[str, str], str] = field(default_factory=dict)
    parts: dict[UUID, Part] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    #: The newest version of what has versions, by message type and unit.
    versions: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    #: How many messages of each type; and by message, when what it met was due.
    sent: dict[str, int] = field(default_factory=dict)
    #: The last message of each kind (`MessageType.told_as`), and of what was told twice the first one.
    told: dict[str, Entry] = field(default_factory=dict)
    duplicates: dict[UUID, UUID] = field(default_factory=dict)
    due: dict[UUID, datetime] = field(default_factory=dict)
    messages: int = 0
    step: int = 0
    last_at: datetime | None = None

    @property
    def payer(self) -> str | None:
        """The municipality that pays: the one that placed the person, else where registered (LUS 5:2).

        Nobody pays for a SIP outside a stay.
        """
        return None if self.kind is CaseKind.SIP else self.placed_by or self.municipality

    @property
    def is_open(self) -> bool:
        if self.kind is CaseKind.SIP:
            return self.sip.closed_at is None and self.deceased_at is None
        return self.in_hospital

    @property
    def in_hospital(self) -> bool:
        return self.admitted_at is not None and self.ended_at is None and self.mistaken_at is None

    @property
    def ended_at(self) -> datetime | None:
        """When the stay ended: by discharge or death, whichever came first."""
        ends = [moment for moment in (self.discharged_at, self.deceased_at) if moment]
        return min(ends, default=None)

    @property
    def outside_act(self) -> bool:
        """Grå: the person needs no coordination, and leaves by the ordinary routine."""
        return self.track == GREY

    @property
    def owes_sip_call(self) -> bool:
        """A SIP is needed and nobody has called; under compulsory outpatient care nobody has to."""
        return self.sip_needed and not self.sip.meetings and not self.compulsory_outpatient_care

    @property
    def has_receivers(self) -> bool:
        """Whether outpatient care or a municipality still takes part."""
        others = (Party.OUTPATIENT, Party.MUNICIPAL)
        return any(part.party in others and part.ended_at is None for part in self.parts.values())

    @property
    def is_taken(self) -> bool:
        return any(part.responsible for part in self.parts.values())

    @property
    def on_leave(self) -> bool:
        return bool(self.leaves) and self.leaves[-1].ended_at is None

    @property
    def ready(self) -> ReadyPeriod | None:
        """The period that runs now, if the patient is utskrivningsklar."""
        if not self.is_open or not self.ready_periods or self.ready_periods[-1].withdrawn_at:
            return None
        return self.ready_periods[-1]

    def tasks_of(self, unit: UUID) -> list[Task]:
        """What the unit owes, earliest deadline first; tasks without a deadline last."""
        mine = [task for task in self.tasks if task.unit == unit]
        return sorted(mine, key=lambda task: (task.due is None, task.due or task.since))

    @property
    def next_task(self) -> Task | None:
        """The task of any unit that is due first."""
        dated = [task for task in self.tasks if task.due is not None]
        return min(dated or self.tasks, key=lambda task: task.due or task.since, default=None)

    def may_have(self, information: str, part: Part) -> bool:
        """Whether the unit may be told the information: it needs no consent, or there is one.

        A samordnad vårdplan belongs to the decision on compulsory care (LPT 7 a §), and needs none.
        """
        if not information or (information == SIP_INFORMATION and self.compulsory_outpatient_care):
            return True
        return (information, str(part.party)) in self.consents

    @property
    def sip_is_consented(self) -> bool:
        """Whether there is anybody whom the SIP may be shared with."""
        return any(information == SIP_INFORMATION for information, _ in self.consents)

    def acts(self, unit: UUID) -> bool:
        """Whether the unit still has a part in what happens (a handed-over part can only be read)."""
        part = self.parts.get(unit)
        return part is not None and part.ended_at is None
