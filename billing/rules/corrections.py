"""What closed months would say differently today: arithmetic on sums of days and kronor.

Pure: no Django. What was kept when a month was closed, and all that was booked since, together always
say what the newest computation says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID


class Line(NamedTuple):
    """What a sum is about: a case's charged days in one month, for one payer."""

    case: UUID
    payer: str
    district: UUID | None
    care_type: str
    month: date


@dataclass(frozen=True, slots=True)
class Total:
    """Kronor of the days that have a rate; days without one have no amount and are counted apart."""

    days: int = 0
    kronor: int = 0
    days_without_rate: int = 0

    def __add__(self, other: Total) -> Total:
        return Total(
            self.days + other.days,
            self.kronor + other.kronor,
            self.days_without_rate + other.days_without_rate,
        )

    def __sub__(self, other: Total) -> Total:
        return self + Total(-other.days, -other.kronor, -other.days_without_rate)


NOTHING = Total()


def charged(days: int, rate: int | None) -> Total:
    """Days of one rate; without one they have no kronor and are counted apart."""
    return Total(days, days * (rate or 0), days if rate is None else 0)


Totals = Mapping[Line, Total]


class CorrectionReason(StrEnum):
    """Why a closed month's days or kronor differ, beside the reasons why a day is not charged."""

    CHARGED = "charged"
    FREE_DAY = "free_day"
    NOT_READY = "not_ready"
    MOVED = "moved"  # to another payer, district or kind of care
    RATE_CHANGED = "rate_changed"
    MONTH_REOPENED = "month_reopened"


def differences(
    newest: Totals, kept: Totals, booked: Totals, closed_until: Mapping[str, date]
) -> dict[Line, Total]:
    """What is left to book, where `closed_until` is each payer's latest closed month.

    A month that is open has nothing to correct: it says the newest itself.
    """
    found = {}
    for line in newest.keys() | kept.keys() | booked.keys():
        wanted = NOTHING
        if line.month <= closed_until.get(line.payer, date.min):
            wanted = newest.get(line, NOTHING) - kept.get(line, NOTHING)
        difference = wanted - booked.get(line, NOTHING)
        if difference != NOTHING:
            found[line] = difference
    return found


@dataclass(frozen=True, slots=True)
class CaseDays:
    """What reasons are found in: the days that were kept charged, and what the newest computation says.

    `said` holds the reasons of each of the newest days: none for a charged one. `void` is why there are none
    at all, where the whole case counts no more.
    """

    kept: frozenset[date]
    said: Mapping[date, Sequence[str]]
    void: str = ""

    def lost_reasons(self, month: date) -> set[str]:
        """Why days that were charged are so no longer."""
        days = [day for day in self.kept if day.replace(day=1) == month]
        nothing = [self.void or CorrectionReason.NOT_READY]
        return {why for day in days for why in self.said.get(day, nothing)}

    def not_charged(self, month: date) -> set[str]:
        reasons = {why for day, said in self.said.items() if day.replace(day=1) == month for why in said}
        return reasons - {CorrectionReason.FREE_DAY} or {self.void or CorrectionReason.NOT_READY}


def reasons(line: Line, difference: Total, newest: Totals, days: CaseDays) -> list[str]:
    if difference.days == 0:
        return [CorrectionReason.RATE_CHANGED]
    if difference.days > 0:
        return [CorrectionReason.CHARGED]
    why = days.lost_reasons(line.month)
    if any(other != line and (other.case, other.month) == (line.case, line.month) for other in newest):
        why.add(CorrectionReason.MOVED)
    return sorted(why or days.not_charged(line.month))
