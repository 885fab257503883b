"""The average model (genomsnittliga fristdagar) on what the nights have computed, month by month.

A case belongs to the month of its discharge or death, and there to the municipality and the kind of care
of each of its ready periods (those of day zero). What was not properly noticed is left out, and what no
municipality pays for (assumed: docs/decisions/0038).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, DateField, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, TruncMonth

from billing.liability import NOT_PROPERLY_NOTICED, AverageSums, Settlement
from billing.models import BillingMonth, LedgerAverage, LedgerDay, LiabilityDay, LiabilityPeriod
from billing.rules.averages import AverageLine, MonthAverage
from billing.rules.corrections import NOTHING, Total
from municipalities.swedish.months import month_after


def charged_by_mean(newest: MonthAverage, kept: LedgerAverage | None) -> Total:
    """What the mean comes to with today's sums and terms.

    A month that was closed by the mean (`kept`) keeps the model, whatever terms say now; under the same model
    it follows their level.
    """
    if newest.total is not None:
        return newest.total
    return newest.charged(Settlement(kept.settlement), kept.free_days) if kept else NOTHING


def average_sums(first: date, last: date | None = None) -> dict[AverageLine, AverageSums]:
    """Of a month, or of each from `first` to `last`. Two statements, whatever there is to count."""
    periods = _properly_noticed(first, last or first)
    charged = LiabilityDay.objects.filter(period__in=periods, state=LiabilityDay.State.CHARGED).order_by()
    days = charged.values_list("period__payer_id", "period__care_type", _closed_in("period__result"))
    individual_days = {AverageLine(*line): number for *line, number in days.annotate(Count("pk"))}
    rows = periods.values_list("payer_id", "care_type", _closed_in("result"))
    found = {}
    for *key, cases, ready_days in rows.annotate(Count("result", distinct=True), Sum("ready_days")):
        line = AverageLine(*key)
        found[line] = AverageSums(cases, ready_days, individual_days.get(line, 0))
    return found


def _properly_noticed(first: date, last: date) -> QuerySet[LiabilityPeriod]:
    closed = LiabilityPeriod.objects.filter(
        result__closed_on__gte=first, result__closed_on__lt=month_after(last), payer__isnull=False
    )
    return closed.exclude(reasons__overlap=sorted(NOT_PROPERLY_NOTICED)).order_by()


def periods_of_kept_means(first: date, last: date) -> QuerySet[Any, Any]:
    """The periods of those cases that a closed month's mean is of; `closed_in` is that month."""
    periods = _properly_noticed(first, last).annotate(closed_in=Cast(_closed_in("result"), DateField()))
    means = kept_averages().filter(
        payer=OuterRef("payer"), care_type=OuterRef("care_type"), billing_month__month=OuterRef("closed_in")
    )
    return periods.filter(Exists(means))


def _closed_in(result: str) -> TruncMonth:
    return TruncMonth(f"{result}__closed_on")


#: Of the rows that closed months were ever closed with, those that count: as they were closed last.
_COUNTS = Q(billing_month__state=BillingMonth.State.CLOSED, closing=F("billing_month__closing"))


def kept_days() -> QuerySet[LedgerDay]:
    return LedgerDay.objects.filter(_COUNTS)


def kept_averages() -> QuerySet[LedgerAverage]:
    return LedgerAverage.objects.filter(_COUNTS)


def kept_lines() -> set[AverageLine]:
    """Where a closed month keeps a mean and no individual days."""
    rows = kept_averages().values_list("payer_id", "care_type", "billing_month__month")
    return {AverageLine(*row) for row in rows}
