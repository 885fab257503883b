"""The work list in words: one row a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from discharge.models import Case, Participation, WronglySent
from discharge.presenters.liability import in_list, liability_names
from discharge.presenters.messages.afterwards import afterwards_count
from discharge.presenters.people.parties import (
    PartyState,
    in_order,
    label_of,
    party_state,
    to_do,
    to_do_short,
)
from discharge.presenters.people.persons import PersonWords, area_of, person_in_list
from discharge.presenters.states import State, situation_of, state_of, state_of_left
from discharge.presenters.tracks import Track, track
from discharge.process import MESSAGE_TYPES, TRANSFER, steps
from discharge.process.words import messages_words
from discharge.queries import ACKNOWLEDGE, Answers, OwnTask, PartyPart, WorklistPage
from municipalities.door.addresses import address
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

#: A step's title where there is room for a word.
SHORT_STEPS = {step.number: step.short for step in steps.ROWS}
CERTAINTY_MARKS = {"certain": "", "preliminary": "~", "unknown": "?"}


@dataclass(frozen=True, slots=True)
class NextWords:
    """Who has to do what, and by when."""

    who: str
    what: str
    deadline: datetime | None
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class OwnTaskWords:
    """What the unit has to do: the verb first, by when, and where it is done."""

    verb: str
    due: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class EndWords:
    """How and when a stay ended."""

    how: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SipDay:
    """What comes next in a SIP: the meeting, or the follow-up on a date."""

    what: str
    day: date


class PlaceWords(NamedTuple):
    """A ward and its hospital, or where the person is going; empty where that is not said."""

    name: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the list, or one of the unit's tasks in it."""

    task: OwnTaskWords | None
    case: Case
    url: str
    person: PersonWords
    place: PlaceWords
    certainty_mark: str
    ended: EndWords | None
    sip: SipDay | None
    step: str
    parties: list[PartyState]
    next: NextWords | None
    track: Track | None
    ready_days: int | None
    free_days_left: int | None
    liability: str
    responsible: str
    state: State
    to_acknowledge: int
    afterwards: str
    #: What tells the row from the page's others, in ids: the case, and of its further tasks their type too.
    key: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A ward that asks to take over a case."""

    id: UUID
    case_id: UUID
    person: PersonWords
    from_unit: str
    from_unit_id: UUID
    requested_at: datetime
    answered_by: str = TRANSFER.name


def requests(page: WorklistPage, now: datetime) -> list[RequestRow]:
    return [
        RequestRow(
            id=request.pk,
            case_id=request.case_id,
            person=person_in_list(request.case, local_date(now)),
            from_unit=request.from_unit.full_name,
            from_unit_id=request.from_unit_id,
            requested_at=request.requested_at,
        )
        for request in page.requests
    ]


@dataclass(frozen=True, slots=True)
class WronglySentRow:
    """A message that the unit never should have had: what it was called, from whom and when.

    Or one that went on paper to `recall_from`, which the unit recalls by the case's `reference`.
    """

    id: UUID
    what: str
    more: str
    from_unit: str
    sent_at: datetime
    taken_back_at: datetime
    recall_from: str
    reference: str


def wrongly_sent(rows: list[WronglySent]) -> list[WronglySentRow]:
    return [
        WronglySentRow(
            id=row.pk,
            what=MESSAGE_TYPES[row.type].title,
            more=_more_words(row.messages - 1),
            from_unit=row.from_unit.full_name,
            sent_at=row.sent_at,
            taken_back_at=row.taken_back_at,
            recall_from=row.unit.full_name if row.recalled_by_id else "",
            reference=row.reference,
        )
        for row in rows
    ]


def _more_words(number: int) -> str:
    return f" och ytterligare {messages_words(number)}" if number else ""


def rows(page: WorklistPage, now: datetime) -> list[Row]:
    """The page's rows in words."""
    found, seen = [], set[UUID]()
    tasks: Sequence[OwnTask | None] = page.tasks or [None] * len(page.rows)
    for part, task in zip(page.rows, tasks, strict=True):
        key = f"{part.case_id}-{task.type}" if task and part.case_id in seen else str(part.case_id)
        found.append(case_row(part, page, now, task, key))
        seen.add(part.case_id)
    return found


def key_of(case_id: UUID, said: str) -> str:
    """What the case's row is said to be called, where that is one of its names; else the case's own."""
    mine = str(case_id)
    return said if said in (f"{mine}-{name}" for name in (*MESSAGE_TYPES, ACKNOWLEDGE)) else mine


def one_row(page: WorklistPage, tasks: list[OwnTask], now: datetime, *, key: str, in_tasks: bool) -> Row:
    """The row of a case as it is now, where it has been shown by that key, with what is left to do there."""
    [part] = page.rows
    shown = case_row(part, page, now, next(iter(tasks), None) if in_tasks else None, key)
    if in_tasks and shown.task is None:
        return replace(shown, task=OwnTaskWords("Inget mer att göra", None, shown.url))
    return shown


