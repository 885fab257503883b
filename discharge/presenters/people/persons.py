"""A person as pages show them: with protected identity nothing that tells who, until it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from discharge.models import Case, PersonVersion
from municipalities.swedish.clock import full_day_words, local_date

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


def person_in_list(case: Case, today: date) -> PersonWords:
    """Name and age; nothing of who it is for a protected identity."""
    if case.patient.protected_identity:
        return PersonWords(PROTECTED, protected=True, hidden=True)
    return PersonWords(case.person.name, age(case.patient.birth_date, today))


def person_on_page(case: Case, today: date, *, revealed: bool) -> PersonWords:
    """All of it; for a protected identity only when the reader has given a reason (`revealed`)."""
    patient = case.patient
    if patient.protected_identity and not revealed:
        return PersonWords(PROTECTED, protected=True, hidden=True)
    return PersonWords(
        name=case.person.name,
        age=age(patient.birth_date, today),
        number=f"{patient.identity_number[:8]}-{patient.identity_number[8:]}",
        area=_area(case.person),
        address=case.person.address,
        protected=patient.protected_identity,
    )


def age(born: date | None, today: date) -> int | None:
    """None for a reserve number, which has no birth date."""
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _area(person: PersonVersion) -> str:
    place = person.district or person.municipality
    return place.name if place else "Ingen folkbokföringskommun"


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What another case has registered of the person; without `unit` and `lines` for a protected identity.

    Without `unit` also where that unit has blocked what it knows. `lines` are (what, as the case knows it, as
    it is registered now).
    """

    version: UUID
    at: datetime
    unit: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()

    @property
    def sentence(self) -> str:
        by = f" av {self.unit}" if self.unit else ""
        return f"Uppgifterna ändrades{by} den {_day(self.at)}."


def person_change(case: Case, *, hidden: bool) -> PersonChange | None:
    """None where the case knows the person as it was last registered, and for a part that has ended."""
    now = case.registered_elsewhere
    if now is None:
        return None
    if hidden:
        return PersonChange(now.pk, now.registered_at)
    lines = tuple(
        (label, before, after)
        for label, read in _TOLD
        if (before := read(case.person)) != (after := read(now))
    )
    # The database leaves out a unit that has blocked what it knows.
    unit = now.registered_unit.full_name if now.registered_unit_id else ""
    return PersonChange(now.pk, now.registered_at, unit, lines)


def _day(moment: datetime) -> str:
    """Without the weekday: "12 mars 2026"."""
    return full_day_words(local_date(moment)).partition(" ")[2]


def _listed(person: PersonVersion) -> str:
    return person.listed_unit.full_name if person.listed_unit else "Okänt"


_TOLD: tuple[tuple[str, Callable[[PersonVersion], str]], ...] = (
    ("Namn", lambda person: person.name),
    ("Adress", lambda person: person.address or "Ingen adress"),
    ("Folkbokförd", _area),
    ("Listad på vårdcentral", _listed),
)
