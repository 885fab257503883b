"""What months come to, read in one place: the lines of `MonthLine`, found and added.

Every sum of months comes by here. A table of sums that a night keeps would have the view's columns and take
its place in `MonthLine`: nothing else reads it, and nobody counts its rows for days.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from billing.models import MonthLine
from billing.rules.corrections import Total
from municipalities.swedish.months import month_after

Source = MonthLine.Source
NEWEST, KEPT, BOOKED = Source.NEWEST, Source.KEPT, Source.BOOKED


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
    rows = found.values_list(*by).annotate(Sum("days"), Sum("kronor"), Sum("days_without_rate"))
    return {tuple(row[: len(by)]): Total(*row[len(by) :]) for row in rows}
