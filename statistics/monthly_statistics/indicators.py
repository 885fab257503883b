"""From ready periods and their days to a month's counts: days, cases and persons. Pure: no Django, no clock.

A period counts in the areas and the month of each of its days. Which days are days ready, and which
are charged, `billing` has said already (docs/decisions/0030).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from monthly_statistics.areas import Area, Areas
from monthly_statistics.groups import ALL, Dimension, Group, age_group_on, sex_of
from monthly_statistics.months import last_day, month_of
from municipalities.parties import Word


class Indicator(Word):
    READY = "ready", "Utskrivningsklara"
    LIABILITY = "liability", "Betalningsansvar"


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


class Cell(NamedTuple):
    """One figure of the tables: which month, of what, where, of whom."""

    month: date
    indicator: Indicator
    area: Area
    group: Group


@dataclass(slots=True)
class Count:
    persons: int = 0
    cases: int = 0
    days: int = 0


@dataclass(slots=True)
class _OwnPart:
    """What one person adds to a cell."""

    cases: set[UUID] = field(default_factory=set)
    days: int = 0


def count(periods: Iterable[Period], areas: Areas, *, as_of: date) -> dict[Cell, Count]:
    """Days before `as_of` are complete.

    A person's periods must stand together: what is held at a time is one person's, and the counts.
    """
    counts: defaultdict[Cell, Count] = defaultdict(Count)
    for person, own in groupby(periods, key=attrgetter("person")):
        for cell, part in _parts(person, own, areas, as_of).items():
            counted = counts[cell]
            counted.persons += 1
            counted.cases += len(part.cases)
            counted.days += part.days
    return dict(counts)


def _parts(person: Person, own: Iterable[Period], areas: Areas, as_of: date) -> dict[Cell, _OwnPart]:
    parts: defaultdict[Cell, _OwnPart] = defaultdict(_OwnPart)
    for period in own:
        for indicator, days in _days(period, areas, as_of):
            for (month, where), number in days.items():
                for area in where:
                    for group in _groups(person, period, month):
                        part = parts[Cell(month, indicator, area, group)]
                        part.cases.add(period.case)
                        part.days += number
    return parts


_Days = dict[tuple[date, tuple[Area, ...]], int]


def _days(period: Period, areas: Areas, as_of: date) -> Iterator[tuple[Indicator, _Days]]:
    """How many of the period's days belong to each month and its areas."""
    yield Indicator.READY, _by_month(period, period.ready_days, areas) or _zero_days(period, areas, as_of)
    yield Indicator.LIABILITY, _by_month(period, period.liability_days, areas)


def _by_month(period: Period, days: tuple[date, ...], areas: Areas) -> _Days:
    return Counter((month_of(day), areas.on(period.municipality, period.district, day)) for day in days)


def _zero_days(period: Period, areas: Areas, as_of: date) -> _Days:
    """Ready and gone on the same date: a case of that month with no day ready."""
    if period.ended_on is None or period.notice_on >= as_of:
        return {}
    notice_on = period.notice_on
    return {(month_of(notice_on), areas.on(period.municipality, period.district, notice_on)): 0}


def _groups(person: Person, period: Period, month: date) -> tuple[Group, ...]:
    """A person has one age in a month, that of its last day, so that the ages add up to the whole."""
    return (
        ALL,
        Group(Dimension.CARE_TYPE, period.care_type),
        Group(Dimension.SEX, sex_of(person.sex)),
        Group(Dimension.AGE_GROUP, age_group_on(last_day(month), person.birth_date)),
    )
