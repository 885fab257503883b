"""Judging a message that says anew which municipality pays: its area, and who comes in and goes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from discharge.actions.sending.directory import Directory
from discharge.process import Refused
from discharge.process.judging.payers import leaving_units, residence_of
from discharge.process.state import CaseState
from municipalities.models import Unit

NOT_OF_THE_PAYER = "Enheten hör inte till den kommun som betalar. Välj en enhet där, eller ändra kommunen."
NOBODY_PAYS = "Ingen kommun betalar. Lämna fältet tomt."
RECEIVER_MISSING = "Välj en enhet i den kommun eller stadsdel som betalar: ingen där deltar i ärendet."
STRANGE_DISTRICT = "Stadsdelen ligger inte i den kommun som betalar. Ändra en av dem."


def with_leaving(values: dict[str, Any], state: CaseState, known: Directory) -> dict[str, Any]:
    """The values, with the units whose parts the correction ends."""
    offices = [part.unit for part in state.parts.values() if part.is_office]
    return values | {"leaves": leaving_units(state, values, known.districts_of(offices))}


def refuse_area(
    values: dict[str, Any], state: CaseState, to: Iterable[Unit], day: date, known: Directory
) -> None:
    """Raise Refused unless the district lies in the municipality that pays, and somebody there is told."""
    payer, district, problems = residence_of(values).payer, values.get("district"), {}
    if district and known.municipality_of(district) != payer:
        problems["district"] = STRANGE_DISTRICT
    coming_in = list(to)
    is_told = any(
        part.is_office
        and part.municipality == payer
        and part.ended_at is None
        and part.unit not in values["leaves"]
        for part in state.parts.values()
    )
    if coming_in and payer is None:
        problems["to"] = NOBODY_PAYS
    elif any(unit.municipality_id != payer for unit in coming_in):
        problems["to"] = NOT_OF_THE_PAYER
    elif payer and not coming_in and not is_told and known.has_office(payer, day):
        problems["to"] = RECEIVER_MISSING
    if problems:
        raise Refused(problems=problems)
