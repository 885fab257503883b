"""The case page in words: the person, what happens next, what the user may do, and why not the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from discharge.models import Case
from discharge.presenters.circumstances import CircumstancesWords, circumstances
from discharge.presenters.invitations import calendar_link
from discharge.presenters.lists.worklist import EndWords, end_of_case
from discharge.presenters.messages.afterwards import afterwards_count
from discharge.presenters.messages.threads import Thread, threads
from discharge.presenters.messages.timeline import (
    StepWords,
    TaskWords,
    first_words,
    steps,
    task_words,
)
from discharge.presenters.people.consents import ConsentAsk, ConsentWords, ask_if_refused, consent_words
from discharge.presenters.people.parties import to_do
from discharge.presenters.people.persons import (
    PersonChange,
    PersonWords,
    person_change,
    person_news,
    person_on_page,
)
from discharge.presenters.plan import PartWords, PlanPart, answers_of, guardians, parts, plan
from discharge.presenters.states import Situation, State, situation_of, state_of, state_of_left
from discharge.presenters.tracks import Track, track
from discharge.process import (
    ADD_UNIT,
    ADMISSION_NOTICE,
    CANCEL,
    DISCHARGE,
    MESSAGE_TYPES,
    OBJECTION,
    PATIENT_SUMMARY,
    SIP_START,
    MessageType,
    available,
)
from discharge.process.judging.phases import Phase, is_away, phase_of
from discharge.process.judging.urgency import SOON
from discharge.process.state import CaseState, ClosedByDeath
from discharge.process.words import messages_words
from discharge.queries import CaseFile
from municipalities.models import Assignment, Role
from municipalities.swedish.clock import full_day_words, full_words, local_date
from municipalities.units.parties import Party

#: One button for what is due now, and at most two more.
IN_VIEW = 3
NOTHING_OWED = {
    Phase.READY: "Alla har svarat. Läs svaren och lös det som återstår innan personen åker hem.",
    Phase.STAY: "Ingen har något {more}att göra just nu. "
    "Avdelningen meddelar när personen är utskrivningsklar.",
    Phase.SIP: "Ingen har något {more}att göra i SIP just nu.",
    Phase.SIP_CLOSED: "SIP är avslutad.",
    Phase.OUTSIDE_ACT: "Spår grå: personen går hem enligt ordinarie rutin, och ingen tid löper.",
    Phase.CLOSED: "Vårdtillfället är avslutat.",
    Phase.MISTAKEN: "Ärendet är felsänt: det handlade om fel person. Ingenting i det gäller.",
}
#: Where a case begins, and who may begin it.
BEGUN_AT = {
    ADMISSION_NOTICE.name: ("discharge:new", {Role.INPATIENT}),
    SIP_START.name: ("discharge:sip-new", {Role.OUTPATIENT, Role.CASE_OFFICER}),
}
IN_PLACE = "Allt är på plats för hemgång. Avdelningen meddelar hemgång när personen åker hem."
PART_ENDED = "Er del i ärendet är avslutad. Ni ser det som det var då, och inget som har hänt sedan."


@dataclass(frozen=True, slots=True)
class Choice:
    """A message that the user may send now; `is_task` and `deadline` where the unit owes it.

    `is_due` is the one to send first, where it is owed within a day or as soon as it can be.
    """

    type: str
    verb: str
    is_task: bool
    is_seldom: bool
    deadline: datetime | None
    is_due: bool = False

    @property
    def is_guided(self) -> bool:
        """Whether it is the first of several that belong together, which a guide leads through."""
        return self.type == DISCHARGE.name


@dataclass(frozen=True, slots=True)
class PlannedChoice:
    """A message to send when what it tells of has happened, as is planned at `at`."""

    type: str
    verb: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NotYet:
    """What may not be sent yet, by the reason that it shares."""

    verbs: list[str]
    reason: str
    #: The consent that it waits for, where that is the reason and the unit may register it.
    ask: ConsentAsk | None = None
    #: What removes the reason, where the reader may do it: a message to send, or one that is amended.
    removed_by: MessageType | None = None
    amended: UUID | None = None

    @property
    def begun_at(self) -> str:
        """The page where what removes the reason begins, where that is a case of its own; else empty."""
        begins = self.removed_by is not None and self.removed_by.starts_case
        return BEGUN_AT[self.removed_by.name][0] if self.removed_by and begins else ""


@dataclass(frozen=True, slots=True)
class SipLine:
    """How far the SIP has come; `calendar` is what the link to the meeting's calendar file is called."""

    versions: int
    follow_ups: int
    next_follow_up: date | None
    calendar: str


