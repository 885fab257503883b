"""What a case's messages add up to. Pure values; `process/table/` says how each message type changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from discharge.process.on_paper.paper import Delivery, OnPaper
from discharge.process.parts.state import HandedOver, Part, StandIn
from discharge.process.sip.state import SipState
from municipalities.swedish.clock import ONE_DAY, STOCKHOLM, local_date
from municipalities.swedish.law import NOTICE_CUTOFF
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
    """One receiving unit of a message, and when it acknowledged.

    One that is not connected when the message is sent is told on paper, and acknowledges nothing.
    """

    unit: UUID
    party: str
    municipality: str | None = None
    acknowledged_at: datetime | None = None
    connected: bool = True


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
    that it was sent by. What a unit that is not connected has said is entered `by` another one.
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
    by: UUID | None = None

    @property
    def author(self) -> UUID:
        """The unit that wrote it here: who says it, but where that is not connected."""
        return self.by or self.unit

    @property
    def entered_at(self) -> datetime:
        """When it came into the system: what its receivers' time runs from, and a part's begin and end."""
        return self.outside.entered_at if self.outside else self.sent_at

    def told_at(self, unit: UUID) -> datetime:
        """When the receiver got it."""
        return self.sent_at if self.outside is None or unit in self.outside.told else self.entered_at

    def reaches(self, to: Address) -> bool:
        """Whether the receiver has got it: one that is not connected, by how it was sent outside alone."""
        return to.connected or (self.outside is not None and to.unit in self.outside.told)


@dataclass(slots=True)
class Objection:
    """A party does not accept the true time of a message that was entered afterwards.

    `upheld` is None until HSF has decided; the entry's time counts where it is.
    """

    message: UUID
    unit: UUID
    at: datetime
    upheld: bool | None = None


class Ends(StrEnum):
    """What ends a task besides that it is done or taken back (assumed); `judging/endings.py` says when."""

    #: The person goes home, or the SIP outside a stay is closed: then it can't be done any more.
    CASE = "case"
    #: The meeting that it is about begins.
    MEETING = "meeting"
    #: So long after the discharge, or after its own time where that is later.
    AGE = "age"


class Withheld(StrEnum):
    """Why the unit can't do now what it is asked for: a consent is missing, or something comes first."""

    NO = ""
    CONSENT = "consent"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Task:
    """A unit is asked for a message of this type; `due` is None where no text sets a time.

    What is `withheld` is not owed: nobody is reminded of what may not be sent.
    """

    unit: UUID
    type: str
    asked_by: str
    since: datetime
    due: datetime | None
    ends: Ends = Ends.CASE
    withheld: Withheld = Withheld.NO


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A task that ended undone (uteblev): in adherence it was not done."""

    unit: UUID
    type: str
    due: datetime | None
    ended_at: datetime


@dataclass(slots=True)
class Reached:
    """When a notice first came to an office of each municipality, whoever pays.

    Who pays may turn out to be another one, which is then judged by what had reached it (LUS 5:3 p. 1).
    Where it was told another way, `told_by` names the message that says so.
    """

    at: dict[str, datetime] = field(default_factory=dict)
    told_by: dict[str, UUID] = field(default_factory=dict)

    def note(self, municipality: str, at: datetime, told_by: UUID | None = None) -> None:
        """Of several the earliest counts."""
        if municipality in self.at and self.at[municipality] <= at:
            return
        self.at[municipality] = at
        self.told_by.pop(municipality, None)
        if told_by:
            self.told_by[municipality] = told_by


@dataclass(frozen=True, slots=True)
class Residence:
    """Where the person is registered and who has placed him or her, until the date from which it was another.

    The district is that of the municipality that pays.
    """

    municipality: str | None
    placed_by: str | None
    district: UUID | None
    until: date | None = None

    @property
    def payer(self) -> str | None:
        """The municipality that pays: the one that placed the person, else where registered (LUS 5:2)."""
        return self.placed_by or self.municipality


@dataclass(slots=True)
class ReadyPeriod:
    """From an utskrivningsklar notice to its withdrawal, if any.

    `counts_from` is when the notice first reached a unit of the municipality that pays on its day zero, None
    until then; it is judged anew after each message (`CaseState.count_notices`). `call_from` is when
    outpatient care was told of it, where that was later: the three days for the call to SIP run from then.
    `entered_at` is when the notice came in here.
    """

    message: UUID
    sent_at: datetime
    entered_at: datetime
    withdrawn_at: datetime | None = None
    withdrawal: UUID | None = None
    type: str = ""
    reached: Reached = field(default_factory=Reached)
    counts_from: datetime | None = None
    reply: str | None = None
    receives_from: datetime | None = None
    call_from: datetime | None = None

    @property
    def reached_in_time(self) -> bool:
        """Not where the municipality heard of it by the entry alone, when it had been withdrawn."""
        at, end = self.counts_from, self.withdrawn_at
        return at is not None and (end is None or at <= end)


@dataclass(frozen=True, slots=True)
class OutpatientStatement:
    """The region's word on whether its own outpatient services are in place."""

    at: datetime
    status: str
    message: UUID


