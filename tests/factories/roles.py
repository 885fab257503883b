"""Assignments of roles that the demonstration has no account for, given by Huddinge's administrator."""

from __future__ import annotations

from datetime import date

from municipalities import actions
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role
from tests.factories import people

OFFICE, ECONOMISTS = "Biståndsenheten Huddinge", "Ekonomienheten, Huddinge kommun"


def give(role: Role, unit: str = OFFICE) -> Assignment:
    """A new user with this role, from 2020 on."""
    by = people.assignment("lokaladmin")
    with acting(by):
        return actions.add_user(
            by=by,
            hsa_id="SE2120000068-NY1",
            given_name="Nora",
            family_name="Ny",
            email="nora@example.org",
            unit=people.unit(unit),
            role=role,
            valid_from=date(2020, 1, 1),
            valid_to=None,
        )
