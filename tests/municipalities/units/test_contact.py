"""Which of a unit's contacts comes first: on a Friday afternoon the weekend's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from municipalities.models import Unit
from municipalities.presenters.contact import contact
from municipalities.swedish.clock import STOCKHOLM

KNOWN = {
    "phone": "08-1",
    "opening_hours": "8–16",
    "weekend_contact": "Jouren 08-2",
    "holiday_contact": "Jouren 08-3",
}


def unit(**changes: Any) -> Unit:
    return Unit(name="Äldre", party="municipal", valid_from=date(2020, 1, 1), **(KNOWN | changes))


@pytest.mark.parametrize(
    ("at", "first"),
    [
        ("2026-03-12T15:00", "08-1"),  # Thursday
        ("2026-03-13T11:59", "08-1"),
        ("2026-03-13T12:00", "Jouren 08-2"),  # Friday afternoon
        ("2026-03-14T03:00", "Jouren 08-2"),
        ("2026-03-15T23:00", "Jouren 08-2"),
        ("2026-03-16T00:00", "08-1"),
        ("2026-04-02T13:00", "Jouren 08-3"),  # Maundy Thursday
        (
            "2026-04-03T09:00",
            "Jouren 08-3",
        ),  # Good Friday in the morning; in the afternoon it is weekend soon
        ("2026-04-03T13:00", "Jouren 08-3"),
        ("2026-04-06T09:00", "Jouren 08-3"),  # Easter Monday
        ("2026-12-24T10:00", "Jouren 08-3"),
    ],
)
def test_what_one_needs_just_now_comes_first(at: str, first: str) -> None:
    said = contact(unit(), datetime.fromisoformat(at).replace(tzinfo=STOCKHOLM))
    assert said.now[1] == first
    assert {words for _, words in (said.now, *said.others)} == set(KNOWN.values())


FRIDAY = datetime(2026, 3, 13, 15, tzinfo=STOCKHOLM)


def test_what_the_directory_does_not_know_is_not_said() -> None:
    assert contact(unit(weekend_contact=""), FRIDAY).now == ("Telefon", "08-1")
    nothing = contact(unit(**dict.fromkeys(KNOWN, "")), FRIDAY)
    assert (nothing.now, nothing.others, nothing.stand_in) == (("", ""), [], "")


def test_a_stand_in_is_named_unless_it_has_ended_too() -> None:
    other = unit(phone="08-9")
    assert contact(unit(stand_in=other), FRIDAY).stand_in == "Äldre, 08-9"
    other.valid_to = date(2026, 3, 12)
    assert contact(unit(stand_in=other), FRIDAY).stand_in == ""


def test_a_unit_that_may_not_be_named_is_not_reached() -> None:
    veiled = unit()
    veiled.is_veiled = True
    assert contact(veiled, FRIDAY).now == ("", "")
