"""What has been changed of a person in a case, and who is told: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from discharge.persons.changes import FORMERLY_FOR, Registration, changes_between, former_name, news_to
from municipalities.swedish.clock import STOCKHOLM

WARD, OFFICE, SURGERY = UUID(int=1), UUID(int=2), UUID(int=3)
BEGAN = datetime(2026, 3, 9, 8, 0, tzinfo=STOCKHOLM)


def registered(*said: tuple[str, UUID]) -> list[Registration]:
    return [
        Registration(
            uuid4(), BEGAN + timedelta(days=day), unit, "", "", name, (("Namn", name), ("Adress", ""))
        )
        for day, (name, unit) in enumerate(said)
    ]


FIRST, SECOND, THIRD = versions = registered(("Bo Ek", WARD), ("Bo Al", OFFICE), ("Bo Alm", SURGERY))


def test_each_registration_stands_beside_the_one_before_the_newest_first() -> None:
    assert changes_between(versions) == [(SECOND, THIRD), (FIRST, SECOND)]
    assert changes_between([FIRST]) == []


def test_a_unit_is_told_what_others_have_changed_since_its_own_word() -> None:
    assert news_to(WARD, BEGAN, versions) == changes_between(versions)
    assert news_to(OFFICE, BEGAN, versions) == [(SECOND, THIRD)]
    assert news_to(SURGERY, BEGAN, versions) == []


def test_what_was_changed_before_a_unit_came_is_no_news_to_it() -> None:
    assert news_to(UUID(int=4), SECOND.at, versions) == [(SECOND, THIRD)]


def test_the_name_before_is_told_for_a_while() -> None:
    day = THIRD.at.date()
    assert former_name(versions, day) == "Bo Al"
    assert former_name(versions, day + FORMERLY_FOR - timedelta(days=1)) == "Bo Al"
    assert former_name(versions, day + FORMERLY_FOR) == ""
    assert former_name([FIRST], day) == ""


def test_another_change_than_of_the_name_leaves_the_name_before() -> None:
    moved = replace(THIRD, at=THIRD.at + timedelta(hours=1))
    assert former_name([*versions, moved], moved.at.date()) == "Bo Al"


def test_only_what_is_said_otherwise_is_told() -> None:
    assert [changed.lines for changed in changes_between(versions)] == [
        (("Namn", "Bo Al", "Bo Alm"),),
        (("Namn", "Bo Ek", "Bo Al"),),
    ]
