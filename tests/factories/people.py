"""Fictitious persons (individual numbers 980–999) and the demonstration county's assignments."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from stdnum import luhn

from discharge.actions import RegisteredPerson
from discharge.persons.identity_numbers import parse
from municipalities.models import Assignment, Unit

_serial = count()


def identity_number(born: date = date(1942, 2, 3), *, woman: bool = True, serial: int | None = None) -> str:
    """A valid fictitious personnummer. Differs from call to call by the birth date's day."""
    n = next(_serial) if serial is None else serial
    day = date.fromordinal(born.toordinal() + n)
    individual = 980 + 2 * (n % 10) + (0 if woman else 1)
    digits = f"{day:%Y%m%d}{individual}"
    return digits + luhn.calc_check_digit(digits[2:])


def person(**changes: Any) -> RegisteredPerson:
    """A person registered in Spånga-Tensta."""
    unit = assignment("stadsdel").unit
    fields: dict[str, Any] = {
        "number": parse(identity_number(), date(2026, 1, 1)),
        "given_name": "Bo",
        "family_name": "Ek",
        "street": "Tenstagången 1",
        "postal_code": "16364",
        "city": "Spånga",
        "municipality": unit.municipality_id,
        "district": unit.district_id,
    }
    return RegisteredPerson(**(fields | changes))


def person_aged(years: int, today: date, **changes: Any) -> RegisteredPerson:
    """The same, of about this age on the day."""
    born = today - timedelta(days=365 * years)
    return person(number=parse(identity_number(born=born), today), **changes)


def assignment(username: str, unit: str = "") -> Assignment:
    """An assignment of one of the demonstration accounts (its first, or the one at `unit`)."""
    rows = Assignment.objects.select_related("unit", "user").filter(user__username=username)
    return rows.get(unit__name=unit) if unit else rows.order_by("pk")[0]


def user_assignment(username: str, role: str) -> Assignment:
    """The user's only assignment with this role."""
    return Assignment.objects.select_related("unit", "user").get(user__username=username, role=role)


def assignment_at(unit: str) -> Assignment:
    """The first person's assignment at the unit with this name."""
    rows = Assignment.objects.select_related("unit", "user").filter(unit__name=unit)
    return rows.order_by("user__username")[0]


def colleague_of(who: Assignment) -> Assignment:
    """Somebody else who acts for the same unit."""
    others = Assignment.objects.filter(unit=who.unit).exclude(user=who.user)
    return others.select_related("unit", "user").order_by("user__username")[0]


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)
