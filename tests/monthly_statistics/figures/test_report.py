"""Rows of a table: Swedish order, what the withheld rows come to together, and names as plain text."""

from __future__ import annotations

import pytest
from monthly_statistics.figures.areas import COUNTY
from monthly_statistics.figures.counting import Count
from monthly_statistics.figures.groups import ALL, Dimension, Group, Sex
from monthly_statistics.figures.indicators import LIABILITY, READY
from monthly_statistics.figures.report import RowKind, Shown, Value, area_rows, breakdown_rows, in_order

from municipalities.spreadsheets import plain
from tests.factories.monthly_statistics.stays import AREAS, HUDDINGE, JARVA, NACKA, STOCKHOLM, area

MUNICIPALITIES = [area(code) for code in (STOCKHOLM, NACKA, HUDDINGE)]
WHOLE = Count(persons=40, cases=44, amount=200)


def test_what_is_withheld_of_a_shown_total_is_said_as_a_sum() -> None:
    """Days add up whatever persons do; who counts in two municipalities makes the other two sums unknown."""
    shown: Shown = {
        ("01", ALL, READY): WHOLE,
        (HUDDINGE, ALL, READY): Count(persons=30, cases=31, amount=150),
    }
    rows = area_rows(COUNTY, MUNICIPALITIES, shown)
    assert [(row.label, row.kind) for row in rows] == [
        ("Huddinge", RowKind.PART),
        ("Nacka", RowKind.PART),
        ("Stockholm", RowKind.PART),
        ("Dolda tillsammans", RowKind.REST),
        ("Stockholms län, totalt", RowKind.TOTAL),
    ]
    assert [row.of(READY) for row in rows] == [
        Value(amount=150, cases=31, persons=30),
        None,
        None,
        Value(amount=50, cases=None, persons=None),
        Value(amount=200, cases=44, persons=40),
    ]
    assert [row.of(LIABILITY) for row in rows] == [None] * 5


def test_sexes_add_up_in_persons_and_cases_too() -> None:
    women = Count(persons=25, cases=26, amount=120)
    shown: Shown = {("01", ALL, READY): WHOLE, ("01", Group(Dimension.SEX, Sex.WOMAN), READY): women}
    rows = breakdown_rows(COUNTY, Dimension.SEX, shown)
    rest = next(row for row in rows if row.kind is RowKind.REST)
    assert rest.of(READY) == Value(amount=80, cases=18, persons=15)


def test_where_nothing_is_withheld_there_is_no_sum_of_it() -> None:
    shown: Shown = {("01", ALL, READY): WHOLE} | {(each.code, ALL, READY): WHOLE for each in MUNICIPALITIES}
    assert [row.kind for row in area_rows(COUNTY, MUNICIPALITIES, shown)] == [
        *[RowKind.PART] * 3,
        RowKind.TOTAL,
    ]


def test_of_a_withheld_total_nothing_is_said() -> None:
    rows = area_rows(COUNTY, MUNICIPALITIES, {(HUDDINGE, ALL, LIABILITY): WHOLE})
    values = [row.of(LIABILITY) for row in rows]
    assert [value and value.amount for value in values] == [200, None, None, None]


def test_the_county_comes_first_and_people_of_no_known_district_last() -> None:
    names = [each.name for each in in_order(AREAS.all())]
    assert names == [
        "Stockholms län",
        "Huddinge",
        "Nacka",
        "Stockholm",
        "Bromma",
        JARVA.name,
        "Spånga-Tensta",
        "Stadsdel inte angiven",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_signs_that_begin_a_formula_are_made_text(sign: str) -> None:
    assert plain(f"{sign}1+1") == f"'{sign}1+1"
    assert plain(f"Väs{sign}by") == f"Väs{sign}by"
