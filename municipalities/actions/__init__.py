"""The verbs about people and the directory: the only code that writes them. One transaction each.

Every action expects to run inside a transaction that acts as `by`; it raises `municipalities.refusal.Refused`
when a rule says no. Triggers ask the same of whatever else writes (migration 0013).
"""

from municipalities.actions.assignments import end_assignment, give_assignment, invite
from municipalities.actions.catalogue import apply_import, preview_import, sync_catalogue
from municipalities.actions.reviews import confirm_rights
from municipalities.actions.units import CONTACT, change_contact, end_served_area, serve_area

__all__ = [
    "CONTACT",
    "apply_import",
    "change_contact",
    "confirm_rights",
    "end_assignment",
    "end_served_area",
    "give_assignment",
    "invite",
    "preview_import",
    "serve_area",
    "sync_catalogue",
]
