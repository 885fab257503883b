"""The unit's day on paper: which rows stand in which of its parts, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Protocol, TypeVar
from uuid import UUID

from discharge.models import Participation, Recipient
from discharge.queries.logged import Logged
from discharge.queries.named_lists import OLD, OLD_TASKS
from discharge.queries.worklist import WorklistPage, count_lists, show_cases
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.clock import ONE_DAY, STOCKHOLM, local_date
from municipalities.swedish.weekdays import is_weekday
from municipalities.units.parties import Party, Word

#: No unit has more going on; of one that has, the latest admitted are looked at.
MOST = 2000
#: When the day before ends: what comes later is news in the morning.
EVENING = time(16)


class MorningPart(Word):
    """What the paper's parts are about."""

    TO_DO = "att-gora", "Att göra i dag"
    READY = "utskrivningsklara", "Utskrivningsklara"
    HOME = "hem", "Går hem i dag och i morgon"
    LIABLE = "ansvar", "Betalningsansvar som pågår eller börjar i morgon"
    NEW = "nytt", "Kommit sedan"
    MEETINGS = "moten", "Möten och uppföljningar i dag"


#: What each party reads first.
IN_ORDER: dict[str, tuple[MorningPart, ...]] = {
    Party.INPATIENT: (
        MorningPart.READY,
        MorningPart.HOME,
        MorningPart.TO_DO,
        MorningPart.NEW,
        MorningPart.MEETINGS,
        MorningPart.LIABLE,
    ),
    Party.OUTPATIENT: (
        MorningPart.TO_DO,
        MorningPart.NEW,
        MorningPart.READY,
        MorningPart.HOME,
        MorningPart.MEETINGS,
        MorningPart.LIABLE,
    ),
    Party.MUNICIPAL: (
        MorningPart.TO_DO,
        MorningPart.LIABLE,
        MorningPart.READY,
        MorningPart.HOME,
        MorningPart.NEW,
        MorningPart.MEETINGS,
    ),
}


@dataclass(frozen=True, slots=True)
class MorningLine:
    """One line: what the unit owes by when, what it was sent and when, or a time or day of the part's own."""

    case_id: UUID
    types: tuple[str, ...] = ()
    at: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class MorningSection:
    """A part of the paper; `left_out` is how many of its lines found no room."""

    part: MorningPart
    lines: Sequence[MorningLine]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Morning:
    """`since`: from when what came is news; `to_acknowledge` messages wait, and `old` tasks are not shown.

    `old` is the number of the work list's *Äldre*, counted as far as that is.
    """

    since: datetime
    sections: Sequence[MorningSection]
    to_acknowledge: int
    old: int
    page: WorklistPage
    is_cut: bool

    def within(self, room: int) -> Morning:
        """With no more lines than there is room for."""
        return replace(self, sections=fit(self.sections, room))

    @property
    def cases(self) -> list[UUID]:
        """Those that have a line."""
        return list(dict.fromkeys(line.case_id for section in self.sections for line in section.lines))


class ShownMorning(Protocol):
    @property
    def cases(self) -> list[UUID]: ...


Made = TypeVar("Made", bound=ShownMorning)


def morning(
    assignment: Assignment,
    now: datetime,
    make: Callable[[Morning], Made],
    *,
    room: int,
    action: AccessLog.Action,
) -> Made:
    """What is made of the unit's day; leaves one row in the access log with the cases that it shows."""
    rows = Participation.objects.filter(unit_id=assignment.unit_id, active=True, goes_on=True)
    found = list(rows.order_by("-admitted_at", "-id")[: MOST + 1])
    parts = found[:MOST]
    since = news_since(now, is_ward=assignment.unit.party == Party.INPATIENT)
    lines = {
        MorningPart.TO_DO: tasks_of_today(parts, now),
        MorningPart.READY: ready_persons(parts),
        MorningPart.HOME: going_home(parts, local_date(now)),
        MorningPart.LIABLE: liable_cases(parts, local_date(now)),
        MorningPart.NEW: messages_since(assignment, parts, since),
        MorningPart.MEETINGS: meetings_of_today(parts, local_date(now)),
    }
    every = [MorningSection(part, lines[part]) for part in IN_ORDER[assignment.unit.party]]
    whole = Morning(
        since,
        fit(every, room),
        sum(part.to_acknowledge for part in parts),
        count_lists(assignment, now)[OLD_TASKS.name],
        WorklistPage([]),
        is_cut=len(found) > MOST,
    )
    made = make(replace(whole, page=show_cases(assignment, whole.cases)))
    log.record(action, by=assignment, case_ids=made.cases, detail=Logged.MORNING)
    return made


