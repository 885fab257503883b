"""Named questions about what cases cost, month by month.

Row-level security decides which rows there are; what is asked here is the same for everyone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.paginator import Page
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from billing.models import LiabilityDay, LiabilityFailure, LiabilityPeriod
from billing.queries.logged import Logged, logged_page
from billing.queries.month_filter import NOBODY, Choice
from municipalities.models import Assignment, Municipality

_CHARGED = Q(state=LiabilityDay.State.CHARGED)
_COUNTED = {
    "ready_days": Count("pk", filter=Q(ready=True)),
    "charged_days": Count("pk", filter=_CHARGED),
    "unrated_days": Count("pk", filter=_CHARGED & Q(rate__isnull=True)),
    "kronor": Coalesce(Sum("rate"), 0),
    "rate_statuses": ArrayAgg("rate_status", distinct=True, filter=_CHARGED, default=[]),
}


def municipalities() -> QuerySet[Municipality]:
    return Municipality.objects.order_by("sort_key")


def municipalities_concerned() -> QuerySet[Municipality]:
    """The county's, and of the rest of Sweden those that a case has come to."""
    of_cases = LiabilityPeriod.objects.filter(payer=OuterRef("pk"))
    return municipalities().filter(Q(code__startswith="01") | Exists(of_cases))


def page_of_month(by: Assignment, choice: Choice, number: str | None) -> tuple[Page, list[LiabilityFailure]]:
    """A page of the month's cases, and all that could not be computed; one row in the access log."""
    failed = list(failed_cases())
    page = logged_page(
        cases_of_month(choice),
        number,
        lambda row: row["result_id"],
        by=by,
        detail=f"{Logged.LIABILITY} {choice.month:%Y-%m}",
        also=[failure.pk for failure in failed],
    )
    return page, failed


def cases_of_month(choice: Choice) -> QuerySet[Any, Any]:
    """A row a case, care type and payer with days in the month, by municipality and reference."""
    rows: QuerySet[Any, Any] = days_of(choice).values(
        "result_id",
        reference=F("result__reference"),
        municipality=F("period__payer__name"),
        district=F("period__district__name"),
        payer=F("period__payer_id"),
        care_type=F("period__care_type"),
    )
    return rows.annotate(**_COUNTED).order_by(F("period__payer__sort_key").asc(nulls_last=True), "reference")


def sums_of_month(choice: Choice) -> list[dict[str, Any]]:
    """A row a municipality, in Swedish order; those without a municipality last."""
    rows: QuerySet[Any, Any] = days_of(choice).values(
        municipality=F("period__payer__name"), payer=F("period__payer_id")
    )
    counted = rows.annotate(cases=Count("result_id", distinct=True), **_COUNTED)
    return list(counted.order_by(F("period__payer__sort_key").asc(nulls_last=True)))


def total_of_month(choice: Choice) -> dict[str, Any]:
    return days_of(choice).aggregate(cases=Count("result_id", distinct=True), **_COUNTED)


def reasons_of_month(choice: Choice, case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Why days of these cases are not charged, each reason once."""
    days = days_of(choice).filter(result__in=case_ids, state=LiabilityDay.State.NOT_CHARGED)
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for case_id, reasons in days.order_by().values_list("result_id", "reasons").distinct():
        found[case_id].update(reasons)
    return {case_id: sorted(reasons) for case_id, reasons in found.items()}


def days_of(choice: Choice) -> QuerySet[LiabilityDay]:
    days = LiabilityDay.objects.filter(date__range=(choice.month, choice.last_day))
    if choice.payer == NOBODY:
        days = days.filter(period__payer__isnull=True)
    elif choice.payer:
        days = days.filter(period__payer=choice.payer)
    return days.filter(period__care_type=choice.care_type) if choice.care_type else days


def failed_cases() -> QuerySet[LiabilityFailure]:
    """The cases that could not be computed last time, by municipality and reference."""
    rows = LiabilityFailure.objects.select_related("payer")
    return rows.order_by(F("payer__sort_key").asc(nulls_last=True), "reference")
