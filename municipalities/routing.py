"""Which unit answers for an area: what the routing table says, else the unit that lies there."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

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

    The narrowest row wins: postal code (the longest prefix), district, municipality. Without any row it is,
    by `default`, the unit that is registered in that very district or municipality.
    """
    rows = ServedArea.objects.valid_on(today).filter(unit__in=units, municipality_id=municipality)
    rows = rows.filter(Q(district__isnull=True) | Q(district_id=district))
    fits = [row for row in rows.select_related("unit") if postal_code.startswith(row.postal_prefix)]
    if fits:
        return min(fits, key=_narrowest_first).unit
    where = Q(district_id=district) if district else Q(district__isnull=True)
    return units.filter(where, municipality_id=municipality).first() if default else None


def _narrowest_first(row: ServedArea) -> tuple[int, bool, str]:
    return -len(row.postal_prefix), row.district_id is None, row.unit.sort_key
