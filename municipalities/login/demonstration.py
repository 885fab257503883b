"""The accounts that the demonstration's login page offers; the site says which they are."""

from __future__ import annotations

from dataclasses import dataclass

from municipalities.models import Role


@dataclass(frozen=True, slots=True)
class Account:
    """One account: who, as what, and the units (the first is where it starts)."""

    username: str
    given_name: str
    family_name: str
    role: Role
    units: tuple[str, ...]
    description: str


#: Appended to in the site's `ready`; the page is there in the demonstration alone.
accounts: list[Account] = []
