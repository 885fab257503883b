"""The average model (genomsnittliga fristdagar): one municipality, one care type, one month.

The comparison with the level is made on whole numbers: a mean that rounds to the level can exceed it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from billing.liability.reasons import Reason
from billing.liability.terms import Settlement

#: What keeps a ready period out of the mean: its case was never properly told of (docs/decisions/0038).
NOT_PROPERLY_NOTICED = frozenset({Reason.ADMISSION_NOTICE_MISSING, Reason.ADMISSION_NOTICE_LATE})

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class AverageCase:
    """A case closed in the month with proper notices, zero-day cases included."""

    ready_days: int
    individual_days: int


@dataclass(frozen=True, slots=True)
class AverageSums:
    """What a month's cases come to together: all that the model asks of them."""

    cases: int = 0
    ready_days: int = 0
    individual_days: int = 0


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
    sums = AverageSums(number, ready_days, individual_days)
    return settle(sums, free_days=free_days, settlement=settlement, rate=rate)


def settle(sums: AverageSums, *, free_days: int, settlement: Settlement, rate: int | None) -> AverageOutcome:
    """The same, from sums that were made elsewhere."""
    excess = max(0, sums.ready_days - sums.cases * free_days)
    charged_days = _charged_days(settlement, excess, sums.individual_days)
    return AverageOutcome(
        cases=sums.cases,
        ready_days=sums.ready_days,
        mean=_mean_of(sums.ready_days, sums.cases),
        exceeded=excess > 0,
        charged_days=charged_days,
        amount=_amount_of(charged_days, rate),
    )


def _mean_of(ready_days: int, cases: int) -> Decimal | None:
    return (Decimal(ready_days) / cases).quantize(_HUNDREDTH, ROUND_HALF_UP) if cases else None


def _charged_days(settlement: Settlement, excess: int, individual_days: int) -> int:
    if not excess:
        return 0
    return excess if settlement is Settlement.EXCESS else individual_days


def _amount_of(charged_days: int, rate: int | None) -> int | None:
    if not charged_days:
        return 0
    return None if rate is None else charged_days * rate
