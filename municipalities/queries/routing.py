"""Which units may answer for an area, as the rule of `municipalities/units/receivers.py` takes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from municipalities.models import ServedArea, ServedGroup, Unit
from municipalities.units.groups import Group, Served, groups_served
from municipalities.units.receivers import Area, Candidate, Home, find_by_area


def candidates(units: QuerySet[Unit], municipality: str, today: date) -> list[Candidate]:
    """Those of `units` that lie in the municipality or serve a part of it today.

    A unit that has ended is there as its stand-in.
    """
    rows = ServedArea.objects.valid_on(today).filter(municipality_id=municipality)
    stands_in = Q(unit__valid_to__lt=today, unit__stand_in__in=units)
    areas: dict[UUID, list[Area]] = defaultdict(list)
    ended: dict[UUID, Unit] = {}
    for row in rows.filter(Q(unit__in=units) | stands_in).select_related("unit"):
        areas[row.unit_id].append(Area(municipality, row.district_id, row.postal_prefix))
        if not row.unit.is_valid_on(today):
            ended[row.unit_id] = row.unit
    receiving = list(units.filter(Q(municipality_id=municipality) | Q(pk__in=areas)))
    said = groups_said([*(unit.pk for unit in receiving), *ended], today)
    return [
        Candidate(
            unit=unit.stand_in_id if unit.pk in ended and unit.stand_in_id else unit.pk,
            sort_key=unit.sort_key,
            serves=groups_served(unit.party, unit.care_type, said[unit.pk]),
            has_said=bool(said[unit.pk]),
            areas=tuple(areas[unit.pk]),
            lies_in=Area(unit.municipality_id, unit.district_id) if unit.municipality_id else None,
            has_ended=unit.pk in ended,
        )
        for unit in (*receiving, *ended.values())
    ]


def groups_said(units: Iterable[UUID], today: date) -> dict[UUID, list[Served]]:
    """What the units themselves say that they serve on the day; nothing for one that says nothing."""
    found: dict[UUID, list[Served]] = defaultdict(list)
    for row in ServedGroup.objects.valid_on(today).filter(unit__in=list(units)):
        found[row.unit_id].append(row.served)
    return found


def receiver(
    units: QuerySet[Unit],
    municipality: str,
    district: UUID | None,
    postal_code: str,
    today: date,
    *,
    groups: Iterable[Group] = (),
    default: bool = True,
) -> Unit | None:
    """The one of `units` that serves the area today, for these groups where one there does.

    Without any row it is, by `default`, the unit that is registered in that very district or municipality.
    """
    home = Home(municipality, district, postal_code)
    rows, groups = candidates(units, municipality, today), tuple(groups)
    fitting = [one for one in rows if groups and all(one.serves_group(group, None) for group in groups)]
    found = find_by_area(fitting, home, said_first=True, by_table_alone=not default)
    found = found or find_by_area(rows, home, by_table_alone=not default)
    return units.get(pk=found.unit) if found else None