def case_row(
    part: Participation, page: WorklistPage, now: datetime, task: OwnTask | None = None, key: str = ""
) -> Row:
    parties, answers = page.parties.get(part.case_id, []), page.answers.get(part.case_id, {})
    case, today = part.case, local_date(now)
    units = [other.unit for other in parties]
    taken = (other.responsible for other in parties if other.party == Party.MUNICIPAL)
    return Row(
        task=task_words(part, task) if task else None,
        case=case,
        url=address("discharge:case", case.pk),
        person=person_in_list(case, today),
        place=_place_words(part),
        certainty_mark=CERTAINTY_MARKS.get(case.certainty, ""),
        ended=_end_words(part),
        sip=_sip_day(part),
        step=SHORT_STEPS.get(case.step, ""),
        parties=[_party(other, part, parties, answers, now) for other in _own_first(parties, part)],
        next=_others_next(part, parties) if task else _next_words(part, parties),
        track=track(case.track),
        ready_days=ready_days(case, now),
        free_days_left=case.free_days_on(today),
        # Empty where no count runs.
        liability=in_list(case.outlook, liability_names(case, units, part.unit_id), today)
        if case.ready_at
        else "",
        responsible=", ".join(user.name for user in taken if user),
        state=_state_of_row(part, answers, now, task),
        to_acknowledge=part.to_acknowledge,
        afterwards=afterwards_count(part.entered_afterwards),
        key=key or str(part.case_id),
    )


def task_words(part: Participation, task: OwnTask) -> OwnTaskWords:
    if task.type == ACKNOWLEDGE:
        verb = f"Kvittera {messages_words(part.to_acknowledge)}"
        return OwnTaskWords(verb, None, address("discharge:case", part.case_id))
    words = to_do(task.type)
    url = address("discharge:send", part.case_id, task.type)
    return OwnTaskWords(words[:1].upper() + words[1:], task.due, url)


def _state_of_row(part: Participation, answers: Answers, now: datetime, task: OwnTask | None) -> State:
    """Of a task by its own time, and not by that of another in the case."""
    if not part.active:
        return state_of_left(part.case)
    situation = situation_of(part.case, part, answers)
    return state_of(replace(situation, deadline=task.due) if task else situation, now)


def _own_first(parties: list[PartyPart], own: Participation) -> list[PartyPart]:
    return sorted(in_order(parties), key=lambda one: one.unit_id != own.unit_id)


def _party(
    one: PartyPart, own: Participation, parties: list[PartyPart], answers: Answers, now: datetime
) -> PartyState:
    """The reader's own unit is no more than "ni"."""
    secret = own.case.patient.protected_identity
    if one.unit_id == own.unit_id:
        return replace(party_state(one, answers, now, "ni"), title="")
    return party_state(one, answers, now, label_of(one.unit, parties), hides_place=secret)


def _end_words(part: Participation) -> EndWords | None:
    """Where only the unit's own part has ended, that."""
    if part.case.mistaken_at:
        return EndWords("felsänt", part.case.mistaken_at)
    return EndWords("lämnat", part.ended_at) if part.ended_at else end_of_case(part.case)


def _place_words(part: Participation) -> PlaceWords:
    """Ward and hospital; a ward knows that, and sees where the person is going. Not for the protected."""
    case = part.case
    if case.patient.protected_identity or not part.active:
        return PlaceWords()
    if case.ward is None:
        return PlaceWords("SIP utan vårdtillfälle")
    if part.party != Party.INPATIENT:
        return PlaceWords(case.ward.name, case.ward.site)
    return PlaceWords(area_of(case))


def _sip_day(part: Participation) -> SipDay | None:
    """Of a person who is not in hospital; who is, has a date of going home instead."""
    if not part.sip_running or part.in_hospital:
        return None
    if part.meeting_at and not part.meeting_held:
        return SipDay("möte", local_date(part.meeting_at))
    return SipDay("uppföljning", part.follow_up_on) if part.follow_up_on else None


def end_of_case(case: Case) -> EndWords | None:
    if case.deceased_at:
        return EndWords("avliden", case.deceased_at)
    if case.ward is None:
        return EndWords("avslutad", case.sip_closed_at) if case.sip_closed_at else None
    return EndWords("gick hem", case.discharged_at) if case.discharged_at else None


def _next_words(part: Participation, parties: list[PartyPart]) -> NextWords | None:
    """Whose turn it is; where another municipality pays, our own first, and others' without their time."""
    case = part.case
    is_ours = part.concerned
    if not is_ours and part.next_type:
        return NextWords("Ni", to_do_short(part.next_type), part.deadline, is_ours=True)
    if case.next_unit is None and part.active and part.to_acknowledge:
        return NextWords("Ni", "kvittera", None, is_ours=True)
    if case.next_unit is None:
        return None
    is_own = case.next_unit_id == part.unit_id
    label = "Ni" if is_own else label_of(case.next_unit, parties)
    who, by_when = label[:1].upper() + label[1:], case.next_deadline if is_ours else None
    return NextWords(who, to_do_short(case.next_type), by_when, is_own)


def _others_next(part: Participation, parties: list[PartyPart]) -> NextWords | None:
    """What the case waits for besides what the row is about."""
    said = _next_words(part, parties)
    return None if said and said.is_ours else said


def ready_days(case: Case, now: datetime) -> int | None:
    """Days since the notice; None when the patient is not ready."""
    if case.ready_at is None:
        return None
    return (local_date(now) - local_date(case.ready_at)).days
