"""What the pages and files ask.

Row-level security answers with the cells that may be shown; one that is missing is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from monthly_statistics.figures.counting import Count
from monthly_statistics.figures.groups import ALL, Dimension, Group
from monthly_statistics.figures.indicators import INDICATORS, Indicator
from monthly_statistics.figures.readers import Reader, Sees
from monthly_statistics.figures.report import Shown
from monthly_statistics.models import MonthlyFigure, Snapshot
from municipalities.models import District, Municipality, Organisation, Unit

#: Of everybody, without a breakdown.
WHOLE = Q(care_type="", sex="", age_group="")


def newest_snapshots() -> list[Snapshot]:
    """Each month as it is published now, the newest month first."""
    return list(Snapshot.objects.order_by("-month", "-version").distinct("month"))


def shown_cells(snapshot: Snapshot, where: Q | None = None) -> Shown:
    rows = MonthlyFigure.objects.filter(where or Q(), snapshot=snapshot)
    return {_key_of(row): _count_of(row) for row in rows}


def shown_by_month(snapshots: Iterable[Snapshot], area_code: str) -> dict[date, Shown]:
    """An area's shown cells in each of several months, without breakdowns."""
    found: defaultdict[date, Shown] = defaultdict(dict)
    rows = MonthlyFigure.objects.filter(WHOLE, snapshot__in=list(snapshots), area_code=area_code)
    for row in rows.select_related("snapshot"):
        found[row.snapshot.month][_key_of(row)] = _count_of(row)
    return found


def previous_version(snapshot: Snapshot) -> Snapshot | None:
    """The same month as it was published before."""
    return Snapshot.objects.filter(month=snapshot.month, version=snapshot.version - 1, version__gt=0).first()


def reader(unit: Unit) -> Reader:
    """Whose figures somebody at the unit reads; the database's own answer is `statistics_reader()`."""
    kind = unit.organisation.kind
    if kind != Organisation.Kind.MUNICIPALITY:
        return Reader(Sees.ALL if kind == Organisation.Kind.REGION else Sees.RELEASE)
    own = Municipality.objects.filter(organisation_id=unit.organisation_id)
    code = own.values_list("code", flat=True).first() or ""
    if unit.district_id is None:
        return Reader(Sees.OWN, code)
    districts = District.objects.filter(municipality=code).select_related("merged_into__merged_into")
    become = {str(one.pk) for one in districts if unit.district_id in _is_now(one)}
    return Reader(Sees.OWN, code, str(unit.district_id), frozenset(become))


def _is_now(district: District) -> set[UUID]:
    """The district, and what it has become part of."""
    found = {district.pk}
    while district.merged_into:
        district = district.merged_into
        found.add(district.pk)
    return found


def _key_of(row: MonthlyFigure) -> tuple[str, Group, Indicator]:
    groups = (Group(each, value) for each in Dimension if (value := getattr(row, each)))
    return row.area_code, next(groups, ALL), INDICATORS[row.indicator]


def _count_of(row: MonthlyFigure) -> Count:
    return Count(persons=row.persons, cases=row.cases, amount=row.amount, is_released=not row.withheld)
