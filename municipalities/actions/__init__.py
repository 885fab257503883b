"""The verbs about people, their ways in and the directory: the only code that writes them.

One transaction each. Every action expects to run inside a transaction that acts as `by`; it raises
`municipalities.refusal.Refused` when a rule says no. Triggers ask the same of whatever else writes
(`municipalities/database/`).
"""

from municipalities.actions.assignments import add_user, change_person, end_assignment, give_assignment
from municipalities.actions.catalogue import apply_import, preview_import, sync_catalogue
from municipalities.actions.districts import merge_district
from municipalities.actions.logins import (
    accept_invitation,
    add_app,
    add_passkey,
    choose_password,
    end_sessions,
    invite,
    new_recovery_codes,
    remove_second_factor,
)
from municipalities.actions.reviews import confirm_rights
from municipalities.actions.units import (
    CONTACT,
    change_contact,
    end_served_area,
    end_served_group,
    serve_area,
    serve_group,
)
from municipalities.refusal import Refused

__all__ = [
    "CONTACT",
    "Refused",
    "accept_invitation",
    "add_app",
    "add_passkey",
    "add_user",
    "apply_import",
    "change_contact",
    "change_person",
    "choose_password",
    "confirm_rights",
    "end_assignment",
    "end_served_area",
    "end_served_group",
    "end_sessions",
    "give_assignment",
    "invite",
    "merge_district",
    "new_recovery_codes",
    "preview_import",
    "remove_second_factor",
    "serve_area",
    "serve_group",
    "sync_catalogue",
]
