"""The three kinds of identity number, as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from discharge.identity_numbers import InvalidNumber, NumberKind, parse

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    ["19420203-9808", "194202039808", "420203-9808", "4202039808", " 19420203 9808 ", "19420203–9808"],
)
def test_a_personnummer_is_read_however_it_is_written(text: str) -> None:
    number = parse(text, TODAY)
    assert (number.value, number.kind) == ("194202039808", NumberKind.PERSONAL)
    assert (number.birth_date, number.sex) == (date(1942, 2, 3), "woman")
    assert number.written == "19420203-9808"


def test_a_plus_sign_says_a_hundred_years() -> None:
    assert parse("200101+9807", TODAY).birth_date == date(1920, 1, 1)


def test_a_coordination_number_has_sixty_added_to_the_day() -> None:
    number = parse("19850164" + "982" + luhn.calc_check_digit("850164982"), TODAY)
    assert (number.kind, number.birth_date) == (NumberKind.COORDINATION, date(1985, 1, 4))


def test_a_reserve_number_has_neither_sex_nor_birth_date() -> None:
    number = parse("991942" + "12345" + luhn.calc_check_digit("4212345"), TODAY)
    assert (number.kind, number.birth_date, number.sex) == (NumberKind.RESERVE, None, "")
    assert number.warning == ""


def test_a_reserve_number_with_a_wrong_check_digit_is_a_warning() -> None:
    right = luhn.calc_check_digit("4212345")
    wrong = str((int(right) + 1) % 10)
    assert "kontrollsiffra" in parse("99194212345" + wrong, TODAY).warning


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("19420203-9807", "Kontrollsiffran"),
        ("19421303-9808", "födelsedatum"),
        ("19420230-9808", "födelsedatum"),
        ("1942", "ÅÅÅÅMMDD-NNNN"),
        ("", "ÅÅÅÅMMDD-NNNN"),
        ("abc", "ÅÅÅÅMMDD-NNNN"),
        ("20990101-9808", "framtiden"),
    ],
)
def test_what_is_wrong_is_said(text: str, says: str) -> None:
    with pytest.raises(InvalidNumber, match=says):
        parse(text, TODAY)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = parse(text, TODAY)
    except InvalidNumber:
        return
    assert len(number.value) == 12
