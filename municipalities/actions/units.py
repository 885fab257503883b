"""What a unit's own administrator changes in the directory: how it is reached, and what it serves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from municipalities.access.permissions import may_type_contact, require_administrator
from municipalities.models import Assignment, District, Municipality, ServedArea, ServedGroup, Unit
from municipalities.refusal import Refused
from municipalities.units.groups import GROUPS_OF
from municipalities.units.parties import Party

CONTACT = (
    "phone",
    "function_address",
    "opening_hours",
    "weekend_contact",
    "holiday_contact",
    "stand_in",
)


@transaction.atomic
def change_contact(*, by: Assignment, unit: Unit, values: Mapping[str, Any]) -> Unit:
    """Telephone, function address, hours, weekend and holiday contact, and stand-in. Raises Refused."""
    if not may_type_contact(by, unit):
        raise Refused("Du administrerar inte den enheten. Be enhetens lokala administratör.")
    if values["stand_in"] == unit:
        raise Refused(problems={"stand_in": "Välj en annan enhet än den själv."})
    for name in CONTACT:
        setattr(unit, name, values[name])
    unit.save(update_fields=CONTACT)
    return unit


@transaction.atomic
def serve_area(
    *,
    by: Assignment,
    unit: Unit,
    municipality: Municipality,
    district: District | None,
    postal_prefix: str,
    valid_from: date,
) -> ServedArea:
    """The unit answers for the area from a day on: suggestions follow it, open cases stay. Raises Refused."""
    require_administrator(by, unit.pk)
    if unit.party == Party.MUNICIPAL and unit.municipality_id != municipality.pk:
        raise Refused(problems={"municipality": "En kommunal enhet tar emot från sin egen kommun. Välj den."})
    if district and district.municipality_id != municipality.pk:
        raise Refused(problems={"district": "Stadsdelen ligger inte i kommunen. Välj en annan."})
    same = ServedArea.objects.filter(
        unit=unit, municipality=municipality, district=district, postal_prefix=postal_prefix
    )
    if same.valid_on(valid_from).exists():
        raise Refused(problems={"municipality": "Enheten tar redan emot från området. Välj ett annat."})
    return ServedArea.objects.create(
        unit=unit,
        municipality=municipality,
        district=district,
        postal_prefix=postal_prefix,
        valid_from=valid_from,
    )


@transaction.atomic
def end_served_area(*, by: Assignment, area: ServedArea, last_day: date) -> ServedArea:
    """The unit answers for the area to and with `last_day`. What has never begun ends on its first day."""
    require_administrator(by, area.unit_id)
    if area.valid_to and area.valid_to <= last_day:
        raise Refused("Området är redan avslutat. Läs sidan igen.")
    area.valid_to = max(last_day, area.valid_from)
    area.save(update_fields=["valid_to"])
    return area


@transaction.atomic
def serve_group(
    *, by: Assignment, unit: Unit, group: str, youngest: int | None, oldest: int | None, valid_from: date
) -> ServedGroup:
    """The unit answers for the group from a day on: suggestions follow, open cases stay. Raises Refused."""
    require_administrator(by, unit.pk)
    if group not in GROUPS_OF.get(Party(unit.party), ()):
        raise Refused(problems={"group": "Enheten kan inte ta emot den gruppen. Välj en annan."})
    if youngest is not None and oldest is not None and oldest < youngest:
        raise Refused(problems={"oldest": "Den äldsta åldern ligger under den yngsta. Ändra en av dem."})
    if ServedGroup.objects.lasting(valid_from).filter(unit=unit, group=group).exists():
        raise Refused(problems={"group": "Enheten tar redan emot gruppen. Avsluta raden först."})
    return ServedGroup.objects.create(
        unit=unit, group=group, youngest=youngest, oldest=oldest, valid_from=valid_from
    )


@transaction.atomic
def end_served_group(*, by: Assignment, served: ServedGroup, last_day: date) -> ServedGroup:
    """The unit answers for the group to and with `last_day`. What has never begun ends on its first day."""
    require_administrator(by, served.unit_id)
    if served.valid_to and served.valid_to <= last_day:
        raise Refused("Gruppen är redan avslutad. Läs sidan igen.")
    served.valid_to = max(last_day, served.valid_from)
    served.save(update_fields=["valid_to"])
    return served
