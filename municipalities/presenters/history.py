"""Words of what was changed of units and people: who, when, before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from municipalities.models import ALWAYS, LoginEvent, Role, RowChange, User
from municipalities.queries.history import History
from municipalities.swedish.clock import full_date_words
from municipalities.units.groups import Group
from municipalities.units.parties import CareType, Party

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The columns that a history speaks of, in order.
COLUMNS = {
    "name": "Namn",
    "first_name": "Förnamn",
    "last_name": "Efternamn",
    "username": "Användarnamn",
    "email": "E-post",
    "is_active": "Kontot är öppet",
    "hsa_id": "HSA-id",
    "kombika": "Kombikakod",
    "party": "Part",
    "care_type": "Vårdform",
    "organisation_number": "Organisationsnummer",
    "unit": "Enhet",
    "municipality": "Kommun",
    "district": "Stadsdel",
    "postal_prefix": "Postnummer börjar med",
    "group": "Grupp",
    "youngest": "Yngst",
    "oldest": "Äldst",
    "site": "Sjukhus eller ort",
    "phone": "Telefon",
    "function_address": "Funktionsadress",
    "opening_hours": "Öppettider",
    "weekend_contact": "Kontakt på helger",
    "holiday_contact": "Kontakt på helgdagar",
    "stand_in": "Ersättare",
    "role": "Roll",
    "permission": "Behörighet",
    "valid_from": "Första dagen",
    "valid_to": "Sista dagen",
    "connected_from": "Ansluten från",
}
_CODES: dict[str, dict[str, str]] = {
    "party": {party.value: party.label for party in Party},
    "care_type": {care.value: care.label for care in CareType},
    "group": {group.value: group.label for group in Group},
    "role": {role.value: str(role.label) for role in Role},
    "is_active": {"True": "Ja", "False": "Nej"},
}
#: What a row of each table is.
_THINGS = {
    "municipalities_unit": "Enheten",
    "municipalities_servedarea": "Område",
    "municipalities_servedgroup": "Grupp",
    "municipalities_user": "Användaren",
    "municipalities_assignment": "Uppdrag",
    "municipalities_organisation_permission": "Behörighet",
    "municipalities_unit_permission": "Behörighet",
}
ChangedValues = list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """`said` are names with what stood before (empty for a new row) and after."""

    at: datetime
    who: str
    what: str
    said: ChangedValues


def history(found: History) -> list[ChangeWords]:
    """Newest first."""
    words = []
    for change, by in found.noted:
        before, after = (_with_names(side, found.names) for side in (change.before, change.after))
        sides = [
            (label, value_words(name, before.get(name)), value_words(name, after.get(name)))
            for name, label in COLUMNS.items()
        ]
        words.append(
            ChangeWords(
                at=change.at,
                who=f"{by.user.name}, {by.unit.full_name}" if by else "Systemet",
                what=f"{_THINGS[change.table]}: {RowChange.Operation(change.operation).label.lower()}",
                said=[(label, was, became) for label, was, became in sides if was != became],
            )
        )
    return words


def invitations(found: Iterable[tuple[LoginEvent, User | None]]) -> list[ChangeWords]:
    return [
        ChangeWords(event.at, by.name if by else "Kommando", "Inbjudan till lokalt konto", [])
        for event, by in found
    ]


def account_words(*, is_ready: bool, invited: Sequence[tuple[LoginEvent, User | None]], now: datetime) -> str:
    """What there is of a local account."""
    if is_ready:
        return "Lösenord och andra steg är valda."
    if invited and invited[0][0].at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT) > now:
        return "Inbjuden, men har inte valt lösenord och andra steg än."
    if invited:
        return "Inbjudan hann bli för gammal. Skapa en ny."
    return "Inget. Det behövs bara om personens organisation inte har någon identitetstjänst."


def newest_first(*changes: Iterable[ChangeWords]) -> list[ChangeWords]:
    return sorted((change for part in changes for change in part), key=lambda one: one.at, reverse=True)


def _with_names(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """With the name of what a column points at, under the column's name without `_id`."""
    pointed = {name.removesuffix("_id"): names.get(str(value)) for name, value in values.items()}
    return {**values, **{name: word for name, word in pointed.items() if word}}


def value_words(name: str, value: Any) -> str:
    text = "" if value is None else str(value)
    if text == str(ALWAYS):
        return "början"
    if _DATE.fullmatch(text):
        return full_date_words(date.fromisoformat(text))
    return _CODES.get(name, {}).get(text, text)
