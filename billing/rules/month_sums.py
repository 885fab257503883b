"""What a month, or a municipality's part of it, comes to: days, kronor, and what was booked since."""

from __future__ import annotations

from dataclasses import dataclass

from billing.rules.corrections import NOTHING, Total


@dataclass(frozen=True, slots=True)
class MonthSums:
    """Sums that can be added.

    `charged` is everything that is charged: case by case, and by the mean of a municipality and kind of
    care. `means` says how many such means there are, `mean_days` how many of the days are theirs.
    """

    charged: Total = NOTHING
    means: int = 0
    mean_days: int = 0
    rate_statuses: frozenset[str] = frozenset()
    corrections: int = 0
    booked: Total = NOTHING

    def __add__(self, other: MonthSums) -> MonthSums:
        return MonthSums(
            self.charged + other.charged,
            self.means + other.means,
            self.mean_days + other.mean_days,
            self.rate_statuses | other.rate_statuses,
            self.corrections + other.corrections,
            self.booked + other.booked,
        )

    @property
    def together(self) -> Total:
        return self.charged + self.booked


def mean_sums(charged: Total, rate_status: str) -> MonthSums:
    """What one mean comes to; where it charges nothing, its rate is no matter."""
    statuses = frozenset([rate_status]) if charged.days else frozenset()
    return MonthSums(charged, means=1, mean_days=charged.days, rate_statuses=statuses)
