"""The unit's meetings by day: a week or a month at a time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from discharge.models import Participation
from discharge.presenters.people.parties import PartyState, to_do_short
from discharge.presenters.people.persons import PersonWords, person_in_list
from discharge.process import MEETING_FORMS
from discharge.queries import Calendar, CalendarFilters
from municipalities.swedish.clock import ONE_DAY, WEEKDAYS, clock_words, local, local_date, short_date_words
from municipalities.swedish.months import month_words

WEEK, MONTH = "vecka", "manad"


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are shown, and where one goes from there with what is chosen kept."""

    first: date
    last: date
    is_month: bool
    filters: CalendarFilters

    @classmethod
    def of(cls, day: date, kind: str, filters: CalendarFilters) -> Span:
        if kind == MONTH:
            last = monthrange(day.year, day.month)[1]
            return cls(day.replace(day=1), day.replace(day=last), True, filters)
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6), False, filters)

    @property
    def title(self) -> str:
        if self.is_month:
            return month_words(self.first).capitalize()
        return f"Vecka {self.first.isocalendar().week}, {self.first.isocalendar().year}"

    @property
    def kind(self) -> str:
        return MONTH if self.is_month else WEEK

    @property
    def previous(self) -> str:
        return self._address(self.kind, self.first - ONE_DAY)

    @property
    def next(self) -> str:
        return self._address(self.kind, self.last + ONE_DAY)

    @property
    def now(self) -> str:
        """The days in which today is."""
        return self._address(self.kind, None)

    @property
    def other(self) -> str:
        """The same days as the other kind of list."""
        return self._address(WEEK if self.is_month else MONTH, self.first)

    def _address(self, kind: str, day: date | None) -> str:
        values = {"visa": kind} | ({"dag": day.isoformat()} if day else {})
        return f"?{urlencode(values | self.filters.chosen())}"


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """A meeting at a time, or a follow-up some time on its day (`at` is empty)."""

    case_id: UUID
    at: str
    what: str
    person: PersonWords
    where: str
    link: str
    state: PartyState
    is_planned: bool
    responsible: str
    #: What tells one protected person from another.
    reference: str


@dataclass(slots=True)
class Day:
    """A day of the span, also where it has nothing."""

    day: date
    words: str
    is_today: bool
    entries: list[MeetingEntry] = field(default_factory=list)

    @property
    def weekday(self) -> int:
        return self.day.isoweekday()


def days_of(span: Span, found: Calendar, now: datetime) -> list[Day]:
    """Every day of the span, with its meetings by time and then its follow-ups."""
    today = local_date(now)
    days = {}
    for ahead in range((span.last - span.first).days + 1):
        day = span.first + timedelta(days=ahead)
        words = f"{WEEKDAYS[day.weekday()][:3]} {short_date_words(day, day)}"
        days[day] = Day(day, words, day == today)
    meetings = [(at, part) for part in found.rows if (at := found.meeting_of(part))]
    for at, part in sorted(meetings, key=lambda one: (one[0], one[1].pk)):
        days[local_date(at)].entries.append(_meeting_entry(part, found.said.get(part.case_id, {}), now))
    for part in found.rows:
        if on := found.follow_up_of(part):
            days[on].entries.append(_follow_up(part, now))
    return list(days.values())


def _meeting_entry(part: Participation, said: dict[str, Any], now: datetime) -> MeetingEntry:
    """Of a protected identity not even where: it may be where the person is cared for."""
    person = _person_words(part, now)
    is_hidden = person.hidden or part.meeting_at is None
    form = dict(MEETING_FORMS).get(said.get("meeting_form", ""), "")
    state = PartyState("", "neutral", "soon", "Planerat", "")
    if part.meeting_held:
        state = PartyState("", "success", "done", "Hållet", "")
    elif part.to_answer and part.next_type:
        word = to_do_short(part.next_type)
        late = part.deadline is not None and part.deadline < now
        colour, icon = ("danger", "late") if late else ("info", "ours")
        state = PartyState("", colour, icon, f"{word[0].upper()}{word[1:]}", "")
    ends_at = None if part.meeting_held else said.get("meeting_ends_at")
    return MeetingEntry(
        case_id=part.case_id,
        at="–".join(clock_words(local(at)) for at in (part.meeting_at, ends_at) if at),
        what="SIP-möte",
        person=person,
        where=form if is_hidden else ": ".join(word for word in (form, said.get("place", "")) if word),
        # Nobody joins a meeting that has been.
        link="" if is_hidden or part.meeting_held else said.get("link", ""),
        state=state,
        is_planned=not part.meeting_held,
        responsible=_responsible(part),
        reference=_reference(part),
    )


def _follow_up(part: Participation, now: datetime) -> MeetingEntry:
    is_late = part.follow_up_on is not None and part.follow_up_on < local_date(now)
    colour, icon, word = ("danger", "late", "Försenad") if is_late else ("neutral", "soon", "Planerad")
    return MeetingEntry(
        case_id=part.case_id,
        at="",
        what="Uppföljning av SIP",
        person=_person_words(part, now),
        where="",
        link="",
        state=PartyState("", colour, icon, word, ""),
        is_planned=False,
        responsible=_responsible(part),
        reference=_reference(part),
    )


def _person_words(part: Participation, now: datetime) -> PersonWords:
    return person_in_list(part.case, local_date(now))


def _responsible(part: Participation) -> str:
    return part.responsible.name if part.responsible else ""


def _reference(part: Participation) -> str:
    return part.case.reference if part.case.patient.protected_identity else ""
