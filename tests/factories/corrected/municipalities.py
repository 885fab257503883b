"""A corrected municipality: by the ward, and decided by the region (HSF)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from discharge import actions
from discharge.models import Message
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.stays import Stay

HUDDINGE, NACKA, STOCKHOLM = "0126", "0182", "0180"
CORRECTION = "municipality_correction"


def invoicer() -> Assignment:
    return people.user_assignment("hsf", "invoicer")


def area(municipality: str | None, **changes: Any) -> dict[str, Any]:
    """What a correction says, wrong from the start where nothing else is said."""
    said = {
        "municipality": municipality,
        "placed_by": None,
        "district": None,
        "how": "wrong",
        "moved_on": None,
        "to": None,
        "reason": "Fel kommun i folkbokföringen.",
    }
    return said | changes


def correct_area(stay: Stay, municipality: str | None, **changes: Any) -> Message:
    return stay.send(stay.nurse, CORRECTION, **area(municipality, **changes))


def decide_area(stay: Stay, municipality: str | None, **changes: Any) -> Message:
    """By the region, ten minutes later."""
    stay.wait(minutes=10)
    by = invoicer()
    with acting(by):
        return actions.decide(
            by=by,
            reference=stay.case.reference,
            type=CORRECTION,
            values=area(municipality, **changes),
            submission=uuid4(),
            now=stay.now,
        )


def office_in(municipality: str) -> Assignment:
    """Somebody at an office of the municipality."""
    names = {HUDDINGE: "Biståndsenheten Huddinge", NACKA: "Biståndsenheten Nacka"}
    return people.assignment_at(names[municipality])
