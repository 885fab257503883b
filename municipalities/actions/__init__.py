"""The verbs about people's ways in: the only code here that writes. Keyword-only, one transaction each."""

from municipalities.actions.logins import (
    Refused,
    accept_invitation,
    add_app,
    add_passkey,
    choose_password,
    end_sessions,
    invite,
    new_recovery_codes,
    remove_second_factor,
)

__all__ = [
    "Refused",
    "accept_invitation",
    "add_app",
    "add_passkey",
    "choose_password",
    "end_sessions",
    "invite",
    "new_recovery_codes",
    "remove_second_factor",
]
