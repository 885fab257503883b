"""From facts to a month's counts. Pure: no Django, no clock.

A fact counts in the areas and the month of each of its indicator's dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from monthly_statistics.figures.areas import Area, Areas
from monthly_statistics.figures.facts import Fact
from monthly_statistics.figures.groups import ALL, Dimension, Group, age_group_on, sex_of
from monthly_statistics.figures.indicators import INDICATORS, Indicator
from municipalities.swedish.months import last_day, month_of


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
    """A count that is being made, with the person and the case that it has counted last."""

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
    """A million facts count in few months, areas and groups: which tallies those are is found out once."""

    def __init__(self) -> None:
        self._by_cell: defaultdict[Cell, _Tally] = defaultdict(_Tally)
        self.concerned = cache(self._tallies_of)

    def _tallies_of(
        self, month: date, indicator: Indicator, where: tuple[Area, ...], groups: tuple[Group, ...]
    ) -> tuple[_Tally, ...]:
        cells = (Cell(month, indicator, area, group) for area in where for group in groups)
        return tuple(self._by_cell[cell] for cell in cells)

    def counts(self) -> dict[Cell, Count]:
        return {cell: Count(each.persons, each.cases, each.amount) for cell, each in self._by_cell.items()}


def count(facts: Mapping[type[Fact], Iterable[Fact]], areas: Areas, *, as_of: date) -> dict[Cell, Count]:
    """The counts of every indicator whose facts are given, of the days before `as_of`: those are complete.

    Of each kind a person's facts must stand together, and among them a case's: nothing but the counts is
    remembered.
    """
    tallies = _Tallies()
    for source, found in facts.items():
        indicators = [each for each in INDICATORS.values() if each.source is source]
        for person, case, fact in _number_persons(found):
            for indicator in indicators:
                for (month, where), amount in _spans_by_month(indicator, fact, areas, as_of).items():
                    for tally in tallies.concerned(month, indicator, where, _groups_of(fact, month)):
                        tally.add(person, case, amount)
    return tallies.counts()


def _number_persons(facts: Iterable[Fact]) -> Iterator[tuple[int, int, Fact]]:
    """Persons and cases as numbers from 1 on, in the order in which they come."""
    case = 0
    for person, (_, own) in enumerate(groupby(facts, key=attrgetter("person.id")), start=1):
        for _, of_case in groupby(own, key=attrgetter("case")):
            case += 1
            for fact in of_case:
                yield person, case, fact


def _spans_by_month(
    indicator: Indicator, fact: Fact, areas: Areas, as_of: date
) -> dict[tuple[date, tuple[Area, ...]], int]:
    """How many of the fact's dates belong to each month and its areas."""
    spans: dict[tuple[date, tuple[Area, ...]], int] = {}
    days = indicator.dates(fact)
    for day in days:
        if day < as_of:
            span = month_of(day), areas.on(fact.municipality, fact.district, day)
            spans[span] = spans.get(span, 0) + 1
    if days:
        return spans
    zero_on = indicator.zero_on(fact) if indicator.zero_on else None
    if zero_on is None or zero_on >= as_of:
        return {}
    return {(month_of(zero_on), areas.on(fact.municipality, fact.district, zero_on)): 0}


def _groups_of(fact: Fact, month: date) -> tuple[Group, ...]:
    """A person has one age in a month, that of its last day, so that the ages add up to the whole."""
    person = fact.person
    return (
        ALL,
        Group(Dimension.CARE_TYPE, fact.care_type),
        Group(Dimension.SEX, sex_of(person.sex)),
        Group(Dimension.AGE_GROUP, age_group_on(last_day(month), person.birth_date)),
    )
