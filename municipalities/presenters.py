"""Words and links of the directory, of people's assignments, and of what was changed in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from municipalities.models import Assignment, Municipality, Role, RowChange, ServedArea, Unit
from municipalities.parties import CareType, Party

#: The columns of a unit, an assignment or an area that a history speaks of, in order.
COLUMNS = {
    "name": "Namn",
    "hsa_id": "HSA-id",
    "kombika": "Kombikakod",
    "party": "Part",
    "care_type": "Vårdform",
    "organisation_number": "Organisationsnummer",
    "municipality": "Kommun",
    "district": "Stadsdel",
    "site": "Sjukhus eller ort",
    "phone": "Telefon",
    "function_address": "Funktionsadress",
    "opening_hours": "Öppettider",
    "weekend_contact": "Kontakt på helger",
    "holiday_contact": "Kontakt på helgdagar",
    "stand_in": "Ersättare",
    "role": "Roll",
    "valid_from": "Första dagen",
    "valid_to": "Sista dagen",
}
_CODES: dict[str, dict[str, str]] = {
    "party": {party.value: party.label for party in Party},
    "care_type": {care.value: care.label for care in CareType},
    "role": {role.value: str(role.label) for role in Role},
}
Said = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """`said` are names with what stood before (empty for a new row) and after."""

    at: datetime
    who: str
    what: str
    said: Said


def party_words(unit: Unit) -> str:
    words = [Party(unit.party).label]
    if unit.care_type:
        words.append(CareType(unit.care_type).label)
    return " · ".join(words)


def place_words(unit: Unit) -> str:
    return ", ".join(str(part) for part in (unit.district, unit.municipality) if part)


def unit_facts(unit: Unit) -> list[tuple[str, str]]:
    """What the directory knows of the unit; what is not known is left out."""
    facts = [
        ("Telefon", unit.phone),
        ("Funktionsadress", unit.function_address),
        ("Öppettider", unit.opening_hours),
        ("Kontakt på helger", unit.weekend_contact),
        ("Kontakt på helgdagar", unit.holiday_contact),
        ("Slag", party_words(unit)),
        ("Organisation", unit.organisation.name),
        ("Ligger i", place_words(unit)),
        ("HSA-id", unit.hsa_id),
        ("Kombikakod", unit.kombika),
        ("Gäller", days_words(unit.valid_from, unit.valid_to)),
    ]
    return [(name, words) for name, words in facts if words]


def days_words(first: date, last: date | None) -> str:
    return f"{first} till {last}" if last else f"från {first}"


def area_words(area: ServedArea) -> str:
    words = [str(area.district or area.municipality)]
    if area.district:
        words.append(str(area.municipality))
    if area.postal_prefix:
        words.append(f"postnummer {area.postal_prefix}")
    return ", ".join(words)


def party_choices() -> list[tuple[str, str]]:
    return Party.choices()


def municipality_choices(rows: Iterable[Municipality]) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in rows]


def history(noted: Iterable[tuple[RowChange, Assignment | None]]) -> list[Change]:
    return [
        Change(
            at=change.at,
            who=_who(change, by),
            what=RowChange.Operation(change.operation).label,
            said=_said(change.before, change.after),
        )
        for change, by in noted
    ]


def _who(change: RowChange, by: Assignment | None) -> str:
    return f"{by.user.name}, {by.unit.full_name}" if by else f"Programmet självt ({change.login})"


def _said(before: Mapping[str, Any], after: Mapping[str, Any]) -> Said:
    return [
        (label, _word(name, before.get(name)), _word(name, after.get(name)))
        for name, label in COLUMNS.items()
        if (before.get(name) or "") != (after.get(name) or "")
    ]


def _word(name: str, value: Any) -> str:
    return _CODES.get(name, {}).get(str(value), str(value or ""))


@dataclass(frozen=True, slots=True)
class ImportedChange:
    name: str
    hsa_id: str
    said: Said


def import_changes(report: Mapping[str, Any], kind: str) -> list[ImportedChange]:
    """The units that a reading adds, changes or ends (`kind`), each column before and after."""
    return [
        ImportedChange(
            row["name"],
            row["hsa_id"],
            [
                (COLUMNS[name], _word(name, values[0]), _word(name, values[1]))
                for name, values in row["columns"].items()
            ],
        )
        for row in report[kind]
    ]


def import_counts(report: Mapping[str, Any]) -> str:
    counted = [
        f"{len(report['added'])} nya",
        f"{len(report['changed'])} ändrade",
        f"{len(report['ended'])} avslutade",
        f"{report['unchanged']} oförändrade",
        f"{len(report['refused'])} nekade rader",
    ]
    return ", ".join(counted)


def confirmed_ids(texts: Iterable[str]) -> set[UUID]:
    return {UUID(text) for text in texts}
