"""Units that have ended and still have a part in open cases: nobody reads there what is sent to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from discharge.models import Participation
from discharge.queries import persons
from discharge.queries.lookups import places
from municipalities import directory
from municipalities.models import Assignment
from municipalities.statements import Among, Given, Statement
from municipalities.swedish.clock import local_date

MOST = 50


@dataclass(frozen=True, slots=True)
class EndedPart:
    """A case, without the person, where a unit has ended; for who administers the unit."""

    reference: str
    ward: str
    unit: UUID
    unit_name: str
    ended_on: date


def ended_parts(assignment: Assignment, now: datetime) -> list[Participation]:
    """The parts of ended units in the ward's own open cases, and in the unit's SIPs outside a stay.

    Led by the units that have ended, which have few such parts.
    """
    today = local_date(now)
    units = [
        unit.pk for unit in directory.current().units.values() if unit.valid_to and unit.valid_to < today
    ]
    if not units:
        return []
    parts = [key for (key,) in ended_statement().ask_rows({"unit": assignment.unit_id, "ended": units})]
    if not parts:
        return []
    rows = Participation.objects.filter(pk__in=parts).select_related("case__patient").order_by("case", "id")
    found = directory.fill(rows, "unit")
    persons.put_persons_on(part.case for part in found)
    for part in found:
        places.veil_parts([part], places.place_in_list(part.case, assignment))
    return found


@cache
def ended_statement() -> Statement:
    goes_on = Q(in_hospital=True) | Q(sip_running=True)
    own = Q(ward=Given("unit")) | Q(ward=None)
    mine = Participation.objects.filter(goes_on & own, case=OuterRef("case"), unit=Given("unit"), active=True)
    ended = Participation.objects.filter(Among("unit_id", "ended"), goes_on, Exists(mine), active=True)
    return Statement.of(ended.order_by("case_id", "id").values_list("pk")[:MOST])


def administered_ended_parts() -> list[EndedPart]:
    """The same of the units that the one who acts administers; a function of the database says which."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference, ward, unit_id, unit_name, ended_on FROM discharge_ended_parts() "
            "ORDER BY ended_on, unit_name, reference"
        )
        return [EndedPart(*row) for row in cursor.fetchall()]
