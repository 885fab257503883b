"""What has been changed of a person in a case, and who is told: pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from discharge.persons.changes import FORMERLY_FOR, changes_between, former_name, news_to
from municipalities.swedish.clock import STOCKHOLM

WARD, OFFICE, SURGERY = UUID(int=1), UUID(int=2), UUID(int=3)
BEGAN = datetime(2026, 3, 9, 8, 0, tzinfo=STOCKHOLM)


@dataclass(frozen=True)
class Registered:
    name: str
    registered_unit_id: UUID
    registered_at: datetime


def registered(*said: tuple[str, UUID]) -> list[Registered]:
    return [Registered(name, unit, BEGAN + timedelta(days=day)) for day, (name, unit) in enumerate(said)]


FIRST, SECOND, THIRD = versions = registered(("Bo Ek", WARD), ("Bo Al", OFFICE), ("Bo Alm", SURGERY))


def test_each_registration_stands_beside_the_one_before_the_newest_first() -> None:
    assert changes_between(versions) == [(SECOND, THIRD), (FIRST, SECOND)]
    assert changes_between([FIRST]) == []


def test_a_unit_is_told_what_others_have_changed_since_its_own_word() -> None:
    assert news_to(WARD, BEGAN, versions) == changes_between(versions)
    assert news_to(OFFICE, BEGAN, versions) == [(SECOND, THIRD)]
    assert news_to(SURGERY, BEGAN, versions) == []


def test_what_was_changed_before_a_unit_came_is_no_news_to_it() -> None:
    assert news_to(UUID(int=4), SECOND.registered_at, versions) == [(SECOND, THIRD)]


def test_the_name_before_is_told_for_a_while() -> None:
    day = THIRD.registered_at.date()
    assert former_name(versions, day) == "Bo Al"
    assert former_name(versions, day + FORMERLY_FOR - timedelta(days=1)) == "Bo Al"
    assert former_name(versions, day + FORMERLY_FOR) == ""
    assert former_name([FIRST], day) == ""


def test_another_change_than_of_the_name_leaves_the_name_before() -> None:
    moved = Registered(THIRD.name, WARD, THIRD.registered_at + timedelta(hours=1))
    assert former_name([*versions, moved], moved.registered_at.date()) == "Bo Al"
