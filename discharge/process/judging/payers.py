"""What a correction of the municipality or district comes to for those who take part. Pure.

The fields of such a row: `municipality`, `placed_by` and `district` (what holds), `how` and `moved_on` (from
the start, or from a date), `to` (a unit that comes in), and `leaves`, which nobody types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from discharge.process.state import CaseState, Residence

WRONG, MOVED = "wrong", "moved"
HOW = ((WRONG, "Fel från början"), (MOVED, "Personen har flyttat"))


def residence_of(values: Mapping[str, Any]) -> Residence:
    """What the values say holds now."""
    return Residence(values.get("municipality"), values.get("placed_by"), values.get("district"))


def leaving_units(
    state: CaseState, values: Mapping[str, Any], districts: Mapping[UUID, UUID | None]
) -> tuple[UUID, ...]:
    """The offices in the case of a municipality that is named no longer, or of a district that is wrong.

    Where it was wrong from the start, those too whose part has ended already: they should never have had it.
    Where somebody has moved, those too that could take back what they have handed over. One that was moved
    from, and still pays the period that runs, is asked anew.
    `districts` are the offices' own. An office of a third municipality, brought in for its own sake, stays.
    """
    after, before = residence_of(values), state.residence
    is_wrong = values.get("how") == WRONG
    named = {after.municipality, after.placed_by}
    areas = [before, *state.former] if is_wrong else [before]
    gone = {municipality for area in areas for municipality in (area.municipality, area.placed_by)} - named
    same_payer = after.payer == before.payer and after.district != before.district
    return tuple(
        part.unit
        for part in state.parts.values()
        if part.is_office
        and (is_wrong or part.ended_at is None or _may_take_back(state, part.unit))
        and part.unit != values.get("to")
        and (
            part.municipality in gone
            or (part.unit in state.leaving and part.municipality not in named)
            or (
                same_payer
                and part.municipality == after.payer
                and before.district is not None
                and districts.get(part.unit) == before.district
            )
        )
    )


def _may_take_back(state: CaseState, unit: UUID) -> bool:
    left = state.handed_over.get(unit)
    return left is not None and not left.is_answered


def receiving_units(units: Iterable[UUID], values: Mapping[str, Any]) -> list[UUID]:
    """Those of the units that are told: one that never should have had the case reads nothing more of it."""
    untold = values["leaves"] if values["how"] == WRONG else ()
    return [unit for unit in units if unit not in untold]
