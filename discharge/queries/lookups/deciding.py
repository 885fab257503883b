"""What the region's invoicer (HSF) meets of a case before deciding in it, or entering a ward's paper.

No person and no content.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import Http404

from discharge.process.parts.state import Part
from discharge.process.state import CaseKind, CaseState
from municipalities.access import log
from municipalities.access.permissions import is_permitted
from municipalities.models import AccessLog, Assignment

PERMISSION = "municipalities.close_months"
_BASIS = """
SELECT case_id, is_sent, kind, admitted_at, mistaken_at, municipality, placed_by, district, said
FROM discharge_decision_basis(%s, %s)
"""


_PARTS = "SELECT unit_id, party, municipality, since FROM discharge_parts_to_enter_for(%s)"
_WARD = "SELECT unit_id, care_type FROM discharge_parts_to_enter_for(%s) WHERE is_ward"
NOT_ENTERED_HERE = (
    "Avdelningen skriver själv in vad den har skickat: ärendet är felsänt, personuppgifterna är skyddade, "
    "eller så deltar ingen avdelning. Be avdelningen att göra det."
)


@dataclass(frozen=True, slots=True)
class DecisionBasis:
    """The case by its reference, as much of its state as a decision's form begins with, and whether that form
    has been sent already: a double click, the back button."""

    case_id: UUID
    reference: str
    state: CaseState
    is_sent: bool


def may_decide(by: Assignment) -> bool:
    """Who settles what is charged, by closing months, decides what it follows from too."""
    return is_permitted(by.user, PERMISSION, by.unit.organisation)


def decision_basis(
    by: Assignment,
    reference: str,
    detail: str,
    *,
    submission: UUID | None = None,
    action: AccessLog.Action = AccessLog.Action.OPEN,
) -> DecisionBasis:
    """Logged, also where there is no such case. Raises Http404."""
    with connection.cursor() as cursor:
        cursor.execute(_BASIS, [reference, submission])
        row = cursor.fetchone()
    log.record(action, by=by, case_id=row[0] if row else None, refused=row is None, detail=f"beslut {detail}")
    if row is None:
        raise Http404
    case_id, is_sent, kind, admitted_at, mistaken_at, municipality, placed_by, district, said = row
    state = CaseState(
        kind=CaseKind(kind),
        admitted_at=admitted_at,
        mistaken_at=mistaken_at,
        municipality=municipality,
        placed_by=placed_by,
        district=district,
        residence_said=said,
    )
    return DecisionBasis(case_id, reference, state, is_sent)


def parts_to_enter_for(reference: str) -> dict[UUID, Part]:
    """The units that act in the case; none where the region enters nothing for them."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, [reference])
        return {row[0]: Part(*row) for row in cursor.fetchall()}


def put_parts_in(basis: DecisionBasis) -> UUID | None:
    """The ward whose paper is entered, with the other units in the state; None where nothing is entered."""
    with connection.cursor() as cursor:
        cursor.execute(_WARD, [basis.reference])
        found = cursor.fetchone()
    if found is None:
        return None
    ward, basis.state.care_type = found
    basis.state.ward, basis.state.parts = ward, parts_to_enter_for(basis.reference)
    return UUID(str(ward))
