"""Offices of Huddinge that are there for a group alone, beside the one that takes everybody."""

from __future__ import annotations

from datetime import date

from municipalities.access.acting import acting
from municipalities.models import ServedArea, ServedGroup, Unit
from municipalities.units.groups import Group
from tests.factories import people
from tests.factories.roles import OFFICE

CHILDREN, ADULTS, HEALTH_CARE = "Barn och unga", "Vuxen och beroende", "Hemsjukvården"
OFFICES = {
    CHILDREN: Group.CHILDREN,
    ADULTS: Group.ADULTS,
    HEALTH_CARE: Group.MUNICIPAL_HEALTH_CARE,
}
SINCE = date(2020, 1, 1)


def make_offices(**contact: str) -> dict[str, Unit]:
    """By name; made by who administers the catalogue, and their groups by who administers the units."""
    beside, made = people.unit(OFFICE), {}
    assert beside.municipality
    for number, (name, group) in enumerate(OFFICES.items()):
        with acting(people.assignment("systemadmin")):
            made[name] = Unit.objects.create(
                name=name,
                organisation=beside.organisation,
                municipality=beside.municipality,
                party=beside.party,
                hsa_id=f"SE2120000068-GRUPP{number}",
                valid_from=SINCE,
                **contact,
            )
        with acting(people.assignment("lokaladmin")):
            ServedGroup.objects.create(unit=made[name], group=group, valid_from=SINCE)
            ServedArea.objects.create(
                unit=made[name], municipality_id=str(beside.municipality_id), valid_from=SINCE
            )
    return made
