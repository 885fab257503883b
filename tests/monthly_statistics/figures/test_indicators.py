"""Months counted by hand: which month, area and group a day belongs to, and who is counted once."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from monthly_statistics.figures.areas import COUNTY
from monthly_statistics.figures.counting import Count, count
from monthly_statistics.figures.facts import Period, Person
from monthly_statistics.figures.groups import ALL, GROUPS, AgeGroup, Dimension, Group, Sex, age_group_on
from monthly_statistics.figures.indicators import READY

from billing.liability import CareType
from tests.factories.monthly_statistics.stays import (
    AREAS,
    BROMMA,
    ELSEWHERE,
    HUDDINGE,
    JARVA,
    NACKA,
    SPANGA,
    STOCKHOLM,
    Counted,
    person,
    stay,
)

AN_EASY_STAY = ("2020-03-09T09:15:00+01:00", None)


def test_days_run_from_the_date_of_the_notice_up_to_the_date_of_discharge() -> None:
    """Monday 9 March to Tuesday 17 March: eight nights, of which five are charged (12–16)."""
    counted = Counted(stay(AN_EASY_STAY, home="2020-03-17T11:00:00+01:00"))
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=8)
    assert counted.liability("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=5)
    assert counted.ready("2020-03", COUNTY.code) == Count(persons=1, cases=1, amount=8)


def test_a_notice_after_twelve_moves_the_liability_and_not_the_days_ready() -> None:
    counted = Counted(stay(("2020-03-09T12:00:01+01:00", None), home="2020-03-17T11:00:00+01:00"))
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=8)
    assert counted.liability("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=4)


def test_each_day_belongs_to_the_month_that_it_lies_in() -> None:
    """30 and 31 March, 1 and 2 April; free days 31 March and 1 April, so only 2 April is charged."""
    counted = Counted(stay(("2020-03-30T09:00:00+02:00", None), home="2020-04-03T11:00:00+02:00"))
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=2)
    assert counted.ready("2020-04", HUDDINGE) == Count(persons=1, cases=1, amount=2)
    assert counted.liability("2020-03", HUDDINGE) is None
    assert counted.liability("2020-04", HUDDINGE) == Count(persons=1, cases=1, amount=1)


def test_going_home_on_the_first_counts_nothing_in_that_month() -> None:
    counted = Counted(stay(("2020-03-30T09:00:00+02:00", None), home="2020-04-01T11:00:00+02:00"))
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=2)
    assert counted.ready("2020-04", HUDDINGE) is None


@pytest.mark.parametrize(
    ("notice", "home", "days"),
    [
        # In UTC both moments of the first pair lie on one date less.
        ("2020-03-28T23:30:00+01:00", "2020-03-30T00:30:00+02:00", 2),
        ("2020-10-24T23:30:00+02:00", "2020-10-26T00:30:00+01:00", 2),
        ("2020-03-29T01:59:00+01:00", "2020-03-29T03:01:00+02:00", 0),
    ],
)
def test_dates_are_stockholm_dates_also_when_the_clocks_change(notice: str, home: str, days: int) -> None:
    counted = Counted(stay((notice, None), home=home))
    assert counted.ready(notice[:7], HUDDINGE) == Count(persons=1, cases=1, amount=days)


def test_an_open_stay_counts_its_complete_days() -> None:
    open_stay = stay(("2020-03-30T09:00:00+02:00", None), as_of="2020-04-02")
    counted = Counted(open_stay, as_of="2020-04-02")
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=2)
    assert counted.ready("2020-04", HUDDINGE) == Count(persons=1, cases=1, amount=1)


def test_a_notice_of_the_day_itself_waits_for_the_night() -> None:
    for home in (None, "2020-04-02T15:00:00+02:00"):
        today = stay(("2020-04-02T09:00:00+02:00", None), home=home, as_of="2020-04-02")
        assert Counted(today, as_of="2020-04-02").cells == {}


def test_a_withdrawn_notice_and_a_new_one_are_one_case_with_both_periods_days() -> None:
    """9 and 10 March, and 11 March from the new notice on the very day of the withdrawal."""
    renewed = stay(
        ("2020-03-09T09:00:00+01:00", "2020-03-11T08:00:00+01:00"),
        ("2020-03-11T14:00:00+01:00", None),
        home="2020-03-12T10:00:00+01:00",
    )
    assert Counted(renewed).ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=3)


def test_days_between_a_withdrawal_and_a_new_notice_are_not_counted() -> None:
    renewed = stay(
        ("2020-03-09T09:00:00+01:00", "2020-03-10T08:00:00+01:00"),
        ("2020-03-20T09:00:00+01:00", None),
        home="2020-03-22T10:00:00+01:00",
    )
    assert Counted(renewed).ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=3)


def test_ready_and_home_the_same_day_is_a_case_with_no_days() -> None:
    counted = Counted(stay(("2020-03-09T09:00:00+01:00", None), home="2020-03-09T15:00:00+01:00"))
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=0)
    assert counted.liability("2020-03", HUDDINGE) is None


def test_a_person_with_two_cases_is_one_person() -> None:
    who = person()
    first = stay(("2020-03-02T09:00:00+01:00", None), home="2020-03-04T10:00:00+01:00", who=who)
    again = stay(("2020-03-20T09:00:00+01:00", None), home="2020-03-21T10:00:00+01:00", who=who)
    other = stay(("2020-03-20T09:00:00+01:00", None), home="2020-03-21T10:00:00+01:00")
    assert Counted(first, again, other).ready("2020-03", HUDDINGE) == Count(persons=2, cases=3, amount=4)


def test_a_person_in_two_municipalities_is_one_in_the_county() -> None:
    who = person()
    first = stay(("2020-03-02T09:00:00+01:00", None), home="2020-03-04T10:00:00+01:00", who=who)
    moved = stay(("2020-03-20T09:00:00+01:00", None), home="2020-03-21T10:00:00+01:00", who=who, payer=NACKA)
    counted = Counted(first, moved)
    assert counted.ready("2020-03", HUDDINGE) == Count(persons=1, cases=1, amount=2)
    assert counted.ready("2020-03", NACKA) == Count(persons=1, cases=1, amount=1)
    assert counted.ready("2020-03", COUNTY.code) == Count(persons=1, cases=2, amount=3)


def test_the_district_is_that_of_the_day_counted() -> None:
    """Spånga-Tensta until 30 June 2023, Järva from 1 July: two nights each."""
    counted = Counted(
        stay(
            ("2023-06-29T09:00:00+02:00", None),
            home="2023-07-03T10:00:00+02:00",
            payer=STOCKHOLM,
            district=SPANGA,
        )
    )
    assert counted.ready("2023-06", str(SPANGA.id)) == Count(persons=1, cases=1, amount=2)
    assert counted.ready("2023-07", str(JARVA.id)) == Count(persons=1, cases=1, amount=2)
    assert counted.ready("2023-06", str(JARVA.id)) is None
    assert counted.ready("2023-07", str(SPANGA.id)) is None
    assert counted.ready("2023-07", STOCKHOLM) == Count(persons=1, cases=1, amount=2)


def test_zero_days_of_a_merged_district_count_where_it_was_then() -> None:
    gone = stay(
        ("2023-07-01T09:00:00+02:00", None),
        home="2023-07-01T10:00:00+02:00",
        payer=STOCKHOLM,
        district=SPANGA,
    )
    assert Counted(gone).ready("2023-07", str(JARVA.id)) == Count(persons=1, cases=1, amount=0)


def test_nobody_is_lost_whom_the_city_pays_for_without_a_district() -> None:
    placed = stay(AN_EASY_STAY, home="2020-03-10T11:00:00+01:00", payer=STOCKHOLM)
    counted = Counted(placed)
    assert counted.ready("2020-03", f"{STOCKHOLM}-unknown") == Count(persons=1, cases=1, amount=1)
    assert counted.ready("2020-03", STOCKHOLM) == Count(persons=1, cases=1, amount=1)


def test_a_district_of_a_city_that_does_not_pay_plays_no_part() -> None:
    placed = stay(AN_EASY_STAY, home="2020-03-10T11:00:00+01:00", payer=HUDDINGE, district=BROMMA)
    assert {cell.area.code for cell in Counted(placed).cells} == {COUNTY.code, HUDDINGE}


@pytest.mark.parametrize("payer", [ELSEWHERE, None])
def test_who_is_paid_for_outside_the_county_is_left_out(payer: str | None) -> None:
    outside = stay(AN_EASY_STAY, home="2020-03-17T11:00:00+01:00", payer=payer)
    zero_days = stay(AN_EASY_STAY, home="2020-03-09T11:00:00+01:00", payer=payer)
    assert Counted(outside, zero_days).cells == {}


def test_the_groups_of_a_person() -> None:
    counted = Counted(
        stay(AN_EASY_STAY, home="2020-03-10T11:00:00+01:00", care_type=CareType.PSYCHIATRIC),
        stay(AN_EASY_STAY, home="2020-03-11T11:00:00+01:00", who=person("man", date(2010, 1, 1))),
    )
    days = {
        group: counted.ready("2020-03", HUDDINGE, group)
        for group in (
            Group(Dimension.CARE_TYPE, "psychiatric"),
            Group(Dimension.CARE_TYPE, "somatic"),
            Group(Dimension.SEX, Sex.WOMAN),
            Group(Dimension.SEX, Sex.MAN),
            Group(Dimension.AGE_GROUP, AgeGroup.OLDEST),
            Group(Dimension.AGE_GROUP, AgeGroup.CHILD),
        )
    }
    assert [found.amount if found else None for found in days.values()] == [1, 2, 1, 2, 1, 2]


def test_a_reserve_number_is_of_unknown_sex_and_age() -> None:
    counted = Counted(stay(AN_EASY_STAY, home="2020-03-10T11:00:00+01:00", who=person("", None)))
    assert counted.ready("2020-03", HUDDINGE, Group(Dimension.SEX, Sex.UNKNOWN)) == Count(1, 1, 1)
    assert counted.ready("2020-03", HUDDINGE, Group(Dimension.AGE_GROUP, AgeGroup.UNKNOWN)) == Count(1, 1, 1)
    assert counted.ready("2020-03", HUDDINGE, Group(Dimension.SEX, Sex.WOMAN)) is None


@pytest.mark.parametrize(
    ("born", "group"),
    [
        (date(2003, 4, 1), AgeGroup.CHILD),
        (date(2002, 3, 31), AgeGroup.ADULT),
        (date(1955, 4, 1), AgeGroup.ADULT),
        (date(1955, 3, 31), AgeGroup.OLDER),
        (date(1940, 4, 1), AgeGroup.OLDER),
        (date(1940, 3, 31), AgeGroup.OLDEST),
        (date(1904, 2, 29), AgeGroup.OLDEST),
        (None, AgeGroup.UNKNOWN),
    ],
)
def test_age_is_that_of_the_last_day_of_the_month(born: date | None, group: AgeGroup) -> None:
    assert age_group_on(date(2020, 3, 31), born) is group
    counted = Counted(stay(AN_EASY_STAY, home="2020-03-10T11:00:00+01:00", who=person("man", born)))
    assert counted.ready("2020-03", HUDDINGE, Group(Dimension.AGE_GROUP, group)) == Count(1, 1, 1)


DAYS = [date(2023, 6, 20) + timedelta(days=number) for number in range(20)]


@st.composite
def periods(draw: st.DrawFn) -> list[Period]:
    """A few persons' periods, a person's together, with any payer, district and care type."""
    drawn = []
    for number in range(draw(st.integers(1, 6))):
        who = Person(
            UUID(int=number), draw(st.sampled_from(["woman", "man", ""])), draw(st.none() | st.just(DAYS[0]))
        )
        for _ in range(draw(st.integers(1, 3))):
            first, last = sorted(draw(st.tuples(st.integers(0, 19), st.integers(0, 19))))
            ready = tuple(DAYS[first:last])
            drawn.append(
                Period(
                    person=who,
                    case=UUID(int=100 * number + draw(st.integers(0, 2))),
                    municipality=draw(st.sampled_from([STOCKHOLM, HUDDINGE, NACKA, ELSEWHERE])),
                    district=draw(st.sampled_from([None, SPANGA.id, JARVA.id, BROMMA.id])),
                    care_type=draw(st.sampled_from(list(CareType))),
                    notice_on=DAYS[first],
                    ended_on=DAYS[last],
                    ready_days=ready,
                    liability_days=ready[3:],
                )
            )
    return sorted(drawn, key=lambda period: (period.person.id, period.case))


@given(periods())
def test_days_add_up_over_areas_and_over_groups(drawn: list[Period]) -> None:
    cells = count({Period: drawn}, AREAS, as_of=DAYS[-1])
    for cell, counted in cells.items():
        parts = [part for part in cells if part.area.parent == cell.area.code]
        same = [cells[part] for part in parts if part._replace(area=cell.area) == cell]
        if parts:
            assert sum(part.amount for part in same) == counted.amount
            assert sum(part.persons for part in same) >= counted.persons
    for (cell, counted), dimension in product(cells.items(), Dimension):
        if cell.group == ALL:
            groups = [
                cells.get(cell._replace(group=group)) for group in GROUPS if group.dimension == dimension
            ]
            assert sum(part.amount for part in groups if part) == counted.amount


@given(periods())
def test_persons_of_each_sex_and_age_add_up_to_all(drawn: list[Period]) -> None:
    cells = count({Period: drawn}, AREAS, as_of=DAYS[-1])
    for (cell, counted), dimension in product(cells.items(), (Dimension.SEX, Dimension.AGE_GROUP)):
        if cell.group == ALL:
            groups = [
                cells.get(cell._replace(group=group)) for group in GROUPS if group.dimension == dimension
            ]
            assert sum(part.persons for part in groups if part) == counted.persons
            assert sum(part.cases for part in groups if part) == counted.cases


@given(periods())
def test_liability_never_exceeds_days_ready(drawn: list[Period]) -> None:
    cells = count({Period: drawn}, AREAS, as_of=DAYS[-1])
    for cell, counted in cells.items():
        ready = cells[cell._replace(indicator=READY)]
        assert counted.amount <= ready.amount
        assert counted.persons <= ready.persons <= ready.cases