@dataclass(frozen=True, slots=True)
class CasePageContent:
    """Everything that the case page shows, in its order.

    `paper` is where the patient's own paper is printed, once it is written.
    """

    person: PersonWords
    person_change: PersonChange | None
    person_news: list[PersonChange]
    state: State
    track: Track | None
    sip: SipLine | None
    on_leave: bool
    is_complex: bool
    ended: EndWords | None
    tasks: list[TaskWords]
    nothing_owed: str
    #: Whether the unit took the case back as being about the wrong person, and is told who had opened it.
    took_back: bool
    to_acknowledge: int
    #: Which of the messages on the page wait for the unit: what comes after is not acknowledged with them.
    unread: list[UUID]
    #: How many of them had been sent outside the system.
    entered_afterwards: int
    #: Whether what waits to be acknowledged is the unit's to do: one whose part has ended may, and need not.
    owes_receipts: bool
    choices: list[Choice]
    paper: str
    planned: list[PlannedChoice]
    not_yet: list[NotYet]
    #: What can't be sent now, and may have been sent outside the system while it could.
    afterwards: list[Choice]
    steps: list[StepWords]
    threads: list[Thread]
    parts: list[PartWords]
    plan: list[PlanPart]
    guardians: list[str]
    circumstances: CircumstancesWords | None
    consents: list[ConsentWords]

    @property
    def receipts(self) -> str:
        """What the unit has to acknowledge: no task, and yet it waits for the unit."""
        messages = messages_words(self.to_acknowledge)
        entered = afterwards_count(self.entered_afterwards)
        return f"kvittera {messages}{entered and f', {entered}'}" if self.to_acknowledge else ""

    @property
    def in_view(self) -> list[Choice]:
        """What has a button of its own."""
        return in_order(self.choices)[: IN_VIEW - bool(self.to_acknowledge) - bool(self.paper)]

    @property
    def grouped(self) -> list[Choice]:
        """The rest, in the order of the process; what is seldom done comes last."""
        in_view = self.in_view
        return sorted((one for one in self.choices if one not in in_view), key=lambda one: one.is_seldom)

    @property
    def has_due(self) -> bool:
        return any(choice.is_due for choice in self.choices)


def case_page(file: CaseFile, by: Assignment, now: datetime, *, revealed: bool) -> CasePageContent:
    unit = by.unit_id
    # What an ended part shows is judged by the clock of then.
    at = file.case.seen_until or now
    person = person_on_page(file.case, local_date(now), revealed=revealed)
    situation = situation_of(file.case, file.part_of(unit), answers_of(file))
    offered = available(file.state, unit, by.unit.party)
    return CasePageContent(
        person=person,
        person_change=person_change(file.case, hidden=person.hidden),
        person_news=person_news(file.case, file.part_of(unit), hidden=person.hidden),
        state=state_of_left(file.case) if file.case.seen_until else state_of(situation, now),
        track=track(file.state.track),
        sip=_sip_line(file, by),
        on_leave=is_away(file.state),
        is_complex=file.state.complex,
        ended=_end_words(file.case),
        tasks=[] if file.case.seen_until else [words for _, words in task_words(file, unit)],
        nothing_owed=_nothing_owed(file, situation, unit),
        took_back=file.case.mistaken_at is not None and file.case.mistaken_at == file.case.seen_until,
        to_acknowledge=file.part_of(unit).to_acknowledge,
        unread=[message.pk for message in file.messages if message.waits_for(unit)],
        entered_afterwards=file.part_of(unit).entered_afterwards,
        owes_receipts=not file.case.seen_until and file.part_of(unit).to_acknowledge > 0,
        choices=choices(file, unit, offered, now),
        paper=_paper(file),
        planned=planned_choices(file, offered, now),
        not_yet=[] if file.case.seen_until else _not_yet(file, offered, by),
        afterwards=[] if file.case.seen_until else _afterwards(file.state, offered),
        steps=steps(file, unit, at, hidden=person.hidden),
        threads=threads(file, unit, hidden=person.hidden),
        parts=parts(file, unit, at, hidden=person.hidden),
        plan=plan(file, hidden=person.hidden),
        guardians=guardians(file, hidden=person.hidden),
        circumstances=circumstances(file, by, hidden=person.hidden),
        consents=consent_words(file.state),
    )


def _end_words(case: Case) -> EndWords | None:
    if case.mistaken_at:
        return EndWords("felsänt", case.mistaken_at)
    return EndWords("er del avslutad", case.seen_until) if case.seen_until else end_of_case(case)


def _paper(file: CaseFile) -> str:
    """None of the wrong person is for anybody to take home."""
    is_written = file.latest(PATIENT_SUMMARY.name) and not file.case.mistaken_at
    return f"discharge:{PATIENT_SUMMARY.paper}" if is_written else ""


def _sip_line(file: CaseFile, by: Assignment) -> SipLine | None:
    """None where there is no SIP to look at, a meeting or a plan, or it is not the reader's business."""
    sip, calendar = file.state.sip, calendar_link(file)
    if by.unit.party == Party.PLACEMENT or not (sip.has_begun or calendar):
        return None
    follow_ups = [said for said in sip.follow_ups if file.as_corrected(said.message)]
    return SipLine(len(sip.versions), len(follow_ups), sip.follow_up_on, calendar)


