"""Named questions about what months come to.

A closed month says what it was closed with, an open one what the newest computation says: case by case,
or, where the terms charge by the mean, the mean of the cases that are closed so far (decision 0038).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from billing.ledger.averages import AverageLine, MonthAverage, average_sums, kept_averages, month_average
from billing.ledger.months import latest_closed
from billing.liability import AverageSums
from billing.models import AverageCorrection, BillingMonth, LedgerDay, LiabilityCorrection, LiabilityDay
from billing.queries.liability import municipalities
from billing.rulebook import rulebook
from billing.rules.corrections import Total, charged
from billing.rules.month_sums import MonthSums, mean_sums
from municipalities.access.partitions import month_after

Sums = Iterator[tuple[AverageLine, MonthSums]]

_NEWEST = LiabilityDay.objects.filter(state=LiabilityDay.State.CHARGED, period__payer__isnull=False)
_KEPT = LedgerDay.objects.filter(
    billing_month__state=BillingMonth.State.CLOSED, closing=F("billing_month__closing")
)


def sums_by_month(chosen: list[date]) -> dict[date, MonthSums]:
    """Each of these months, which follow on each other."""
    found: defaultdict[date, MonthSums] = defaultdict(MonthSums)
    for line, sums in _sums(chosen):
        found[line.month] += sums
    return {month: found[month] for month in chosen}


def sums_by_municipality(month: date) -> list[tuple[str, MonthSums]]:
    """Those with days, a mean or corrections in the month, in Swedish order."""
    found: defaultdict[str, MonthSums] = defaultdict(MonthSums)
    for line, sums in _sums([month]):
        found[line.payer] += sums
    names = municipalities().filter(pk__in=found).values_list("code", "name")
    return [(name, found[code]) for code, name in names]


def _sums(chosen: list[date]) -> Sums:
    latest = latest_closed() or date.min
    still_open = [month for month in chosen if month > latest]
    yield from _kept([month for month in chosen if month <= latest])
    if still_open:
        yield from _newest(min(still_open), max(still_open))
    yield from _booked(chosen)


def _kept(closed: list[date]) -> Sums:
    days = _KEPT.filter(billing_month__month__in=closed)
    yield from _day_sums(days, "payer_id", "care_type", F("billing_month__month"))
    means = (
        kept_averages().filter(billing_month__month__in=closed, cases__gt=0).select_related("billing_month")
    )
    for row in means:
        line = AverageLine(row.payer_id, row.care_type, row.billing_month.month)
        yield line, mean_sums(charged(row.days, row.rate), row.rate_status)


def _newest(first: date, last: date) -> Sums:
    """As the months would be closed now."""
    days = _NEWEST.filter(date__gte=first, date__lt=month_after(last))
    individual = dict(_day_sums(days, "period__payer_id", "period__care_type", TruncMonth("date")))
    closed, rules = average_sums(first, last), rulebook()
    for line in individual.keys() | closed.keys():
        average = month_average(line, closed.get(line, AverageSums()), rules)
        sums = _by_mean(average) or individual.get(line)
        if sums:
            yield line, sums


def _by_mean(average: MonthAverage) -> MonthSums | None:
    """None where the terms charge each case by itself."""
    outcome = average.charges and average.outcome(average.charges)
    if not outcome:
        return None
    rate, status = (average.rate.kronor, average.rate.status) if average.rate else (None, "")
    return mean_sums(charged(outcome.charged_days, rate), status)


def _day_sums(days: QuerySet[Any, Any], *line: Any) -> Sums:
    rows = (
        days.order_by()
        .values_list(*line)
        .annotate(
            Count("pk"),
            Sum("rate", default=0),
            unrated=Count("pk", filter=Q(rate=None)),
            statuses=ArrayAgg("rate_status", distinct=True),
        )
    )
    for payer, care_type, month, *total, statuses in rows:
        sums = MonthSums(Total(*total), rate_statuses=frozenset(statuses))
        yield AverageLine(payer, care_type, month), sums


def _booked(chosen: Iterable[date]) -> Sums:
    """Corrections of cases and of means, in the months that they are booked in."""
    booked: tuple[QuerySet[Any, Any], ...] = (
        LiabilityCorrection.objects.filter(booked_in__in=chosen),
        AverageCorrection.objects.filter(booked_in__in=chosen),
    )
    for corrections in booked:
        rows = corrections.values_list("payer_id", "care_type", "booked_in").annotate(
            Count("pk"), Sum("days"), Sum("kronor"), Sum("days_without_rate")
        )
        for *line, number, days, kronor, without_rate in rows:
            total = Total(days, kronor, without_rate)
            yield AverageLine(*line), MonthSums(corrections=number, booked=total)
