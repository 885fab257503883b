"""What months come to, read in one place: the lines of `MonthLine`, and their sums in `MonthSum`.

Every sum of months comes by here. Who asks about cases adds lines, who asks about months alone adds sums:
both come to the same at every moment, since triggers keep the sums (docs/decisions/0054).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Func, QuerySet, Sum

from billing.models import MonthLine, MonthSum
from billing.rules.corrections import Total
from municipalities.swedish.months import month_after

Source = MonthLine.Source
NEWEST, KEPT, BOOKED = Source.NEWEST, Source.KEPT, Source.BOOKED
#: Of sums alone: every day of a ready period, charged or not.
DAY = MonthSum.Source.DAY
_ADDED = (Sum("days"), Sum("kronor"), Sum("days_without_rate"))
_OWN_PAYER = Func(function="app_municipality", output_field=CharField())


def lines(
    *sources: Source,
    months: Collection[date] | None = None,
    payers: Collection[str] = (),
    booked_in: Collection[date] | None = None,
    cases: Collection[UUID] | None = None,
) -> QuerySet[MonthLine]:
    """The lines of these sources, as far as row-level security lets the reader see them.

    Only those of the months from the first to the last of `months`, of these `payers` (all, where none are
    named), booked in these months, and of these cases.
    """
    found = MonthLine.objects.filter(source__in=sources)
    if months is not None:
        # By days: an index of the newest days knows no months.
        found = (
            found.filter(day__gte=min(months), day__lt=month_after(max(months))) if months else found.none()
        )
    if payers:
        found = found.filter(payer__in=payers)
    if booked_in is not None:
        found = found.filter(booked_in__in=booked_in)
    return found if cases is None else found.filter(case__in=cases)


def totals(found: QuerySet[MonthLine], *by: str) -> dict[tuple[Any, ...], Total]:
    """What the lines come to, added by these columns."""
    return _totals(found.values_list(*by).annotate(*_ADDED), len(by))


def find_sums(
    *sources: Source | MonthSum.Source,
    months: Collection[date] | None = None,
    billed_in: Collection[date] | None = None,
    payers: Collection[str] = (),
    own: bool = False,
    together: bool = False,
) -> QuerySet[MonthSum]:
    """The sums of these sources: those of the months from the first to the last of `months`, or paid in them.

    Of each payer, or of these `payers`, or of all `together`. `own` says that the reader sees one
    municipality's alone, whose sums are then found by an index: that a policy says so too is no help there.
    """
    found = MonthSum.objects.filter(source__in=sources)
    for column, asked in (("month", months), ("billed_in", billed_in)):
        if asked is not None:
            span = (min(asked), max(asked)) if asked else None
            found = found.filter(**{f"{column}__range": span}) if span else found.none()
    if own:
        return found.filter(payer=_OWN_PAYER)
    return found.filter(payer__in=payers) if payers else found.filter(payer__isnull=together)


def add_sums(found: QuerySet[MonthSum], *by: str) -> dict[tuple[Any, ...], Total]:
    """What the sums come to, by these columns; nothing of those whose lines are gone."""
    rows = found.values_list(*by).annotate(of_lines=Sum("lines")).exclude(of_lines=0)
    return _totals(rows.annotate(*_ADDED).values_list(*by, *(each.default_alias for each in _ADDED)), len(by))


def _totals(rows: QuerySet[Any, Any], columns: int) -> dict[tuple[Any, ...], Total]:
    return {tuple(row[:columns]): Total(*row[columns:]) for row in rows}


# --- keeping the sums -----------------------------------------------------------------------------

_DIFFERENCES = """
WITH kept AS (
    SELECT source, by_mean, payer_id, care_type, month, billed_in, rate_status, sum(lines)::int AS lines,
           sum(cases)::int AS cases, sum(days)::int AS days, sum(kronor)::bigint AS kronor,
           sum(days_without_rate)::int AS days_without_rate
    FROM billing_month_sum GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(lines) <> 0
), differing AS (
    (TABLE kept EXCEPT TABLE billing_month_line_sum)
    UNION ALL (TABLE billing_month_line_sum EXCEPT TABLE kept)
)
SELECT DISTINCT coalesce(payer_id, ''), billed_in FROM differing ORDER BY 1, 2
"""


def differing_sums() -> list[tuple[str, date]]:
    """Payers and months whose sums are not what their lines come to; empty stands for all together."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFERENCES)
        return [(payer, month) for payer, month in cursor.fetchall()]


def pack_sums() -> None:
    """One row in the place of several of the same kind."""
    _call_function("billing_pack_month_sums")


def remake_sums() -> None:
    """All anew from the lines."""
    _call_function("billing_remake_month_sums")


def _call_function(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}()")
