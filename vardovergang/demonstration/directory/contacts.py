"""How the county's units are reached: telephones, hours, weekends and holidays, and who stands in.

Every number lies in one of the ranges that Post- och telestyrelsen keeps free for books and films.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from municipalities.models import Unit
from municipalities.units.parties import Party

#: Where a range begins, and its last two digits; Stockholm's are used first.
STOCKHOLM, MOBILE = ("08-465 004 ", 0), ("070-174 06 ", 5)
OTHERS = (("040-628 04 ", 0), ("031-390 06 ", 0), ("0980-319 2", 0))
_AS_ON_WEEKENDS = "Som på helger"
#: By party: when somebody answers.
_HOURS: dict[str, str] = {
    Party.INPATIENT: "Dygnet runt",
    Party.OUTPATIENT: "Måndag–fredag 8–17",
    Party.MUNICIPAL: "Måndag–fredag 8–16.30",
    Party.PLACEMENT: "Måndag–fredag 9–16",
    Party.ADMINISTRATION: "Måndag–fredag 8–16",
}
#: Whose units the first numbers are for.
_FIRST = (Party.INPATIENT, Party.OUTPATIENT, Party.ADMINISTRATION, Party.PLACEMENT, Party.MUNICIPAL)


def give_contacts(units: Sequence[Unit], others: Sequence[Unit], today: date) -> None:
    """A telephone of its own to each, and the rest; a municipality or district has one on call.

    `others` are there already.
    """
    places = {_place_of(unit) for unit in (*units, *others) if unit.party == Party.MUNICIPAL}
    mobiles = _numbers(MOBILE)
    on_call = {place: next(mobiles) for place in sorted(places)}
    taken = {other.phone for other in others}
    every = chain(_numbers(STOCKHOLM), mobiles, *map(_numbers, OTHERS))
    telephones = (number for number in every if number not in taken)
    for unit in sorted(
        units, key=lambda unit: (not unit.is_valid_on(today), _FIRST.index(Party(unit.party)))
    ):
        unit.phone = next(telephones)
        unit.opening_hours = _HOURS[unit.party]
        if unit.party == Party.INPATIENT:
            unit.weekend_contact, unit.holiday_contact = f"Avdelningen, {unit.phone}", _AS_ON_WEEKENDS
        elif unit.party == Party.OUTPATIENT:
            unit.weekend_contact, unit.holiday_contact = "Jourläkaren, genom 1177", _AS_ON_WEEKENDS
        elif unit.party == Party.MUNICIPAL:
            number = on_call[_place_of(unit)]
            unit.weekend_contact = f"Kommunens jour, {number}, lördag och söndag 8–20"
            unit.holiday_contact = _AS_ON_WEEKENDS


def choose_stand_ins(units: Sequence[Unit], today: date) -> None:
    """Of a district that is no more, who took over; of the rest, the next one alike."""
    for unit in units:
        alike = [other for other in units if other.is_valid_on(today) and _stands_in(other, unit, today)]
        unit.stand_in = (
            alike[(alike.index(unit) + 1) % len(alike)] if unit in alike else next(iter(alike), None)
        )
        if unit.stand_in == unit:
            unit.stand_in = None


def _stands_in(other: Unit, unit: Unit, today: date) -> bool:
    if (other.party, other.care_type) != (unit.party, unit.care_type):
        return False
    if unit.party == Party.INPATIENT:
        return other.site == unit.site
    if unit.party == Party.ADMINISTRATION or unit.municipality_id is None:
        return False
    district = unit.district.on(today) if unit.district else None
    return other.municipality_id == unit.municipality_id and other.district == district


def _place_of(unit: Unit) -> str:
    """Its district by today's name, or its municipality."""
    return f"{unit.municipality_id} {unit.district_id or ''}"


def _numbers(of: tuple[str, int]) -> Iterator[str]:
    begins, first = of
    return (f"{begins}{last:02}" for last in range(first, 100))
