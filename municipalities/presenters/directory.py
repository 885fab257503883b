"""Words of the directory and of people's assignments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from municipalities.models import ALWAYS, Municipality, ServedArea, Unit
from municipalities.swedish.clock import full_date_words
from municipalities.units.groups import Served
from municipalities.units.parties import CareType, Party


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
        ("Verksamhet", party_words(unit)),
        ("Organisation", unit.organisation.name),
        ("Kommun", place_words(unit)),
        ("HSA-id", unit.hsa_id or ""),
        ("Kombikakod", unit.kombika),
        ("Gäller", days_words(unit.valid_from, unit.valid_to)),
        ("Ansluten", connection_words(unit)),
    ]
    return [(name, words) for name, words in facts if words]


def connection_words(unit: Unit) -> str:
    """Whether its people read and answer here; nothing is said of one that always has."""
    if unit.connected_from is None:
        return "Nej: får meddelanden på papper av den som skickar, som också registrerar svaren"
    return "" if unit.connected_from == ALWAYS else f"från {full_date_words(unit.connected_from)}"


def days_words(first: date, last: date | None) -> str:
    """ "från 1 januari 2020", "1 januari 2020 – 31 mars 2021"."""
    begins = full_date_words(first)
    return f"{begins} – {full_date_words(last)}" if last else f"från {begins}"


def area_words(area: ServedArea) -> str:
    words = [str(area.district or area.municipality)]
    if area.district:
        words.append(str(area.municipality))
    if area.postal_prefix:
        words.append(f"postnummer {area.postal_prefix}")
    return ", ".join(words)


def group_words(served: Served) -> str:
    """ "Äldre", "Barn och unga, 0–17 år", "Äldre, från 65 år"."""
    ages = {
        (True, True): f"{served.youngest}–{served.oldest} år",
        (True, False): f"från {served.youngest} år",
        (False, True): f"till och med {served.oldest} år",
        (False, False): "",
    }[served.youngest is not None, served.oldest is not None]
    return ", ".join(words for words in (served.group.label, ages) if words)


def party_choices() -> list[tuple[str, str]]:
    return Party.choices()


def municipality_choices(rows: Iterable[Municipality]) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in rows]


def confirmed_ids(texts: Iterable[str]) -> set[UUID]:
    return {UUID(text) for text in texts}
