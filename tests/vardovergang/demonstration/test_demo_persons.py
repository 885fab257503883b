"""The demonstration's persons are invented, and can be seen to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from random import Random

import pytest

from discharge.persons.identity_numbers import IdentityNumber, NumberKind, parse
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import CareType
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.person_register import example_number
from vardovergang.demonstration.people.persons import Numbers
from vardovergang.demonstration.plans import Life, Plan, lives

NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)
TODAY = NOW.date()
CASES = 1500


@pytest.fixture
def county(db: None) -> County:
    return County(TODAY)


@pytest.fixture
def everybody(county: County) -> list[Life]:
    return list(lives(Plan(15, CASES, 1, NOW), county))


def numbers_of(everybody: list[Life]) -> list[IdentityNumber]:
    return [life.resident.person.number for life in everybody]


def is_fictitious(number: IdentityNumber) -> bool:
    if number.kind is NumberKind.RESERVE:
        return number.value[6:8] == "98"
    return 980 <= int(number.value[8:11]) <= 999


def test_every_number_is_valid_fictitious_and_used_once(everybody: list[Life]) -> None:
    numbers = numbers_of(everybody)
    assert all(is_fictitious(number) and not number.warning for number in numbers)
    assert all(parse(number.written, TODAY) == number for number in numbers)
    assert len({number.value for number in numbers}) == len(numbers)


def test_h13_an_example_number_belongs_to_nobody(everybody: list[Life]) -> None:
    """Fault H13: 1 example of 60 was the number of a person of the demonstration."""
    examples = [example_number(TODAY, Random(seed)) for seed in range(500)]
    assert all(is_fictitious(example) for example in examples)
    assert {example.value[8:11] for example in examples} == {"998", "999"}
    assert not {number.value[8:11] for number in numbers_of(everybody)} & {"998", "999"}


def test_a_share_has_other_numbers_than_personnummer(everybody: list[Life]) -> None:
    kinds = Counter(number.kind for number in numbers_of(everybody))
    assert 0.015 < kinds[NumberKind.COORDINATION] / len(everybody) < 0.06
    assert 0.005 < kinds[NumberKind.RESERVE] / len(everybody) < 0.04


def test_most_are_old_and_all_ages_are_there(everybody: list[Life]) -> None:
    ages = [(TODAY - born).days // 365 for n in numbers_of(everybody) if (born := n.birth_date)]
    assert sum(age >= 65 for age in ages) > len(ages) / 2
    assert min(ages) < 18
    assert max(ages) > 95
    assert any(18 <= age < 40 for age in ages)


def test_children_are_in_childrens_care_and_nobody_else_is(everybody: list[Life]) -> None:
    for life in everybody:
        born = life.resident.person.number.birth_date
        if life.ward.care_type == CareType.CHILD_PSYCHIATRIC and born:
            assert (life.courses[0].admitted_at.date() - born).days < 18.1 * 366


def test_people_live_all_over_the_county_by_its_inhabitants(everybody: list[Life], county: County) -> None:
    homes = Counter(life.resident.home.name for life in everybody)
    assert homes.keys() == {area.name for area in county.areas(TODAY)}
    assert homes["Södermalm"] > homes["Vaxholm"] > 0


def test_some_are_registered_elsewhere_nowhere_placed_or_protected(everybody: list[Life]) -> None:
    persons = [life.resident.person for life in everybody]
    assert any(person.municipality is None for person in persons)
    assert any(person.municipality and not person.municipality.startswith("01") for person in persons)
    assert 2 <= sum(person.protected_identity for person in persons) < 0.03 * len(persons)
    placed = [life.resident for life in everybody if life.resident.placed_by]
    assert placed
    assert all(r.placed_by and r.placed_by.municipality != r.person.municipality for r in placed)


def test_numbers_do_not_run_out_on_one_day() -> None:
    numbers, born = Numbers(TODAY), date(1942, 2, 3)
    made = {numbers.personal(born, woman=True, coordination=False).value for _ in range(50)}
    assert len(made) == 50
    reserve = {numbers.reserve(TODAY, Random(1)).value for _ in range(20)}
    assert len(reserve) == 20


def test_the_same_seed_gives_the_same_people(county: County) -> None:
    def people(seed: int) -> Iterator[tuple[object, ...]]:
        for life in lives(Plan(3, 80, seed, NOW), county):
            yield life.resident.person, life.resident.care_type, life.ward, life.courses

    assert list(people(7)) == list(people(7))
    assert list(people(7)) != list(people(8))


def test_some_get_another_number(everybody: list[Life]) -> None:
    """Most who had a reserve number, and a few whose number was typed wrongly."""
    later = [life.resident for life in everybody if life.resident.later_number]
    kinds = Counter(resident.person.number.kind for resident in later)
    assert kinds[NumberKind.RESERVE] > 0
    assert 0 < kinds[NumberKind.PERSONAL] < 0.02 * len(everybody)
    assert all(r.later_number and r.later_number.kind is NumberKind.PERSONAL for r in later)
    numbers = [number.value for number in numbers_of(everybody)]
    assert not {r.later_number.value for r in later if r.later_number} & set(numbers)
