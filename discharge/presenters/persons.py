"""A person as pages show them: with protected identity nothing that tells who, until it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from discharge.models import Patient

PROTECTED = "Skyddad person"


@dataclass(frozen=True, slots=True)
class PersonWords:
    """`protected` marks the person; `hidden` says that the rest is left out here."""

    name: str
    age: int | None = None
    number: str = ""
    area: str = ""
    address: str = ""
    protected: bool = False
    hidden: bool = False


def person_in_list(patient: Patient, today: date) -> PersonWords:
    """Name and age; nothing of who it is for a protected identity."""
    if patient.protected_identity:
        return PersonWords(PROTECTED, protected=True, hidden=True)
    return PersonWords(patient.name, age(patient.birth_date, today))


def person_on_page(patient: Patient, today: date, *, revealed: bool) -> PersonWords:
    """All of it; for a protected identity only when the reader has given a reason (`revealed`)."""
    if patient.protected_identity and not revealed:
        return PersonWords(PROTECTED, protected=True, hidden=True)
    return PersonWords(
        name=patient.name,
        age=age(patient.birth_date, today),
        number=f"{patient.identity_number[:8]}-{patient.identity_number[8:]}",
        area=_area(patient),
        address=_address(patient),
        protected=patient.protected_identity,
    )


def age(born: date | None, today: date) -> int | None:
    """None for a reserve number, which has no birth date."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _area(patient: Patient) -> str:
    place = patient.district or patient.municipality
    return place.name if place else "Ingen folkbokföringskommun"


def _address(patient: Patient) -> str:
    parts = (patient.street, f"{patient.postal_code} {patient.city}".strip())
    return ", ".join(part for part in parts if part)
