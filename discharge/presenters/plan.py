"""What the parties have agreed so far: contact, meeting, statements, the municipality's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from discharge.models import Case, Participation
from discharge.presenters.parties import PartyState, in_order, party_state
from discharge.presenters.timeline import message_fields
from discharge.presenters.versions import NoteWords, notes
from discharge.presenters.worklist import ready_days
from discharge.process import MESSAGE_TYPES, local_date
from discharge.queries import ANSWERS, Answers, CaseFile
from municipalities.parties import Party

#: A strip longer than this says less than its numbers.
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class PartWords:
    """One unit's part: who has the case there, how it stands, and what it has written of the plan."""

    party: str
    unit: str
    phone: str
    responsible: str
    state: PartyState
    is_ours: bool
    notes: list[NoteWords]


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of the plan: `fields` is empty while nothing has been said."""

    title: str
    nothing_yet: str
    fields: list[tuple[str, str]]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FreeDay:
    """One day of the count: free, or on the municipality's account."""

    day: date
    is_free: bool


@dataclass(frozen=True, slots=True)
class FreeDays:
    """How the count stands; `starts` is how the day on which liability starts is spoken of."""

    ready_at: datetime
    ready_days: int
    free_days_left: int | None
    starts_on: date | None
    state: str
    starts: str
    days: list[FreeDay]


def parts(file: CaseFile, unit: UUID, now: datetime) -> list[PartWords]:
    active = [part for part in file.parts if part.active]
    answers = answers_of(file)
    return [_part(part, file, answers, unit, now) for part in in_order(active)]


def _part(part: Participation, file: CaseFile, answers: Answers, unit: UUID, now: datetime) -> PartWords:
    return PartWords(
        party=Party(part.party).label,
        unit=part.unit.full_name,
        phone=part.unit.phone,
        responsible=part.responsible.name if part.responsible else "",
        state=party_state(part, answers, now),
        is_ours=part.unit_id == unit,
        notes=notes(file, part.unit_id),
    )


def answers_of(file: CaseFile) -> Answers:
    """What each unit last answered that still counts, as in the work list."""
    ready = file.state.ready
    said = [message for answer in ANSWERS if (message := file.latest(answer))]
    return {
        message.sender_unit_id: (message.type, message.facts)
        for message in said
        if ready and (message.sent_at >= ready.sent_at or not ANSWERS[message.type])
    }


def plan(file: CaseFile) -> list[PlanPart]:
    return [
        _latest(file, "care_contact", "Fast vårdkontakt", "Ingen är utsedd ännu."),
        _meeting(file),
        _latest(file, "outpatient_care", "Öppenvårdens insatser", "Inget besked ännu."),
        _latest(file, "ready_reply", "Kommunens svar på utskrivningsklar", "Inget svar ännu."),
    ]


def _latest(file: CaseFile, type: str, title: str, nothing_yet: str) -> PlanPart:
    message = file.latest(type)
    fields = message_fields(message, file.names) if message else []
    return PlanPart(title, nothing_yet, fields, message.sent_at if message else None)


def _meeting(file: CaseFile) -> PlanPart:
    """The meeting with each unit's answer to the call."""
    call = _latest(file, "sip_call", "Möte om SIP", "Ingen kallelse ännu.")
    words = dict(MESSAGE_TYPES["sip_answer"].fields[0].choices)
    answers = file.state.sip_answers
    said = [
        (part.unit.full_name, words[answers[part.unit_id]]) for part in file.parts if part.unit_id in answers
    ]
    return PlanPart(call.title, call.nothing_yet, [*call.fields, *said], call.at)


def free_days(case: Case, now: datetime) -> FreeDays | None:
    """How the count stands; None while the patient is not ready."""
    days = ready_days(case, now)
    if case.ready_at is None or days is None:
        return None
    state = Case.LiabilityState(case.liability_state).label
    today = local_date(now)
    strip = _days(local_date(case.ready_at), case.starts_on, today)
    starts = _starts(case, today)
    return FreeDays(case.ready_at, days, case.free_days_left, case.starts_on, state, starts, strip)


def _starts(case: Case, today: date) -> str:
    """How the day on which liability starts is spoken of; with a condition that fails it never comes."""
    if case.liability_state == Case.LiabilityState.NOT_LIABLE:
        return "Betalningsansvaret skulle annars börja"
    has_started = case.starts_on is not None and case.starts_on <= today
    return "Betalningsansvaret började" if has_started else "Betalningsansvaret börjar"


def _days(first: date, starts_on: date | None, today: date) -> list[FreeDay]:
    """From the notice to today, and on to the first day that is not free."""
    if starts_on is None:
        return []
    length = (max(today, starts_on) - first).days + 1
    dates = [first + timedelta(days=n) for n in range(min(length, MOST_DAYS))]
    return [FreeDay(day, is_free=day < starts_on) for day in dates]
