"""Named questions about means that charge without a checked rate, and which single days they stand for.

A rate is decided for a year and a kind of care, so only the months of such years are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from django.db.models import Max, Min, Q
from django.db.models.functions import TruncMonth

from billing.ledger.averages import (
    average_sums,
    charged_by_mean,
    kept_averages,
)
from billing.ledger.months import latest_closed
from billing.liability import AverageSums, CareType, Rate, Rulebook
from billing.models import LedgerAverage, LiabilityDay, LiabilityResult
from billing.models.unbillable import OF_RATES, Obstacle
from billing.queries.liability import municipalities
from billing.rulebook import rulebook
from billing.rules.averages import AverageLine, MonthAverage, month_average
from billing.rules.what_if import months_between
from municipalities.swedish.months import month_after


class LackingMean(NamedTuple):
    """`days` are charged by the mean of the line's month, and can't be invoiced because of the obstacle."""

    municipality: str
    average: MonthAverage
    days: int
    obstacle: Obstacle


class Models(NamedTuple):
    """Who is charged by the mean: as a closed month was closed, in an open one as terms say."""

    rules: Rulebook
    kept: dict[AverageLine, LedgerAverage]
    latest_closed: date

    @property
    def has_means(self) -> bool:
        """Whether anybody is, in any month: else there is nothing to ask for."""
        return bool(self.kept) or any(terms.settlement for terms in self.rules.terms)

    def by_mean(self, line: AverageLine) -> bool:
        if line.month <= self.latest_closed:
            return line in self.kept
        return month_average(line, AverageSums(), self.rules).charges is not None

    def days(self, average: MonthAverage) -> int:
        if not self.by_mean(average.line):
            return 0
        return charged_by_mean(average, self.kept.get(average.line)).days


def read_models() -> Models:
    """Once for a page that asks more than one of the questions below."""
    kept = kept_averages().select_related("billing_month")
    lines = {AverageLine(row.payer_id, row.care_type, row.billing_month.month): row for row in kept}
    return Models(rulebook(), lines, latest_closed() or date.min)


def lacking_means(models: Models) -> list[LackingMean]:
    """By obstacle, municipality in Swedish order, month and kind of care."""
    if not models.has_means:
        return []
    closed = LiabilityResult.objects.aggregate(first=Min("closed_on"), last=Max("closed_on"))
    if closed["first"] is None:
        return []
    months = [
        month
        for month in months_between(closed["first"], closed["last"])
        if any(_obstacle_of(models.rules.rate_on(month, care_type)) for care_type in CareType)
    ]
    if not months:
        return []
    sums = average_sums(months[0], months[-1])
    averages = [month_average(line, found, models.rules) for line, found in sums.items()]
    names = dict(municipalities().values_list("code", "name"))
    obstacles, order = list(Obstacle), list(names)
    found = [
        LackingMean(names[average.line.payer], average, days, obstacle)
        for average in averages
        if (obstacle := _obstacle_of(average.rate)) and (days := models.days(average))
    ]
    found.sort(key=lambda row: (row.average.line.month, row.average.line.care_type))
    return sorted(found, key=lambda row: (obstacles.index(row.obstacle), order.index(row.average.line.payer)))


def by_mean(models: Models) -> Q:
    """The single days that lack a rate and that nobody is charged for, since a mean stands in their place."""
    if not models.has_means:
        return Q(pk=None)
    rows = LiabilityDay.objects.filter(obstacle__in=OF_RATES).order_by()
    lines = rows.values_list("period__payer_id", "period__care_type", TruncMonth("date")).distinct()
    payers: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for line in (AverageLine(*row) for row in lines):
        if models.by_mean(line):
            payers[line.care_type, line.month].append(line.payer)
    found = Q(pk=None)
    for (care_type, month), codes in payers.items():
        days = Q(date__gte=month, date__lt=month_after(month), obstacle__in=OF_RATES)
        found |= days & Q(period__payer__in=codes, period__care_type=care_type)
    return found


def _obstacle_of(rate: Rate | None) -> Obstacle | None:
    if rate is None:
        return Obstacle.RATE_MISSING
    return {"unverified": Obstacle.RATE_UNVERIFIED, "invented": Obstacle.RATE_INVENTED}.get(rate.status)
