"""What the pages and files ask.

Row-level security answers with the cells that may be shown; one that is missing is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from monthly_statistics.groups import ALL, Dimension, Group
from monthly_statistics.indicators import Count, Indicator
from monthly_statistics.models import MonthlyFigure, Snapshot
from monthly_statistics.report import Shown
from municipalities.models import Municipality

#: Of everybody, without a breakdown.
WHOLE = Q(care_type="", sex="", age_group="")


def newest_snapshots() -> list[Snapshot]:
    """Each month as it is published now, the newest month first."""
    return list(Snapshot.objects.order_by("-month", "-version").distinct("month"))


def shown(snapshot: Snapshot, where: Q | None = None) -> Shown:
    rows = MonthlyFigure.objects.filter(where or Q(), snapshot=snapshot)
    return {_key(row): _count(row) for row in rows}


def shown_by_month(snapshots: Iterable[Snapshot], area_code: str) -> dict[date, Shown]:
    """An area's shown cells in each of several months, without breakdowns."""
    found: defaultdict[date, Shown] = defaultdict(dict)
    rows = MonthlyFigure.objects.filter(WHOLE, snapshot__in=list(snapshots), area_code=area_code)
    for row in rows.select_related("snapshot"):
        found[row.snapshot.month][_key(row)] = _count(row)
    return found


def municipality_of(organisation_id: UUID) -> str:
    """The code of the organisation's own municipality; empty where it is none."""
    found = Municipality.objects.filter(organisation_id=organisation_id)
    return found.values_list("code", flat=True).first() or ""


def _key(row: MonthlyFigure) -> tuple[str, Group, Indicator]:
    return row.area_code, _group(row), Indicator(row.indicator)


def _group(row: MonthlyFigure) -> Group:
    for dimension in Dimension:
        if value := getattr(row, dimension):
            return Group(dimension, value)
    return ALL


def _count(row: MonthlyFigure) -> Count:
    return Count(persons=row.persons, cases=row.cases, amount=row.amount)
