"""Named questions about billing months: what each was closed with, and what was booked in it since."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from billing import months
from billing.choice import Choice
from billing.models import BillingMonth, LedgerDay, LiabilityCorrection, LiabilityDay
from billing.queries import agreements, liability
from municipalities.models import Assignment, RowChange
from municipalities.partitions import month_after

_NEWEST = LiabilityDay.objects.filter(state=LiabilityDay.State.CHARGED)
_KEPT = LedgerDay.objects.filter(
    billing_month__state=BillingMonth.State.CLOSED, closing=F("billing_month__closing")
)
_SUMS: dict[str, Any] = {
    "charged_days": Count("pk"),
    "unrated_days": Count("pk", filter=Q(rate__isnull=True)),
    "kronor": Sum("rate", default=0),
    "rate_statuses": ArrayAgg("rate_status", distinct=True, default=[]),
}
_BOOKED: dict[str, Any] = {
    "booked": Count("pk"),
    "booked_days": Sum("days"),
    "booked_kronor": Sum("kronor"),
    "booked_without_rate": Sum("days_without_rate"),
}


def billing_months() -> list[date]:
    """Newest first: from the first month with a day ready for discharge to the last with anything."""
    following, days = months.next_to_close(), liability.months()
    if not (following and days):
        return []
    last = max(days[1], following, *months_with_corrections()[:1])
    found, month = [], min(days[0].replace(day=1), following)
    while month <= last:
        found.append(month)
        month = month_after(month)
    return found[::-1]


def states(chosen: Iterable[date]) -> dict[date, BillingMonth]:
    """Months are closed and opened for all payers at once: the row that stands for nobody stands for all."""
    rows = BillingMonth.objects.filter(payer="", month__in=chosen).select_related(
        "closed_by__user", "closed_by__unit"
    )
    return {row.month: row for row in rows}


def sums_by_month(chosen: list[date], closed: Collection[date]) -> dict[date, dict[str, Any]]:
    """A closed month by what it was closed with, an open one by the newest computation."""
    kept: QuerySet[Any, Any] = _KEPT.filter(billing_month__month__in=closed)
    days: QuerySet[Any, Any] = _NEWEST.filter(date__gte=min(chosen), date__lt=month_after(max(chosen)))
    newest = days.values(month=TruncMonth("date")).annotate(**_SUMS)
    found = {row["month"]: row for row in newest if row["month"] not in closed}
    rows = kept.values(month=F("billing_month__month")).annotate(**_SUMS)
    return found | {row["month"]: row for row in rows}


def booked_by_month(chosen: Iterable[date]) -> dict[date, dict[str, Any]]:
    rows: QuerySet[Any, Any] = LiabilityCorrection.objects.filter(booked_in__in=chosen)
    return {row["booked_in"]: row for row in rows.values("booked_in").annotate(**_BOOKED)}


def sums_by_municipality(month: date, *, closed: bool) -> list[dict[str, Any]]:
    """As `sums_by_month`, by municipality in Swedish order."""
    if closed:
        rows: QuerySet[Any, Any] = _KEPT.filter(billing_month__month=month).values(
            municipality=F("payer__name"), code=F("payer_id"), sort=F("payer__sort_key")
        )
    else:
        days = _NEWEST.filter(date__range=(month, Choice(month).last_day), period__payer__isnull=False)
        rows = days.values(
            municipality=F("period__payer__name"),
            code=F("period__payer_id"),
            sort=F("period__payer__sort_key"),
        )
    return list(rows.annotate(**_SUMS).order_by("sort"))


def booked_by_municipality(month: date) -> list[dict[str, Any]]:
    rows: QuerySet[Any, Any] = LiabilityCorrection.objects.filter(booked_in=month).values(
        municipality=F("payer__name"), code=F("payer_id"), sort=F("payer__sort_key")
    )
    return list(rows.annotate(**_BOOKED).order_by("sort"))


def changes_of_month(month: date) -> list[tuple[RowChange, Assignment | None]]:
    """Each time that the month was closed or opened, newest first."""
    row = BillingMonth.objects.filter(payer="", month=month).first()
    return agreements.changes_of(row) if row else []


# --- corrections -----------------------------------------------------------------------------------


def months_with_corrections() -> list[date]:
    """Those that corrections are booked in, newest first."""
    booked = LiabilityCorrection.objects.order_by("-booked_in")
    return list(booked.values_list("booked_in", flat=True).distinct())


def corrections(booked_in: date) -> QuerySet[LiabilityCorrection]:
    rows = LiabilityCorrection.objects.filter(booked_in=booked_in).select_related("payer", "district")
    return rows.order_by("payer__sort_key", "reference", "month", "pk")
