"""What is known of a person before a form is filled in: by the unit's own earlier case, and by a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from discharge.models import Case
from discharge.persons import person_register
from discharge.persons.identity_numbers import IdentityNumber, NumberKind
from discharge.persons.person_register import RegisterAway, RegisterEntry
from discharge.queries import persons
from discharge.queries.lookups.lookup import note_known
from municipalities.door import texts
from municipalities.models import Assignment
from municipalities.swedish.clock import full_day_words, local_date

#: Of these a register and a case say the same thing.
NAMES = ("given_name", "family_name")
ADDRESS = ("street", "postal_code", "city", "municipality")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Values for the form's fields, where each comes from, and what the reader should know beside."""

    values: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def known_person(number: IdentityNumber, *, by: Assignment) -> KnownPerson:
    """The register's word goes before an earlier case's: people move. What both lack is left empty.

    Read after the number has been looked up and counted, and in the log as what it is.
    A person whose identity is protected, in either, is known by that alone.
    """
    earlier, source = _own_earlier(number)
    found, register, warnings = None, person_register.plugged_in(), []
    # A reserve number is the hospital's own invention.
    if register and number.kind is not NumberKind.RESERVE:
        try:
            found = register.find(number)
        except RegisterAway:
            warnings.append(f"Uppgifter ur {register.name} går inte att hämta just nu. Fyll i dem för hand.")
    if found is None and earlier is None:
        return KnownPerson(warnings=tuple(warnings))
    asked = [said for said in (source, f"från {register.name}" if register and found else "") if said]
    note_known(number, asked, by=by)
    if (found and found.protected) or (earlier and earlier.patient.protected_identity):
        origin = f"från {register.name}" if register and found and found.protected else source
        return KnownPerson({"protected_identity": "on"}, {"protected_identity": origin}, tuple(warnings))
    values, sources = _of_case(earlier, source) if earlier else ({}, {})
    if register and found:
        said = _said(found)
        if _area(said) != _area(values):
            values.pop("district", None)
        values |= said
        sources |= dict.fromkeys(said, f"från {register.name}")
        if found.died_on:
            day = full_day_words(found.died_on)
            warnings.append(f"Personen är avliden {day} enligt {register.name}. Kontrollera numret.")
    return KnownPerson(values, sources, tuple(warnings))


def _own_earlier(number: IdentityNumber) -> tuple[Case | None, str]:
    """The unit's latest case of the person that it may still read, closed or not, and what it is called."""
    own = Case.objects.filter(pk__in=persons.own_cases_of(number.value), mistaken_at=None)
    case = own.select_related("patient").order_by("-admitted_at").first()
    if case is None:
        return None, ""
    persons.put_persons_on([case])
    return case, f"från ert ärende {full_day_words(local_date(case.admitted_at))}"


def _of_case(case: Case, source: str) -> tuple[dict[str, str], dict[str, str]]:
    person = case.person
    said = {
        **{name: getattr(person, name) for name in (*NAMES, "street", "postal_code", "city")},
        "municipality": person.municipality_id or "",
        "district": str(person.district_id or ""),
        "listed_unit": str(person.listed_unit_id or ""),
    }
    values = {name: value for name, value in said.items() if value}
    return values, dict.fromkeys(values, source)


def _said(found: RegisterEntry) -> dict[str, str]:
    """A name and an address come whole: half of the old one beside half of the new is nobody's."""
    names = {name: getattr(found, name) for name in NAMES}
    address = {name: getattr(found, name) for name in ADDRESS}
    return (names if any(names.values()) else {}) | address


def _area(said: Mapping[str, str]) -> tuple[str, str]:
    """What a district is found by: who has moved within a city may live in another of its districts."""
    return said.get("municipality", ""), texts.digits(said.get("postal_code", ""))
