"""What months would have come to under other terms: counting, case by case, in constant memory.

Pure: no Django. A day counts in the month that it lies in and at the municipality that pays; under the
average model a case counts in the month that it was closed in. What is kept are sums alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NamedTuple

from billing.liability import (
    NOT_PROPERLY_NOTICED,
    Assessment,
    AverageSums,
    CareType,
    Changes,
    Condition,
    Model,
    PeriodAssessment,
    Rulebook,
    Settlement,
    Unit,
)
from billing.rules.averages import AverageLine, month_average
from billing.rules.corrections import NOTHING, Total, charged
from municipalities.access.small_cells import FEWEST_SHOWN


class Cell(NamedTuple):
    payer: str
    month: date


@dataclass(frozen=True, slots=True)
class Counted:
    """How many persons the days come from, and what they cost."""

    persons: int = 0
    total: Total = NOTHING


class Tally:
    """Adds up one cell; who comes several times in a row is one person."""

    def __init__(self) -> None:
        self.persons = 0
        self.total = NOTHING
        self._last: Hashable = None

    def add_person(self, person: Hashable) -> None:
        if self._last != person:
            self._last = person
            self.persons += 1

    def counted_so_far(self) -> Counted:
        return Counted(self.persons, self.total)


class WhatIfCount:
    """The cases must come in the order of persons: nobody but the last one is remembered."""

    def __init__(self, rules: Rulebook, months: Collection[date], payers: Collection[str]) -> None:
        """Without `payers`: every municipality."""
        self._rules = rules
        self._months = frozenset(months)
        self._payers = frozenset(payers)
        self._tallies: defaultdict[Cell, Tally] = defaultdict(Tally)
        self._sums: defaultdict[AverageLine, AverageSums] = defaultdict(AverageSums)
        self._averaged: dict[AverageLine, bool] = {}

    def add(self, person: Hashable, closed_on: date | None, assessment: Assessment) -> None:
        days = [(period, day) for period in assessment.periods for day in period.charged]
        for period, day in days:
            line = self._asked_line(period, day.date.replace(day=1))
            if line and not self._is_by_mean(line):
                tally = self._tallies[Cell(line.payer, line.month)]
                tally.add_person(person)
                tally.total += charged(1, day.rate.kronor if day.rate else None)
        if closed_on and closed_on.replace(day=1) in self._months:
            self._add_to_means(person, closed_on.replace(day=1), assessment)

    def cells(self) -> dict[Cell, Counted]:
        for line, sums in self._sums.items():
            total = month_average(line, sums, self._rules).total or NOTHING
            self._tallies[Cell(line.payer, line.month)].total += total
        self._sums.clear()
        return {cell: tally.counted_so_far() for cell, tally in self._tallies.items()}

    def _add_to_means(self, person: Hashable, month: date, assessment: Assessment) -> None:
        """The periods of a case that was closed in the month, where a mean is what is charged."""
        found: defaultdict[AverageLine, list[PeriodAssessment]] = defaultdict(list)
        for period in assessment.periods:
            line = self._asked_line(period, month)
            if line and self._is_by_mean(line) and NOT_PROPERLY_NOTICED.isdisjoint(period.reasons):
                found[line].append(period)
        for line, periods in found.items():
            self._tallies[Cell(line.payer, month)].add_person(person)
            before = self._sums[line]
            self._sums[line] = AverageSums(
                cases=before.cases + 1,
                ready_days=before.ready_days + sum(period.ready_days for period in periods),
                individual_days=before.individual_days + sum(len(period.charged) for period in periods),
            )

    def _asked_line(self, period: PeriodAssessment, month: date) -> AverageLine | None:
        """None for what was not asked about."""
        payer = period.care.payer
        if payer is None or month not in self._months or (self._payers and payer not in self._payers):
            return None
        return AverageLine(payer, period.care.care_type, month)

    def _is_by_mean(self, line: AverageLine) -> bool:
        if line not in self._averaged:
            self._averaged[line] = month_average(line, AverageSums(), self._rules).charges is not None
        return self._averaged[line]


def is_small(counted: Counted, other: Counted) -> bool:
    """Whether either figure is about so few persons that those who work with figures may not see it."""
    return min(counted.persons, other.persons) < FEWEST_SHOWN


def changes_of(asked: Mapping[str, Any]) -> Changes:
    """From the question as it is kept."""
    return Changes(
        care_types=frozenset(map(CareType, asked.get("care_types") or CareType)),
        unit=Unit(asked["unit"]) if asked.get("unit") else None,
        free_days={CareType(name): days for name, days in asked.get("free_days", {}).items()},
        cutoff=time.fromisoformat(asked["cutoff"]) if asked.get("cutoff") else None,
        model=Model(asked["model"]) if asked.get("model") else None,
        settlement=Settlement(asked["settlement"]) if asked.get("settlement") else None,
        rate=asked.get("rate"),
    )


def conditions_off(asked: Mapping[str, Any]) -> frozenset[Condition]:
    return frozenset(map(Condition, asked.get("without") or ()))


def months_between(first: date, last: date) -> Iterator[date]:
    """Both included, each by its first day."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return (date(number // 12, number % 12 + 1, 1) for number in numbers)
