"""What the pages and files ask.

Row-level security answers with the cells that may be shown; one that is missing is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
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
_CELL = ("area_code", "indicator", *Dimension, "persons", "cases", "amount", "withheld")


def newest_snapshots() -> list[Snapshot]:
    """Each month as it is published now, the newest month first."""
    return list(Snapshot.objects.order_by("-month", "-version").distinct("month"))


def shown_cells(snapshot: Snapshot, where: Q | None = None) -> Shown:
    rows = MonthlyFigure.objects.filter(where or Q(), snapshot=snapshot)
    return dict(map(_cell_of, rows.values_list(*_CELL)))


def shown_by_month(snapshots: Iterable[Snapshot], area_code: str) -> dict[date, Shown]:
    """An area's shown cells in each of several months, without breakdowns."""
    found: defaultdict[date, Shown] = defaultdict(dict)
    months = {snapshot.pk: snapshot.month for snapshot in snapshots}
    rows = MonthlyFigure.objects.filter(WHOLE, snapshot__in=list(months), area_code=area_code)
    for snapshot, *cell in rows.values_list("snapshot", *_CELL):
        key, counted = _cell_of(cell)
        found[months[snapshot]][key] = counted
    return found


def previous_version(snapshot: Snapshot) -> Snapshot | None:
    """The same month as it was published before; None for a first version."""
    if snapshot.version < 2:
        return None
    return Snapshot.objects.filter(month=snapshot.month, version=snapshot.version - 1).first()


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


def _cell_of(row: Sequence[Any]) -> tuple[tuple[str, Group, Indicator], Count]:
    """A row of the columns `_CELL`: which cell it is, and what it counts."""
    area_code, indicator, *groups, persons, cases, amount, withheld = row
    group = next((Group(each, value) for each, value in zip(Dimension, groups, strict=True) if value), ALL)
    return (area_code, group, INDICATORS[indicator]), Count(persons, cases, amount, not withheld)
