"""Named questions about what can't be invoiced: sums of a case's days in a month, and cases not computed."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    Min,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, TruncMonth

from billing.models import LiabilityDay, LiabilityFailure
from billing.models.unbillable import Obstacle
from billing.queries.logged import Logged, logged_page
from municipalities.models import Assignment

_ORDER = Case(
    *(When(obstacle=obstacle.value, then=Value(order)) for order, obstacle in enumerate(Obstacle)),
    output_field=IntegerField(),
)
_COLUMNS = (
    *("order", "obstacle", "case_id", "reference", "municipality", "sort", "code", "care_type"),
    *("month", "day_zero", "days", "kronor", "error"),
)


def page_of_unbillable(by: Assignment, obstacle: str, means: Q, number: str | None) -> Page:
    """A page of `unbillable_rows`; its cases stand in one row of the access log."""
    rows = unbillable_rows(obstacle, means)
    return logged_page(rows, number, lambda row: row.case_id, by=by, detail=Logged.UNBILLABLE)


def unbillable_rows(obstacle: str, means: Q) -> QuerySet[Any, Any]:
    """A row a case, month, payer and obstacle; by obstacle, municipality, case and month.

    `means` are the days that a mean is charged for in their place.
    """
    rows = _failed_cases() if obstacle == Obstacle.NOT_COMPUTED else _day_sums(obstacle, means)
    if not obstacle:
        rows = _failed_cases().union(rows, all=True)
    return rows.order_by("order", "sort", "reference", "month")


def _lacking_days(means: Q) -> QuerySet[LiabilityDay]:
    return LiabilityDay.objects.filter(obstacle__isnull=False).exclude(means)


def count_obstacles(means: Q) -> dict[str, int]:
    """How many cases each obstacle has."""
    rows: QuerySet[Any, Any] = _lacking_days(means).values("obstacle")
    found = dict.fromkeys((obstacle.value for obstacle in Obstacle), 0)
    found |= {row["obstacle"]: row["cases"] for row in rows.annotate(cases=Count("result_id", distinct=True))}
    return found | {Obstacle.NOT_COMPUTED.value: LiabilityFailure.objects.count()}


def _day_sums(obstacle: str, means: Q) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = _lacking_days(means).values(
        "obstacle",
        order=_ORDER,
        case_id=F("result_id"),
        reference=F("result__reference"),
        municipality=F("period__payer__name"),
        sort=F("period__payer__sort_key"),
        code=F("period__payer_id"),
        care_type=F("period__care_type"),
        month=Cast(TruncMonth("date"), DateField()),
    )
    rows = rows.filter(obstacle=obstacle) if obstacle else rows
    summed = rows.annotate(
        day_zero=Min("period__day_zero"),
        days=Count("pk"),
        kronor=Sum("rate"),
        error=Value("", TextField()),
    )
    return summed.values_list(*_COLUMNS, named=True)


def _failed_cases() -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = LiabilityFailure.objects.annotate(
        order=Value(list(Obstacle).index(Obstacle.NOT_COMPUTED), IntegerField()),
        obstacle=Value(Obstacle.NOT_COMPUTED.value, CharField()),
        municipality=F("payer__name"),
        sort=F("payer__sort_key"),
        code=F("payer_id"),
        care_type=Value("", CharField()),
        month=Value(None, DateField()),
        day_zero=Value(None, DateField()),
        days=Value(None, IntegerField()),
        kronor=Value(None, IntegerField()),
    )
    return rows.values_list(*_COLUMNS, named=True)
