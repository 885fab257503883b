"""Beginning a case: its row and the part of the unit that begins it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.actions.persons import Registered, new_reference
from discharge.actions.sending.stays import refusing_second_stay
from discharge.models import Case, Participation
from municipalities.models import Assignment, Unit
from municipalities.units.parties import Party


def planning_holder(units: Sequence[Unit]) -> UUID | None:
    """Of several municipal units that are told at once, the one that holds the planning: the first."""
    offices = [unit.pk for unit in units if unit.party == Party.MUNICIPAL]
    return offices[0] if len(offices) > 1 else None


def begin_case(
    person: Registered, *, by: Assignment, case_id: UUID, now: datetime, in_hospital: bool, **values: Any
) -> Case:
    """The sender's own participation first, then the case: the order that row-level security asks for.

    `values` are the other columns of the case. Raises Refused where the person has an open stay.
    """
    case = Case(id=case_id, patient_id=person.patient_id, reference=new_reference(), changed_at=now, **values)
    case.registered_otherwise = person.otherwise
    part = Participation(
        case=case,
        patient_id=person.patient_id,
        unit=by.unit,
        party=by.unit.party,
        since=now,
        admitted_at=case.admitted_at,
        in_hospital=in_hospital,
    )
    part.save(force_insert=True)
    with refusing_second_stay():
        case.save(force_insert=True)
    return case
