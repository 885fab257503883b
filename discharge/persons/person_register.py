"""Where a person register (folkbokföring) can be asked; none is, until the site plugs one in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from discharge.persons.identity_numbers import IdentityNumber


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register says of a person. Of one whose identity is protected: that it is, and no more."""

    given_name: str = ""
    family_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    #: The code of the municipality, "0180".
    municipality: str = ""
    protected: bool = False
    died_on: date | None = None


class RegisterAway(Exception):
    """The register did not answer: the person is registered by hand."""


class PersonRegister(Protocol):
    #: As it stands beside what comes from it: "folkbokföringen".
    name: str

    def find(self, number: IdentityNumber) -> RegisterEntry | None:
        """None where it has no such person. Answers or raises RegisterAway within three seconds."""


_registers: list[PersonRegister] = []


def plug_in(register: PersonRegister) -> None:
    """In place of the one that was."""
    _registers[:] = [register]


def plugged_in() -> PersonRegister | None:
    return next(iter(_registers), None)
