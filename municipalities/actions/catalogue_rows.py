"""The directory's rows as the HSA catalogue's export names them, and a plan carried out on them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from municipalities import catalogue
from municipalities.catalogue import Plan, UnitChange
from municipalities.models import District, Municipality, Organisation, Unit
from municipalities.swedish.sorting import sort_key

_PLAIN = (
    "name",
    "kombika",
    "party",
    "care_type",
    "site",
    "phone",
    "function_address",
    "opening_hours",
    "weekend_contact",
    "holiday_contact",
)
_DAYS = {"valid_from", "valid_to", "connected_from"}


def known_names(today: date) -> catalogue.Known:
    districts = District.objects.valid_on(today).values_list("municipality_id", "name")
    named, units = Organisation.objects.exclude(organisation_number=""), list(_by_hsa_id())
    return catalogue.Known(
        organisations=frozenset(named.values_list("organisation_number", flat=True)),
        municipalities=frozenset(Municipality.objects.values_list("code", flat=True)),
        districts=frozenset(districts),
        parties={str(unit.hsa_id): unit.party for unit in units},
        connected=frozenset(str(unit.hsa_id) for unit in units if unit.connected_from),
    )


def _by_hsa_id() -> QuerySet[Unit]:
    """What an export may speak of: not the units that come with the site."""
    return Unit.objects.filter(hsa_id__isnull=False)


def units_by_hsa_id() -> dict[str, dict[str, str]]:
    rows = _by_hsa_id().select_related("organisation", "district", "stand_in")
    return {
        str(unit.hsa_id): {name: getattr(unit, name) for name in _PLAIN}
        | {
            "hsa_id": str(unit.hsa_id),
            "organisation_number": unit.organisation.organisation_number,
            "municipality": unit.municipality_id or "",
            "district": unit.district.name if unit.district else "",
            "stand_in": (unit.stand_in.hsa_id or "") if unit.stand_in else "",
            "valid_from": str(unit.valid_from),
            "valid_to": str(unit.valid_to or ""),
            "connected_from": str(unit.connected_from or ""),
        }
        for unit in rows
    }


def carry_out(found: Plan, now: datetime) -> None:
    """New units first, and stand-ins last: a line may name one that stands further down."""
    today = timezone.localdate(now)
    for change in found.added:
        _write_change(Unit(hsa_id=change.hsa_id), change, today)
    all_units = {unit.hsa_id: unit for unit in _by_hsa_id()}
    for change in (*found.changed, *found.ended):
        _write_change(all_units[change.hsa_id], change, today)
    for change in (*found.added, *found.changed):
        if "stand_in" in change.columns:
            unit = all_units[change.hsa_id]
            unit.stand_in = all_units.get(change.columns["stand_in"][1])
            unit.save(update_fields=["stand_in"])


def _write_change(unit: Unit, change: UnitChange, today: date) -> None:
    after = {name: values[1] for name, values in change.columns.items()}
    for name in _PLAIN:
        if name in after:
            setattr(unit, name, after[name])
    if "organisation_number" in after:
        number = after["organisation_number"]
        unit.organisation = Organisation.objects.filter(organisation_number=number).earliest("name")
    if "municipality" in after:
        unit.municipality_id = after["municipality"] or None
    if "municipality" in after or "district" in after:
        name = after.get("district", unit.district.name if unit.district else "")
        of_municipality = District.objects.valid_on(today).filter(municipality_id=unit.municipality_id)
        unit.district = of_municipality.filter(name=name).first() if name else None
    for name in _DAYS & after.keys():
        setattr(unit, name, date.fromisoformat(after[name]) if after[name] else None)
    unit.sort_key = sort_key(unit.name)
    unit.save()
