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
    charged_days = 0
    if excess:
        charged_days = excess if settlement is Settlement.EXCESS else sums.individual_days
    amount = None if rate is None else charged_days * rate
    mean = None
    if sums.cases:
        mean = (Decimal(sums.ready_days) / sums.cases).quantize(_HUNDREDTH, ROUND_HALF_UP)
    return AverageOutcome(
        cases=sums.cases,
        ready_days=sums.ready_days,
        mean=mean,
        exceeded=excess > 0,
        charged_days=charged_days,
        amount=amount if charged_days else 0,
    )
