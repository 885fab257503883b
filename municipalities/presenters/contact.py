"""How a unit is reached, what one needs just now first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from municipalities.models import Unit
from municipalities.swedish.clock import local_date
from municipalities.swedish.hours import Hours, hours_at

PHONE, OPENING, WEEKEND, HOLIDAY = "Telefon", "Öppettider", "På helger", "På helgdagar"
#: Of these the first that the unit has is the one for just now.
_NOW = {
    Hours.WEEKDAY: (PHONE,),
    Hours.WEEKEND: (WEEKEND, PHONE),
    Hours.HOLIDAY: (HOLIDAY, WEEKEND, PHONE),
}


@dataclass(frozen=True, slots=True)
class ContactWords:
    """`now` is how to reach it just now, as (what, words); empty where the directory knows nothing.

    `stand_in` is who to turn to when it can't be reached, where that unit has not ended itself.
    """

    now: tuple[str, str]
    others: list[tuple[str, str]]
    stand_in: str = ""


def answers_when(unit: Unit) -> list[tuple[str, str]]:
    """For a paper, which is read on any day."""
    said = ((OPENING, unit.opening_hours), (WEEKEND, unit.weekend_contact), (HOLIDAY, unit.holiday_contact))
    return [(name, words) for name, words in said if words]


def contact(unit: Unit, now: datetime) -> ContactWords:
    """Nothing of a unit that the reader may not be told of."""
    if unit.is_veiled:
        return ContactWords(("", ""), [])
    known = {
        PHONE: unit.phone,
        OPENING: unit.opening_hours,
        WEEKEND: unit.weekend_contact,
        HOLIDAY: unit.holiday_contact,
    }
    first = next((name for name in _NOW[hours_at(now)] if known[name]), "")
    others = [(name, words) for name, words in known.items() if words and name != first]
    other = unit.stand_in
    stand_in = other if other and other.is_valid_on(local_date(now)) else None
    return ContactWords(
        now=(first, known.get(first, "")),
        others=others,
        stand_in=", ".join(filter(None, (stand_in.full_name, stand_in.phone))) if stand_in else "",
    )