def _nothing_owed(file: CaseFile, situation: Situation, unit: UUID) -> str:
    if file.case.mistaken_at:
        return NOTHING_OWED[Phase.MISTAKEN]
    if file.case.seen_until:
        return PART_ENDED
    if closed := file.state.closed_by_death:
        return closed_by_death(file.state, closed)
    phase = phase_of(file.state)
    if phase is Phase.READY and situation.all_in_place:
        return IN_PLACE
    return NOTHING_OWED[phase].format(more="mer " if file.part_of(unit).to_acknowledge else "")


def closed_by_death(state: CaseState, closed: ClosedByDeath) -> str:
    """That nobody has anything to do any more, and what closed by itself."""
    case = NOTHING_OWED[phase_of(state)].format(more="")
    said = [f"SIP-mötet {full_words(closed.meeting_at)}"] if closed.meeting_at else []
    said += [f"uppföljningen av SIP {full_day_words(closed.follow_up_on)}"] if closed.follow_up_on else []
    said += ["sökandet efter plats"] if closed.placement else []
    said += [f"att {to_do(name)}" for name in closed.owed]
    by_itself = f" Det här avslutades av sig självt: {'; '.join(said)}." if said else ""
    return f"Personen har avlidit. {case} Ingen har något mer att göra.{by_itself}"


def _afterwards(state: CaseState, offered: list[tuple[MessageType, list[str]]]) -> list[Choice]:
    rows = [row for row, refusals in offered if refusals and row.may_be_entered_afterwards]
    return [
        Choice(row.name, row.verb_in(state), is_task=False, is_seldom=True, deadline=None) for row in rows
    ]


def choices(
    file: CaseFile, unit: UUID, offered: list[tuple[MessageType, list[str]]], now: datetime
) -> list[Choice]:
    """What the unit owes comes first, by deadline; the rest in the order of the process.

    A message is cancelled where it stands, in the time line; what is planned for later is `planned_choices`.
    """
    owed = {task.type: task for task in file.state.tasks_of(unit)}
    allowed = [
        message_type
        for message_type, refusals in offered
        if not refusals
        and message_type not in (CANCEL, OBJECTION)
        and not message_type.is_early(file.state, now)
    ]
    order = {name: place for place, name in enumerate(owed)}
    allowed.sort(key=lambda row: order.get(row.name, len(order)))
    found = []
    for message_type in allowed:
        task = owed.get(message_type.name)
        found.append(
            Choice(
                message_type.name,
                message_type.verb_in(file.state),
                is_task=task is not None,
                is_seldom=message_type.seldom and task is None,
                deadline=task.due if task else None,
            )
        )
    # What has no time is owed as soon as it can be.
    near = (one for one in found if one.is_task and (one.deadline is None or one.deadline < now + SOON))
    first = next(near, None)
    return [replace(one, is_due=True) if one is first else one for one in found]


def in_order(choices: Iterable[Choice]) -> list[Choice]:
    """What is owed first, else what comes last in the process; what withdraws something after the rest.

    Without what is seldom done.
    """
    going_on = [(MESSAGE_TYPES[one.type], one) for one in choices if not one.is_seldom]
    going_on.sort(key=lambda pair: (not pair[1].is_task, pair[0].withdraws != (), -pair[0].step))
    return [one for _, one in going_on]


def planned_choices(
    file: CaseFile, offered: list[tuple[MessageType, list[str]]], now: datetime
) -> list[PlannedChoice]:
    """What tells of something that is planned and has not begun."""
    early = [row for row, refusals in offered if not refusals and row.is_early(file.state, now)]
    planned = [(row, row.offered_from(file.state)) for row in early]
    return [PlannedChoice(row.name, row.verb_in(file.state), at) for row, at in planned if at]


def may_add(file: CaseFile, by: Assignment) -> bool:
    """Whether the unit may bring another one into the case now."""
    sent = by.unit.party in ADD_UNIT.senders_in(file.state)
    return sent and not file.case.seen_until and not ADD_UNIT.refusals(file.state, by.unit_id)


def _not_yet(file: CaseFile, offered: list[tuple[MessageType, list[str]]], by: Assignment) -> list[NotYet]:
    by_reason: dict[str, list[MessageType]] = {}
    for message_type, refusals in offered:
        for reason in refusals[:1]:
            by_reason.setdefault(reason, []).append(message_type)
    may = {row.name: row for row, refusals in offered if not refusals}
    may |= {name: MESSAGE_TYPES[name] for name, (_, roles) in BEGUN_AT.items() if by.role in roles}
    found = []
    for reason, rows in by_reason.items():
        rule = next(iter(rows[0].failing(file.state, by.unit_id)), None)
        amended = _amended(file, rule.amended, by) if rule and rule.amended else None
        found.append(
            NotYet(
                [row.verb for row in rows],
                reason,
                ask_if_refused(rows[0], file.state, by, reason),
                may.get(rule.removed_by) if rule else None,
                amended,
            )
        )
    return found


def _amended(file: CaseFile, type: str, by: Assignment) -> UUID | None:
    """The last message of the type, where the reader may correct or cancel it."""
    words = first_words(type, file, by.unit_id, hidden=True)
    return words.id if words and (words.may_be_corrected or words.cancelled_by) else None
