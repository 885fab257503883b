"""Which readings the rules point at, one rule at a time, over plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from municipalities.access.log_rules import (
    MANY,
    WINDOW,
    Name,
    Reading,
    draw_sample,
    flag_readings,
    many_at_once,
)
from municipalities.swedish.clock import STOCKHOLM

TUESDAY = datetime(2026, 3, 10, 10, 0, tzinfo=STOCKHOLM)
PLAIN = Reading(
    id=UUID(int=1), at=TUESDAY, user_id=1, reader=Name("Anna", "Åkesson"), person=Name("Bo", "Ek")
)


def rules(**changes: Any) -> list[str]:
    return flag_readings([replace(PLAIN, **changes)]).get(PLAIN.id, [])


def test_an_ordinary_reading_is_not_pointed_at() -> None:
    assert rules() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"person": Name("anna ", "ÅKESSON")}, ["own_name"]),
        ({"person": Name("Nils", "åkesson")}, ["same_surname"]),
        ({"address": "Storgatan 1 16364", "homes": frozenset({"storgatan  1 16364"})}, ["same_address"]),
        ({"address": "", "homes": frozenset({""})}, []),
        ({"address": "Storgatan 1 16364", "homes": frozenset({"Storgatan 2 16364"})}, []),
        ({"colleagues": frozenset({("bo", "ek")})}, ["colleague"]),
        ({"protected": True}, ["protected"]),
        ({"opened_block": True}, ["opened_block"]),
        ({"protected": True, "opened_block": True}, ["protected", "opened_block"]),
    ],
)
def test_each_rule(changes: dict[str, object], expected: list[str]) -> None:
    assert rules(**changes) == expected


def test_the_reader_is_not_ones_own_colleague() -> None:
    own = Name("Anna", "Åkesson")
    assert rules(person=own, colleagues=frozenset({own.key})) == ["own_name"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (TUESDAY.replace(hour=6, minute=59), ["outside_hours"]),
        (TUESDAY.replace(hour=7), []),
        (TUESDAY.replace(hour=17, minute=59), []),
        (TUESDAY.replace(hour=18), ["outside_hours"]),
        (TUESDAY + timedelta(days=4), ["outside_hours"]),
    ],
)
def test_the_hours_of_an_office(at: datetime, expected: list[str]) -> None:
    assert rules(at=at) == expected
    assert rules(at=at, round_the_clock=True) == []


def in_a_row(count: int, apart: timedelta, user: int = 1) -> list[Reading]:
    return [
        replace(PLAIN, id=uuid4(), user_id=user, case_id=uuid4(), at=TUESDAY + n * apart)
        for n in range(count)
    ]


def test_many_cases_in_a_short_time() -> None:
    apart = WINDOW / (MANY - 1)
    just_many = in_a_row(MANY, apart)
    assert many_at_once(just_many) == {reading.id for reading in just_many}
    assert many_at_once(in_a_row(MANY - 1, apart)) == set()
    assert many_at_once(in_a_row(MANY, apart + timedelta(seconds=1))) == set()


def test_many_readings_of_one_case_or_by_several_users_are_not_many() -> None:
    second = timedelta(seconds=1)
    one_case = [replace(reading, case_id=UUID(int=9)) for reading in in_a_row(3 * MANY, second)]
    several = in_a_row(MANY - 1, second) + in_a_row(MANY - 1, second, user=2)
    assert many_at_once(one_case) == set()
    assert many_at_once(several) == set()


def test_a_drawn_period_has_its_sample_and_all_that_a_rule_points_at() -> None:
    ordinary = in_a_row(50, timedelta(minutes=5))
    own = replace(PLAIN, id=uuid4(), person=PLAIN.reader, round_the_clock=True)
    calm = [replace(reading, round_the_clock=True) for reading in ordinary]
    chosen = draw_sample([*calm, own], Random(1), size=5)
    assert chosen[own.id][0] == "own_name"
    assert sum("sample" in reasons for reasons in chosen.values()) == 5
    assert draw_sample([*calm, own], Random(1), size=5) == chosen
    assert draw_sample([*calm, own], Random(2), size=5) != chosen


def test_a_short_period_is_drawn_whole() -> None:
    assert set(draw_sample([PLAIN], Random(1))) == {PLAIN.id}
