"""The unit's meetings by day: a week or a month at a time."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from discharge.models import Participation
from discharge.presenters.people.parties import PartyState, to_do_short
from discharge.presenters.people.persons import PersonWords, person_in_list
from discharge.process import MEETING_FORMS
from discharge.queries import Calendar
from municipalities.swedish.clock import clock_words, local, local_date
from municipalities.swedish.months import month_words

WEEK, MONTH = "vecka", "manad"


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are shown, and where one goes from there."""

    first: date
    last: date
    is_month: bool

    @classmethod
    def of(cls, day: date, kind: str) -> Span:
        if kind == MONTH:
            last = monthrange(day.year, day.month)[1]
            return cls(day.replace(day=1), day.replace(day=last), True)
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6), False)

    @property
    def title(self) -> str:
        if self.is_month:
            return month_words(self.first).capitalize()
        return f"Vecka {self.first.isocalendar().week}, {self.first.isocalendar().year}"

    @property
    def previous(self) -> str:
        return self._address(self.first - timedelta(days=1))

    @property
    def next(self) -> str:
        return self._address(self.last + timedelta(days=1))

    @property
    def other(self) -> str:
        """The same days as the other kind of list."""
        return f"?visa={WEEK if self.is_month else MONTH}&dag={self.first}"

    def _address(self, day: date) -> str:
        return f"?visa={MONTH if self.is_month else WEEK}&dag={day}"


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


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    entries: list[MeetingEntry]


def days_with_entries(found: Calendar, now: datetime) -> list[Day]:
    """The days that have something, in order; within a day by time, follow-ups last."""
    by_day: dict[date, list[tuple[datetime | None, MeetingEntry]]] = {}
    for part in found.rows:
        on = local_date(part.meeting_at) if part.meeting_at else None
        if on and found.holds(on):
            entry = _meeting_entry(part, found.said.get(part.case_id, {}), now)
            by_day.setdefault(on, []).append((part.meeting_at, entry))
        if part.follow_up_on and found.holds(part.follow_up_on):
            by_day.setdefault(part.follow_up_on, []).append((None, _follow_up(part, now)))
    for entries in by_day.values():
        entries.sort(key=lambda entry: (entry[0] is None, entry[0] or now))
    return [Day(day, [entry for _, entry in by_day[day]]) for day in sorted(by_day)]


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
        link="" if is_hidden else said.get("link", ""),
        state=state,
        is_planned=not part.meeting_held,
    )


def _follow_up(part: Participation, now: datetime) -> MeetingEntry:
    is_late = part.follow_up_on is not None and part.follow_up_on < local_date(now)
    state = PartyState(
        "",
        "danger" if is_late else "neutral",
        "late" if is_late else "soon",
        "Försenad" if is_late else "Planerad",
        "",
    )
    return MeetingEntry(
        part.case_id, "", "Uppföljning av SIP", _person_words(part, now), "", "", state, is_planned=False
    )


def _person_words(part: Participation, now: datetime) -> PersonWords:
    return person_in_list(part.case, local_date(now))
