"""That a unit has ended, and who stands in for it, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from discharge.models import Participation
from discharge.presenters.people.persons import PersonWords, person_in_list
from discharge.process import ADD_UNIT
from municipalities.models import Unit
from municipalities.swedish.clock import local_date


@dataclass(frozen=True, slots=True)
class EndedUnit:
    """`stand_in` is the unit to turn to, where the directory knows one that has not ended itself."""

    name: str
    since: date
    stand_in: str = ""
    stand_in_phone: str = ""
    stand_in_id: UUID | None = None
    #: The message that brings it in.
    added_by: str = ADD_UNIT.name


@dataclass(frozen=True, slots=True)
class EndedRow:
    """A case of the work list where a unit has ended."""

    case_id: UUID
    person: PersonWords
    unit: EndedUnit


def ended_unit(unit: Unit, today: date) -> EndedUnit | None:
    """None for a unit that still exists."""
    if unit.valid_to is None or unit.valid_to >= today:
        return None
    other = unit.stand_in
    if other is None or not other.is_valid_on(today):
        return EndedUnit(unit.full_name, unit.valid_to)
    return EndedUnit(unit.full_name, unit.valid_to, other.full_name, other.phone, other.pk)


def ended_rows(parts: list[Participation], now: datetime) -> list[EndedRow]:
    today = local_date(now)
    return [
        EndedRow(part.case_id, person_in_list(part.case, today), ended)
        for part in parts
        if (ended := ended_unit(part.unit, today))
    ]
