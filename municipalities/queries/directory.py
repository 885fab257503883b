"""Named questions about the directory: units, what they serve, and the readings of the HSA catalogue."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from municipalities.door import texts
from municipalities.models import CatalogueImport, Municipality, ServedArea, ServedGroup, Unit
from municipalities.units.groups import Group


def found_units(text: str, party: str, municipality: str, today: date) -> QuerySet[Unit]:
    """The units of today that hold every word in a name, place, code or organisation; in Swedish order."""
    units = Unit.objects.receiving_on(today).select_related("organisation", "municipality", "district")
    for word in text.split():
        units = units.filter(
            Q(name__icontains=word)
            | Q(site__icontains=word)
            | Q(hsa_id__icontains=texts.compact(word))
            | Q(kombika__iexact=texts.compact(word))
            | Q(organisation__name__icontains=word)
            | Q(municipality__name__icontains=word)
            | Q(district__name__icontains=word)
        )
    if party:
        units = units.filter(party=party)
    if municipality:
        units = units.filter(municipality_id=municipality)
    return units.order_by("sort_key", "pk")


def municipalities() -> QuerySet[Municipality]:
    return Municipality.objects.filter(code__startswith="01")


def unit(pk: UUID) -> Unit:
    """Raises Unit.DoesNotExist."""
    return Unit.objects.select_related("organisation", "municipality", "district", "stand_in").get(pk=pk)


def served_by(unit: Unit, today: date) -> list[ServedArea]:
    """What the unit answers for today or later."""
    rows = ServedArea.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today), unit=unit)
    return list(rows.select_related("municipality", "district").order_by("municipality__sort_key", "pk"))


def groups_of(unit: Unit, today: date) -> list[ServedGroup]:
    """Whom the unit answers for today or later, in order; none where it has said nothing."""
    order = list(Group)
    rows = ServedGroup.objects.lasting(today).filter(unit=unit)
    return sorted(rows, key=lambda row: (order.index(Group(row.group)), row.valid_from))


def served_group(pk: UUID) -> ServedGroup:
    """Raises ServedGroup.DoesNotExist."""
    return ServedGroup.objects.select_related("unit").get(pk=pk)


def served_area(pk: UUID) -> ServedArea:
    """Raises ServedArea.DoesNotExist."""
    return ServedArea.objects.select_related("unit", "municipality", "district").get(pk=pk)


def routing_table(today: date) -> list[ServedArea]:
    """Municipality, district and unit of every row of today, in Swedish order."""
    rows = ServedArea.objects.valid_on(today).select_related("municipality", "district", "unit")
    return list(
        rows.order_by("municipality__sort_key", "district__sort_key", "postal_prefix", "unit__sort_key")
    )


def catalogue_imports(number: int) -> list[CatalogueImport]:
    """The latest readings, newest first, without their lines."""
    return list(CatalogueImport.objects.defer("rows").order_by("-read_at")[:number])


def catalogue_import(pk: UUID) -> CatalogueImport:
    """Raises CatalogueImport.DoesNotExist."""
    return CatalogueImport.objects.defer("rows").get(pk=pk)
