"""Named questions about what can't be invoiced: sums of a case's days in a month, and cases not computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
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
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, TruncMonth

from billing.models import LiabilityDay, LiabilityFailure
from billing.models.unbillable import OF_DAYS, Obstacle
from billing.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.statements import Given, Statement

_COLUMNS = (
    *("obstacle", "case_id", "reference", "municipality", "code", "care_type"),
    *("month", "day_zero", "days", "kronor", "error"),
)
#: A page shows so many cases, with all that they lack.
PAGE = 50
#: Above this an obstacle's number is "1000+", and nobody reads on: what so many lack is put right at once.
MOST_COUNTED = 1000
#: By obstacle: the cases that have it, those that began first to begin with.
Unbillable = dict[Obstacle, list[UUID]]
_DISTINCT = """
WITH RECURSIVE found (value) AS (
    ({first}) UNION ALL SELECT ({following}) FROM found WHERE value IS NOT NULL
) SELECT value FROM found WHERE value IS NOT NULL LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class UnbillablePage:
    """Rows of some cases: one a case, month, payer and obstacle."""

    rows: list[Any]
    number: int = 1
    has_next: bool = False


def find_unbillable(means: Q) -> Unbillable:
    """The cases of each obstacle, or one more than `MOST_COUNTED`: the index is entered once a case.

    `means` are the days that a mean is charged for in their place.
    """
    failed = LiabilityFailure.objects.order_by("pk").values_list("pk", flat=True)
    found = {Obstacle.NOT_COMPUTED: list(failed[: MOST_COUNTED + 1])}
    first, following = (
        Statement.of(rows.order_by("result_id").values("result_id")[:1])
        for days in [_lacking_days(means).filter(obstacle=Given("obstacle"))]
        for rows in (days, days.filter(result_id__gt=RawSQL("found.value", ())))
    )
    sql = _DISTINCT.format(first=first.sql, following=following.sql, most=MOST_COUNTED + 1)
    statement = Statement(sql, (*first.values, *following.values))
    for obstacle in OF_DAYS:
        found[obstacle] = [case for (case,) in statement.ask_rows({"obstacle": obstacle.value})]
    return {obstacle: found[obstacle] for obstacle in Obstacle}


def page_of_unbillable(
    by: Assignment, found: Unbillable, chosen: str, means: Q, number: int
) -> UnbillablePage:
    """What is lacking in the page's cases; they stand in one row of the access log."""
    pairs = [(obstacle, case) for obstacle in found if chosen in ("", obstacle) for case in found[obstacle]]
    shown = pairs[(number - 1) * PAGE : number * PAGE]
    log.record(
        AccessLog.Action.LIST,
        by=by,
        case_ids=dict.fromkeys(case for _, case in shown),
        detail=Logged.UNBILLABLE,
    )
    rows = [*_failed_cases([case for obstacle, case in shown if obstacle is Obstacle.NOT_COMPUTED])]
    for obstacle in OF_DAYS:
        if cases := [case for kind, case in shown if kind is obstacle]:
            rows += _day_sums(obstacle, cases, means)
    return UnbillablePage(rows, number, len(pairs) > number * PAGE)


def _lacking_days(means: Q) -> QuerySet[LiabilityDay]:
    return LiabilityDay.objects.filter(obstacle__isnull=False).exclude(means)


def _day_sums(obstacle: Obstacle, cases: list[UUID], means: Q) -> QuerySet[Any, Any]:
    days = _lacking_days(means).filter(obstacle=obstacle.value, result_id__in=cases)
    rows: QuerySet[Any, Any] = days.values(
        "obstacle",
        case_id=F("result_id"),
        reference=F("result__reference"),
        municipality=F("period__payer__name"),
        code=F("period__payer_id"),
        care_type=F("period__care_type"),
        month=Cast(TruncMonth("date"), DateField()),
    )
    summed = rows.annotate(
        day_zero=Min("period__day_zero"),
        days=Count("pk"),
        kronor=Sum("rate"),
        error=Value("", TextField()),
    )
    return summed.order_by("case_id", "month", "code").values_list(*_COLUMNS, named=True)


def _failed_cases(cases: list[UUID]) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = LiabilityFailure.objects.filter(pk__in=cases).annotate(
        obstacle=Value(Obstacle.NOT_COMPUTED.value, CharField()),
        municipality=F("payer__name"),
        code=F("payer_id"),
        care_type=Value("", CharField()),
        month=Value(None, DateField()),
        day_zero=Value(None, DateField()),
        days=Value(None, IntegerField()),
        kronor=Value(None, IntegerField()),
    )
    return rows.order_by("pk").values_list(*_COLUMNS, named=True)
