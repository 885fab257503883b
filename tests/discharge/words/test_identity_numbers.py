"""The three kinds of identity number, as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from discharge.persons.identity_numbers import InvalidNumber, NumberKind, parse

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


NOVEMBER = date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["261215+2385", "19261215+2385", "19261215-2385", "2612152385", "261215-2385"]
)
def test_c1_a_plus_is_written_from_the_first_of_january_of_the_hundredth_year(text: str) -> None:
    """One person, however the number is written, and not one of 199 years beside the other."""
    number = parse(text, NOVEMBER)
    assert (number.value, number.birth_date, number.question) == ("192612152385", date(1926, 12, 15), "")


def test_c1_a_plus_is_the_latest_possible_year() -> None:
    assert parse("261215+2385", date(2025, 12, 31)).birth_date == date(1826, 12, 15)
    assert parse("261215+2385", date(2026, 1, 1)).birth_date == date(1926, 12, 15)
    assert parse("200101+9807", NOVEMBER).birth_date == date(1920, 1, 1)


def test_c1_a_plus_that_does_not_agree_is_refused() -> None:
    number = numbered("19270101238")
    with pytest.raises(InvalidNumber, match="Plustecknet"):
        parse(f"{number[:8]}+{number[8:]}", NOVEMBER)
    assert parse(f"{number[:8]}+{number[8:]}", date(2027, 1, 1)).value == number


def numbered(digits: str) -> str:
    return digits + luhn.calc_check_digit(digits[2:])


def test_c1_somebody_older_than_people_become_is_asked_about() -> None:
    assert "fyller 200 år" in parse(numbered("18261215238"), NOVEMBER).question
    assert parse(numbered("19050101238"), NOVEMBER).question
    assert parse(numbered("19060101238"), NOVEMBER).question == ""


@pytest.mark.parametrize("text", ["191500722390", "191500882392", "19150072-2390", "150072+2390"])
def test_c2_a_coordination_number_without_month(text: str) -> None:
    """Skatteverket's own test numbers: no birth date, no age, and the sex is told."""
    number = parse(text, NOVEMBER)
    assert (number.kind, number.birth_date, number.sex) == (NumberKind.COORDINATION, None, "man")


def test_c2_a_coordination_number_without_day() -> None:
    number = parse(numbered("19850160982"), NOVEMBER)
    assert (number.kind, number.birth_date, number.sex) == (NumberKind.COORDINATION, None, "woman")
    assert parse(numbered("19850060981"), NOVEMBER).sex == "man"


DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad\ufe63\uff0d"


@pytest.mark.parametrize("dash", [*DASHES, "\u200b-\u200e", "\u2060", ""])
def test_c3_a_number_is_read_as_it_is_pasted(dash: str) -> None:
    assert parse(f"\u202a\ufeff19420203{dash}9808\u202c\u00a0", TODAY).value == "194202039808"


def test_c3_full_width_digits_make_no_second_person() -> None:
    assert parse("１９４２０２０３－９８０８", TODAY).value == "194202039808"
    assert parse("４２０２０３＋９８０８", date(2042, 1, 1)).value == "194202039808"


def test_c3_other_digits_and_serial_000_are_refused() -> None:
    with pytest.raises(InvalidNumber, match="ÅÅÅÅMMDD-NNNN"):
        parse("١٩٤٢٠٢٠٣٩٨٠٨", TODAY)
    with pytest.raises(InvalidNumber, match="000"):
        parse(numbered("19420203000"), TODAY)
    with pytest.raises(InvalidNumber, match="födelsedatum"):
        parse("000000600000", TODAY)


@given(st.dates(date(1907, 1, 1), date(2026, 11, 30)), st.integers(1, 999))
def test_c1_ten_digits_with_the_right_sign_are_the_twelve(born: date, serial: int) -> None:
    value = numbered(f"{born:%Y%m%d}{serial:03}")
    sign = "+" if NOVEMBER.year - born.year >= 100 else "-"
    assert parse(f"{value[2:8]}{sign}{value[8:]}", NOVEMBER).value == value


NUMBERS = st.dates(date(1950, 1, 1), date(2025, 12, 31)).map(lambda born: numbered(f"{born:%Y%m%d}981"))


@given(st.text(max_size=20) | NUMBERS)
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = parse(text, TODAY)
    except InvalidNumber:
        return
    assert len(number.value) == 12