def news_since(now: datetime, *, is_ward: bool) -> datetime:
    """Yesterday's evening on a ward; for who works on weekdays, that of the last one (assumed)."""
    day = local_date(now) - ONE_DAY
    while not (is_ward or is_weekday(day)):
        day -= ONE_DAY
    return datetime.combine(day, EVENING, STOCKHOLM)


def fit(sections: Sequence[MorningSection], room: int) -> list[MorningSection]:
    """A line of each in turn until the room is full: no long part takes all of it."""
    given = [0] * len(sections)
    for turn in range(max((len(section.lines) for section in sections), default=0)):
        for number, section in enumerate(sections):
            if turn < len(section.lines) and sum(given) < room:
                given[number] += 1
    return [
        MorningSection(
            section.part,
            section.lines[:kept],
            section.left_out + len(section.lines) - kept,
        )
        for section, kept in zip(sections, given, strict=True)
    ]


def tasks_of_today(parts: Iterable[Participation], now: datetime) -> list[MorningLine]:
    """What the unit owes by tonight and is not old, the most urgent first."""
    due = [
        (datetime.fromisoformat(said["due"]), name, part.case_id)
        for part in parts
        for name, said in part.tasks.items()
        if said["due"]
    ]
    todays = sorted(task for task in due if task[0] >= now - OLD and local_date(task[0]) <= local_date(now))
    return [MorningLine(case, (name,), at) for at, name, case in todays]


def ready_persons(parts: Iterable[Participation]) -> list[MorningLine]:
    """Those who have waited longest first."""
    found = [(part.ready_at, part.case_id) for part in parts if part.in_hospital and part.ready_at]
    return [MorningLine(case, at=at) for at, case in sorted(found)]


def going_home(parts: Iterable[Participation], today: date) -> list[MorningLine]:
    found = [
        (part.expected_discharge, part.case_id)
        for part in parts
        if part.in_hospital
        and part.expected_discharge
        and today <= part.expected_discharge <= today + ONE_DAY
    ]
    return [MorningLine(case, day=day) for day, case in sorted(found)]


def liable_cases(parts: Iterable[Participation], today: date) -> list[MorningLine]:
    """As the lists *Betalningsansvar pågår* and *inom 24 h* have it."""
    found = [
        (part.starts_on, part.case_id)
        for part in parts
        if part.in_hospital and part.concerned and part.starts_on and part.starts_on <= today + ONE_DAY
    ]
    return [MorningLine(case, day=day) for day, case in sorted(found)]


def messages_since(
    assignment: Assignment, parts: Iterable[Participation], since: datetime
) -> list[MorningLine]:
    """What the unit was sent, by case; the latest first."""
    sent = Recipient.objects.filter(
        unit_id=assignment.unit_id,
        case_id__in=[part.case_id for part in parts],
        message__sent_at__gte=since,
    ).order_by("message__sent_at", "message_id")
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    for case, at, name in sent.values_list("case_id", "message__sent_at", "message__type"):
        found.setdefault(case, []).append((at, name))
    latest_first = sorted(found.items(), key=lambda one: (one[1][-1][0], one[0]), reverse=True)
    return [
        MorningLine(case, tuple(dict.fromkeys(name for _, name in said)), said[-1][0])
        for case, said in latest_first
    ]


def meetings_of_today(parts: Sequence[Participation], today: date) -> list[MorningLine]:
    """By time, then the follow-ups."""
    meetings = [
        (part.meeting_at, part.case_id)
        for part in parts
        if part.meeting_at and not part.meeting_held and local_date(part.meeting_at) == today
    ]
    follow_ups = sorted(part.case_id for part in parts if part.follow_up_on == today)
    return [
        *(MorningLine(case, at=at) for at, case in sorted(meetings)),
        *(MorningLine(case, day=today) for case in follow_ups),
    ]
