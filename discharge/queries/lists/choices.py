"""What a list may be filtered by, of the unit's persons in hospital: read from indexes, not from cases."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from discharge.models import ListedPart
from municipalities import directory
from municipalities.models import ServedGroup, Unit, User
from municipalities.swedish.sorting import sort_key
from municipalities.units.groups import GROUPS_OF
from municipalities.units.parties import Party

_NAMED = (
    "EXISTS (SELECT FROM discharge_listed_part l"
    f" WHERE l.part_id = discharge_participation.id AND l.name < '{ListedPart.HIDDEN}')"
)


def areas(unit_id: UUID) -> list[tuple[str, str]]:
    """The municipalities and districts that the unit's persons in hospital come from, in Swedish order.

    Of a protected identity no list tells that.
    """
    payers, districts = (
        _distinct("payer_id", f"district_id IS NULL AND {_NAMED}"),
        _distinct("district_id", _NAMED),
    )
    sql = f"SELECT value FROM ({payers}) AS payer UNION ALL SELECT value::text FROM ({districts}) AS district"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, {"unit": unit_id})
        keys = [value for (value,) in cursor.fetchall()]
    known = directory.current()
    named = [known.municipalities.get(key) or known.districts[UUID(key)] for key in keys]
    return [(str(area.pk), area.name) for area in sorted(named, key=lambda area: area.sort_key)]


def responsible_people(unit_id: UUID) -> list[tuple[str, str]]:
    """The colleagues who have a person in hospital, by family name."""
    having = _distinct("responsible_id")
    sql = f"SELECT id, first_name, last_name, username FROM municipalities_user WHERE id IN ({having})"  # noqa: S608
    found = User.objects.raw(sql, {"unit": unit_id})
    by_name = sorted(found, key=lambda user: (sort_key(user.last_name), sort_key(user.first_name)))
    return [(str(user.pk), user.name) for user in by_name]


def groups(unit: Unit, today: date) -> list[tuple[str, str]]:
    """The groups that units of the municipality are there for; nothing to choose where none has said so."""
    said = set(_of_groups(unit, today).values_list("group", flat=True))
    return [(group.value, group.label) for group in GROUPS_OF[Party.MUNICIPAL] if group in said]


def units_of_group(unit: Unit, group: str, today: date) -> list[UUID]:
    """The municipality's units that are there for the group."""
    return list(_of_groups(unit, today).filter(group=group).values_list("unit_id", flat=True))


def hospitals() -> list[tuple[str, str]]:
    """The hospitals that have wards, in Swedish order."""
    sites = {unit.site for unit in directory.current().units.values() if _is_ward(unit) and unit.site}
    return [(site, site) for site in sorted(sites, key=sort_key)]


def wards_of(hospital: str) -> list[str]:
    """The hospital's wards, as lists name them (`ListedPart.place`)."""
    units = directory.current().units.values()
    return [str(unit.pk) for unit in units if _is_ward(unit) and unit.site == hospital]


def _is_ward(unit: Unit) -> bool:
    return unit.party == Party.INPATIENT


def _of_groups(unit: Unit, today: date) -> QuerySet[ServedGroup]:
    rows = ServedGroup.objects.valid_on(today)
    return rows.filter(unit__party=Party.MUNICIPAL, unit__municipality=unit.municipality_id)


def _distinct(column: str, also: str = "true") -> str:
    rows = f"discharge_participation WHERE unit_id = %(unit)s AND in_hospital AND {also}"
    return distinct_values(column, rows)


def distinct_values(column: str, rows: str) -> str:
    """The column's values among the rows ("table WHERE …"): the index is entered once a value."""
    return f"""
WITH RECURSIVE found (value) AS (
    (SELECT {column} FROM {rows} AND {column} IS NOT NULL ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {rows} AND {column} > found.value ORDER BY {column} LIMIT 1)
    FROM found WHERE found.value IS NOT NULL
)
SELECT value FROM found WHERE value IS NOT NULL
"""  # noqa: S608 - our own columns
