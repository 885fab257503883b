"""How a month's mean is settled: by the terms in force on its first day (assumed: docs/decisions/0038).

Pure: no Django.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from billing.liability import (
    AverageOutcome,
    AverageSums,
    CareTerms,
    CareType,
    Rate,
    Rulebook,
    Settlement,
    settle,
)
from billing.rules.corrections import Total, charged


class AverageLine(NamedTuple):
    """What a mean is taken of: the cases of one municipality, kind of care and month."""

    payer: str
    care_type: str
    month: date


@dataclass(frozen=True, slots=True)
class MonthAverage:
    """One line with what it is settled by; `terms` is None where none say a level."""

    line: AverageLine
    sums: AverageSums
    terms: CareTerms | None
    rate: Rate | None

    @property
    def charges(self) -> Settlement | None:
        """How the line is settled; None where the terms charge each case by itself."""
        return self.terms.settlement if self.terms else None

    def outcome(self, settlement: Settlement) -> AverageOutcome | None:
        """None where no terms say a level."""
        return self.settled(settlement, self.terms.free_days) if self.terms else None

    @property
    def total(self) -> Total | None:
        """What the line is charged by its mean; None where the terms charge each case by itself."""
        if self.terms is None or self.terms.settlement is None:
            return None
        return self.charged(self.terms.settlement, self.terms.free_days)

    def charged(self, settlement: Settlement, level: int) -> Total:
        days = self.settled(settlement, level).charged_days
        return charged(days, self.rate.kronor if self.rate else None)

    def settled(self, settlement: Settlement, level: int) -> AverageOutcome:
        rate = self.rate.kronor if self.rate else None
        return settle(self.sums, free_days=level, settlement=settlement, rate=rate)


def may_charge_by_mean(rules: Rulebook, months: Iterable[date]) -> bool:
    """Whether any terms do in one of the months, so that there is a mean to ask for."""
    charging = [terms for terms in rules.terms if terms.settlement is not None]
    return any(terms.in_force_on(month) for terms in charging for month in months)


def month_average(line: AverageLine, sums: AverageSums, rules: Rulebook) -> MonthAverage:
    care_type = CareType(line.care_type)
    terms = rules.terms_on(line.month, line.payer, care_type)
    return MonthAverage(line, sums, terms, rules.rate_on(line.month, care_type))
