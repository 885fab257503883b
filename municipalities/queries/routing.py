"""Which unit answers for an area: what the routing table says, else the unit that lies there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from municipalities.models import ServedArea, Unit


def receiver(
    units: QuerySet[Unit],
    municipality: str,
    district: UUID | None,
    postal_code: str,
    today: date,
    *,
    default: bool = True,
) -> Unit | None:
    """The one of `units` that serves the area today.

    The narrowest row wins: postal code (the longest prefix), district, municipality. A unit that has ended is
    followed by its stand-in. Without any row it is, by `default`, the unit that is registered in that very
    district or municipality.
    """
    rows = ServedArea.objects.valid_on(today).filter(municipality_id=municipality)
    rows = rows.filter(Q(district__isnull=True) | Q(district_id=district))
    receives = Exists(units.filter(pk=OuterRef("unit_id")))
    found = rows.select_related("unit__stand_in").annotate(receives=receives)
    found = found.filter(Q(receives=True) | Q(unit__valid_to__lt=today, unit__stand_in__in=units))
    fits: list[Any] = [row for row in found if postal_code.startswith(row.postal_prefix)]
    if fits:
        row = min(
            fits,
            key=lambda row: (
                -len(row.postal_prefix),
                row.district_id is None,
                not row.receives,
                row.unit.sort_key,
            ),
        )
        unit: Unit = row.unit if row.receives else row.unit.stand_in
        return unit
    where = Q(district_id=district) if district else Q(district__isnull=True)
    return units.filter(where, municipality_id=municipality).first() if default else None