@dataclass(frozen=True, slots=True)
class SipWish:
    """What the person has said of a SIP; `at` is when the parties were told."""

    at: datetime
    declines: bool
    message: UUID


@dataclass(frozen=True, slots=True)
class StatedNeed:
    """What the ward has said of a need before the person is utskrivningsklar: which unit, and when."""

    needed: bool
    unit: UUID
    at: datetime


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


def day_zero(counts_from: datetime) -> date:
    """The date of a notice that came by noon, else the next.

    An agreement's other hour is not asked (assumed): it matters to who pays where somebody moves that day.
    """
    at = counts_from.astimezone(STOCKHOLM)
    return at.date() if at.time() <= NOTICE_CUTOFF else at.date() + ONE_DAY


@dataclass(slots=True)
class CaseState:
    """Everything about a case that its messages say, for rules, lists, statistics and liability.

    `began_at` is when a SIP outside a stay was started; such a case has no admission, and no money.
    """

    kind: CaseKind = CaseKind.STAY
    began_at: datetime | None = None
    #: Who started it, or has taken over from who did.
    begun_by: UUID | None = None
    admitted_at: datetime | None = None
    need_assessed_at: datetime | None = None
    admission_notice_at: datetime | None = None
    admission_notice: UUID | None = None
    admission_reached: Reached = field(default_factory=Reached)
    care_type: str = ""
    admitted_care_type: str = ""
    municipality: str | None = None
    placed_by: str | None = None
    district: UUID | None = None
    #: What held before, where the person has moved, oldest first.
    former: list[Residence] = field(default_factory=list)
    #: The message that last said it.
    residence_said: UUID | None = None
    #: Units of a municipality moved from that still pays a period: their parts end with it.
    leaving: set[UUID] = field(default_factory=set)
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
    sip_wishes: list[SipWish] = field(default_factory=list)
    #: By the question of the ready notice that it answers beforehand; money knows nothing of it.
    stated_needs: dict[str, StatedNeed] = field(default_factory=dict)
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
    #: A party has marked the case as one that needs more than the ordinary ways of working together.
    complex: bool = False
    #: By (information, party): on what the party may have it (process/judging/consents.py).
    consents: dict[tuple[str, str], str] = field(default_factory=dict)
    parts: dict[UUID, Part] = field(default_factory=dict)
    #: What units have been asked for, and have not done; `tasks` is what of it they owe.
    asked: list[Task] = field(default_factory=list)
    lapsed: list[Lapsed] = field(default_factory=list)
    #: Units that hold the planning by what was said (process/parts/planning.py).
    planning: set[UUID] = field(default_factory=set)
    #: By the unit that left its place, until it has one again.
    handed_over: dict[UUID, HandedOver] = field(default_factory=dict)
    #: The hand-overs that a later message takes back, known from the beginning.
    taken_back: frozenset[UUID] = frozenset()
    #: Until they are, by the unit that should not have had the case.
    stand_ins: dict[UUID, StandIn] = field(default_factory=dict)
    #: What goes on paper, in the order in which it was written.
    deliveries: dict[OnPaper, Delivery] = field(default_factory=dict)
    #: The newest version of what has versions, by message type and unit; by None, of all units together.
    versions: dict[tuple[str, UUID | None], UUID] = field(default_factory=dict)
    #: How many messages of each type; and by message, when what it met was due.
    sent: dict[str, int] = field(default_factory=dict)
    #: The last message of each kind (`MessageType.told_as`), and of what was told twice the first one.
    told: dict[str, Entry] = field(default_factory=dict)
    duplicates: dict[UUID, UUID] = field(default_factory=dict)
    #: What was entered afterwards, and by their own messages the objections to it.
    entered_afterwards: dict[UUID, Entry] = field(default_factory=dict)
    objections: dict[UUID, Objection] = field(default_factory=dict)
    due: dict[UUID, datetime] = field(default_factory=dict)
    messages: int = 0
    step: int = 0
    last_at: datetime | None = None

    @property
    def payer(self) -> str | None:
        """The municipality that pays what begins now: a period that runs is paid by that of its day zero.

        Nobody pays for a SIP outside a stay.
        """
        return None if self.kind is CaseKind.SIP else self.placed_by or self.municipality

    @property
    def residence(self) -> Residence:
        return Residence(self.municipality, self.placed_by, self.district)

    def residence_on(self, day: date) -> Residence:
        """What holds on the day, by what is known of it now."""
        return next((area for area in self.former if area.until and day < area.until), self.residence)

    @property
    def admission_counts_from(self) -> datetime | None:
        """When the notice of admission reached the municipality that paid on the day it was sent."""
        if self.admission_notice_at is None:
            return None
        payer = self.payer
        if self.former:
            payer = self.residence_on(local_date(self.admission_notice_at)).payer
        return self.admission_notice_at if payer is None else self.admission_reached.at.get(payer)

    def count_notices(self) -> None:
        """Judge from when each notice of utskrivningsklar counts: by who pays, as it is known now."""
        for period in self.ready_periods:
            period.counts_from = self._counts_from(period)

    def _counts_from(self, period: ReadyPeriod) -> datetime | None:
        if not self.former:
            payer = self.payer
            return period.sent_at if payer is None else period.reached.at.get(payer)
        reached = [*period.reached.at.items(), (None, period.sent_at)]
        counting = (at for payer, at in reached if self.residence_on(day_zero(at)).payer == payer)
        return min(counting, default=None)

    def residence_of(self, period: ReadyPeriod) -> Residence:
        """Where the person was on the period's day zero; who pays it follows from that."""
        return self.residence_on(day_zero(period.counts_from or period.sent_at))

    def told_by(self, period: ReadyPeriod) -> UUID | None:
        """The message that says when the payer was told another way, where that is what counts."""
        return period.reached.told_by.get(self.residence_of(period).payer or "")

    @property
    def paying(self) -> Residence:
        """By which the period that runs is paid, or else what begins now: nobody pays for a SIP."""
        if self.kind is CaseKind.SIP:
            return Residence(None, None, self.district)
        return self.residence_of(self.ready) if self.former and self.ready else self.residence

    @property
    def payers(self) -> frozenset[str | None]:
        """Who pays what begins now, and who pays the period that runs."""
        return frozenset({self.payer, self.paying.payer})

    @property
    def is_open(self) -> bool:
        if self.kind is CaseKind.SIP:
            return self.sip.closed_at is None and self.deceased_at is None and self.mistaken_at is None
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
    def declines_sip(self) -> bool:
        """The person's last word on a SIP is no (LUS 4:2)."""
        return self.sip_declined_on(date.max)

    def sip_declined_on(self, day: date) -> bool:
        """The same of the last word of the date or before; of two on one date the later message counts."""
        said = [wish for wish in self.sip_wishes if local_date(wish.at) <= day]
        # The last of those that are equal, where `max` takes the first.
        return bool(said) and max(reversed(said), key=lambda wish: wish.at).declines

    def stated_need(self, question: str) -> bool | None:
        """What the ward has answered beforehand; None where nobody has."""
        said = self.stated_needs.get(question)
        return said.needed if said else None

    @property
    def has_receivers(self) -> bool:
        """Whether outpatient care or a municipality still takes part."""
        others = (Party.OUTPATIENT, Party.MUNICIPAL)
        return any(part.party in others and part.ended_at is None for part in self.parts.values())

    def untold(self, unit: UUID) -> list[Delivery]:
        """The papers that the unit has written, and has not noted as sent."""
        return [one for one in self.deliveries.values() if one.by == unit and one.told_at is None]

    def is_notice(self, period: ReadyPeriod, message: UUID) -> bool:
        """Whether it is the message that the period began with, or told the same twice."""
        return period.message in (message, self.duplicates.get(message))

    def is_withdrawn(self, message: UUID) -> bool:
        """Whether what the message began has been taken back by a later one."""
        withdrawn = (period.message for period in self.ready_periods if period.withdrawn_at)
        return message in self.taken_back or message in withdrawn

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

    @property
    def tasks(self) -> list[Task]:
        """What is owed: what its unit may do now. Judged when all messages have been folded."""
        return [task for task in self.asked if task.withheld is Withheld.NO]

    def end_task(self, task: Task, at: datetime) -> None:
        """It ends undone; what might not be sent for want of consent was never owed, and is not told of."""
        self.asked.remove(task)
        if task.withheld is not Withheld.CONSENT:
            self.lapsed.append(Lapsed(task.unit, task.type, task.due, at))

    def end_with_case(self, at: datetime) -> None:
        """What can't be done any more when the person has gone home, or the SIP is closed."""
        for task in [task for task in self.asked if task.ends is Ends.CASE]:
            self.end_task(task, at)

    def tasks_of(self, unit: UUID) -> list[Task]:
        """What the unit owes, earliest deadline first; tasks without a deadline last."""
        mine = [task for task in self.tasks if task.unit == unit]
        return sorted(mine, key=lambda task: (task.due is None, task.due or task.since))

    @property
    def next_task(self) -> Task | None:
        """The task of any unit that is due first."""
        owed = self.tasks
        dated = [task for task in owed if task.due is not None]
        return min(dated or owed, key=lambda task: task.due or task.since, default=None)

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

    def note_answer(self, unit: UUID, new: UUID | None) -> None:
        """Who has got a case and says anything has it; where nobody got it, the one that is brought in."""
        for sender, left in self.handed_over.items():
            is_replaced = left.to is None and new and self.parts[new].party == self.parts[sender].party
            left.is_answered |= unit == left.to or bool(is_replaced)

    def meant(self, entry: Entry) -> Entry:
        """What was sent to a unit that should not have had the case asks the one that has it in truth."""
        if not self.stand_ins:
            return entry
        recipients = tuple(replace(to, unit=self.in_truth(to.unit)) for to in entry.recipients)
        return replace(entry, recipients=recipients)

    def in_truth(self, unit: UUID) -> UUID:
        """The unit, or the one that has the case in truth where it should not have had it."""
        found = self.stand_ins.get(unit)
        return found.unit if found else unit

    def acts(self, unit: UUID) -> bool:
        """Whether the unit still has a part in what happens (a handed-over part can only be read)."""
        part = self.parts.get(unit)
        return part is not None and part.ended_at is None
