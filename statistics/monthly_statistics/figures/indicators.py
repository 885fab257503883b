"""From ready periods and what was done of a SIP to a month's counts. Pure: no Django, no clock.

A period counts in the areas and the month of each of its days, a meeting and a follow-up in those of its
date. Which days are days ready, and which are charged, `billing` has said already (docs/figures.md).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeVar
from uuid import UUID

from monthly_statistics.figures.areas import Area, Areas
from monthly_statistics.figures.groups import ALL, Dimension, Group, age_group_on, sex_of
from monthly_statistics.figures.months import last_day, month_of
from municipalities.units.parties import Word

T = TypeVar("T", "Period", "SipEvent")


class Indicator(Word):
    READY = "ready", "Utskrivningsklara"
    LIABILITY = "liability", "Betalningsansvar"
    SIP_HELD = "sip_held", "SIP-möten"
    SIP_FOLLOWED_UP = "sip_followed_up", "SIP-uppföljningar"


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person here; nobody can be looked up by it."""

    id: UUID
    sex: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Period:
    """One ready period, from its notice until withdrawal, discharge or death.

    `municipality` is the payer. `ended_on` is None while the person still is ready.
    """

    person: Person
    case: UUID
    municipality: str | None
    district: UUID | None
    care_type: str
    notice_on: date
    ended_on: date | None
    ready_days: tuple[date, ...]
    liability_days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class SipEvent:
    """A SIP meeting that was held, or a follow-up that was made, and when."""

    indicator: Indicator
    on: date
    person: Person
    case: UUID
    municipality: str | None
    district: UUID | None
    care_type: str


class Cell(NamedTuple):
    """One figure of the tables: which month, of what, where, of whom."""

    month: date
    indicator: Indicator
    area: Area
    group: Group


@dataclass(slots=True)
class Count:
    """`amount` is how many days, meetings or follow-ups, as the indicator says.

    `is_released`: everybody may see it, and not only who reads the area's own figures.
    """

    persons: int = 0
    cases: int = 0
    amount: int = 0
    is_released: bool = True


@dataclass(slots=True, eq=False)
class _Tally:
    """A count in the making, which knows whom it has counted last."""

    persons: int = 0
    cases: int = 0
    amount: int = 0
    person: int = 0
    case: int = 0

    def add(self, person: int, case: int, amount: int) -> None:
        if self.person != person:
            self.person = person
            self.persons += 1
        if self.case != case:
            self.case = case
            self.cases += 1
        self.amount += amount


class _Tallies:
    """A million periods count in few months, areas and groups: which tallies those are is found out once."""

    def __init__(self) -> None:
        self._by_cell: defaultdict[Cell, _Tally] = defaultdict(_Tally)
        self.concerned = cache(self._concerned)

    def _concerned(
        self, month: date, indicator: Indicator, where: tuple[Area, ...], groups: tuple[Group, ...]
    ) -> tuple[_Tally, ...]:
        cells = (Cell(month, indicator, area, group) for area in where for group in groups)
        return tuple(self._by_cell[cell] for cell in cells)

    def counts(self) -> dict[Cell, Count]:
        return {cell: Count(each.persons, each.cases, each.amount) for cell, each in self._by_cell.items()}


def count(
    periods: Iterable[Period], sip_events: Iterable[SipEvent], areas: Areas, *, as_of: date
) -> dict[Cell, Count]:
    """Days before `as_of` are complete.

    A person's periods must stand together, and among them a case's, and so must the SIP's events: nothing
    but the counts is remembered.
    """
    tallies = _Tallies()
    for person, case, period in _numbered(periods):
        for indicator, spans in _spans(period, areas, as_of):
            for (month, where), days in spans.items():
                for tally in tallies.concerned(month, indicator, where, _groups(period, month)):
                    tally.add(person, case, days)
    for person, case, event in _numbered(each for each in sip_events if each.on < as_of):
        month, where = month_of(event.on), areas.on(event.municipality, event.district, event.on)
        for tally in tallies.concerned(month, event.indicator, where, _groups(event, month)):
            tally.add(person, case, 1)
    return tallies.counts()


def _numbered(counted: Iterable[T]) -> Iterator[tuple[int, int, T]]:
    """Persons and cases as numbers from 1 on, in the order in which they come."""
    case = 0
    for person, (_, own) in enumerate(groupby(counted, key=attrgetter("person.id")), start=1):
        for _, of_case in groupby(own, key=attrgetter("case")):
            case += 1
            for each in of_case:
                yield person, case, each


_Spans = dict[tuple[date, tuple[Area, ...]], int]


def _spans(period: Period, areas: Areas, as_of: date) -> Iterator[tuple[Indicator, _Spans]]:
    """How many of the period's days belong to each month and its areas."""
    yield Indicator.READY, _by_month(period, period.ready_days, areas) or _zero_days(period, areas, as_of)
    yield Indicator.LIABILITY, _by_month(period, period.liability_days, areas)


def _by_month(period: Period, days: tuple[date, ...], areas: Areas) -> _Spans:
    return Counter((month_of(day), areas.on(period.municipality, period.district, day)) for day in days)


def _zero_days(period: Period, areas: Areas, as_of: date) -> _Spans:
    """Ready and gone on the same date: a case of that month with no day ready."""
    if period.ended_on is None or period.notice_on >= as_of:
        return {}
    notice_on = period.notice_on
    return {(month_of(notice_on), areas.on(period.municipality, period.district, notice_on)): 0}


def _groups(counted: Period | SipEvent, month: date) -> tuple[Group, ...]:
    """A person has one age in a month, that of its last day, so that the ages add up to the whole."""
    person = counted.person
    return (
        ALL,
        Group(Dimension.CARE_TYPE, counted.care_type),
        Group(Dimension.SEX, sex_of(person.sex)),
        Group(Dimension.AGE_GROUP, age_group_on(last_day(month), person.birth_date)),
    )
