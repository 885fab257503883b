"""The average model (genomsnittliga fristdagar): one municipality, one care type, one month.

The comparison with the level is made on whole numbers: a mean that rounds to the level can exceed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from billing.liability.terms import Settlement

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class AverageCase:
    """A case closed in the month with proper notices, zero-day cases included."""

    ready_days: int
    individual_days: int


@dataclass(frozen=True, slots=True)
class AverageOutcome:
    cases: int
    ready_days: int
    mean: Decimal | None
    exceeded: bool
    charged_days: int
    amount: int | None


def average_outcome(
    cases: Iterable[AverageCase], *, free_days: int, settlement: Settlement, rate: int | None
) -> AverageOutcome:
    """`free_days` is the level, `rate` kronor per day in the month's year, None where none is known."""
    number = ready_days = individual_days = 0
    for case in cases:
        number += 1
        ready_days += case.ready_days
        individual_days += case.individual_days
    excess = max(0, ready_days - number * free_days)
    charged_days = _charged_days(settlement, excess, individual_days)
    return AverageOutcome(
        cases=number,
        ready_days=ready_days,
        mean=_mean(ready_days, number),
        exceeded=excess > 0,
        charged_days=charged_days,
        amount=_amount(charged_days, rate),
    )


def _mean(ready_days: int, cases: int) -> Decimal | None:
    return (Decimal(ready_days) / cases).quantize(_HUNDREDTH, ROUND_HALF_UP) if cases else None


def _charged_days(settlement: Settlement, excess: int, individual_days: int) -> int:
    if not excess:
        return 0
    return excess if settlement is Settlement.EXCESS else individual_days


def _amount(charged_days: int, rate: int | None) -> int | None:
    if not charged_days:
        return 0
    return None if rate is None else charged_days * rate
