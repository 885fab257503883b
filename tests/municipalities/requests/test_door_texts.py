"""How text is read, before anything else reads it. Pure."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.door import limits, reading, texts

CONTROLS = ["\0", "\x01", "\x0b", "\x1b", "\x7f", "\x85", "\x9f"]
#: Half a character, and none.
NO_CHARACTERS = [pytest.param(chr(number), id=f"{number:x}") for number in (0xD800, 0xDFFF, 0xFFFF)]


@pytest.mark.parametrize("sign", [*CONTROLS, *NO_CHARACTERS])
def test_c8_what_cannot_be_read_is_shown_and_refused(sign: str) -> None:
    assert texts.let_in(f"Bo{sign}Ek") == "Bo\ufffdEk"
    assert texts.is_unreadable(f"Bo{sign}Ek")
    assert texts.is_unreadable({"a": [{"b": texts.let_in(sign + "x")}]})
    assert texts.is_unreadable({sign: 1})


def test_line_ends_and_tabs_are_text() -> None:
    assert texts.let_in("en\r\ntvå\tåäö") == "en\r\ntvå\tåäö"
    assert not texts.is_unreadable("en\r\ntvå\tåäö")


@pytest.mark.parametrize(
    "mark", list("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
def test_c6_marks_of_direction_are_dropped_from_all_text(mark: str) -> None:
    assert texts.let_in(f"{mark}83{mark} mg") == "83 mg"


def test_c7_text_is_kept_in_nfc() -> None:
    assert texts.let_in(unicodedata.normalize("NFD", "Åsa Öberg")) == "Åsa Öberg"


@pytest.mark.parametrize(
    "text", ["\u200b", "\u00ad\u2060", "\ufeff \u200d", "\u3164", "\u2800\u2800", "\u0301", "\u034f"]
)
def test_c5_what_shows_nothing_is_empty(text: str) -> None:
    assert not texts.is_visible(text)
    assert texts.let_in(text) == ""
    assert texts.name(text) == ""


@given(st.text())
def test_what_is_let_in_is_let_in_unchanged_again(text: str) -> None:
    once = texts.let_in(text)
    assert texts.let_in(once) == once
    once.encode()
    assert "\0" not in once


@given(st.text())
def test_names_and_codes_are_read_once(text: str) -> None:
    for read in (texts.name, texts.code, texts.words):
        assert read(read(text)) == read(text)


DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u02d7\u2043\ufe58\ufe63\uff0d"


@pytest.mark.parametrize("dash", DASHES)
def test_c3_every_dash_is_one(dash: str) -> None:
    assert texts.code(f"08{dash}123 45") == "08-123 45"
    assert texts.compact(f"SE2321000016{dash}AB 12") == "SE2321000016-AB12"
    assert texts.digits(f"1942\u00ad0203{dash}98\u200b01\u200e") == "194202039801"


def test_c3_full_width_digits_are_digits() -> None:
    assert texts.digits("\uff11\uff19\uff14\uff12０２０３－９８０１") == "194202039801"
    assert texts.code("２０２６‐１１‐３０") == "2026-11-30"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Storgatan 3 B", "storgatan 3B"),
        ("Anna-Lena", "Anna Lena"),
        ("Anna\u2011Lena", "anna  lena"),
        ("Åsa", unicodedata.normalize("NFD", "Åsa")),
        ("Kungsg. 12", "Kungsg 12"),
        ("Ｂo", "Bo"),
        ("Bo\u00ad", "Bo"),
    ],
)
def test_c7_names_and_addresses_are_compared_word_by_word(one: str, other: str) -> None:
    assert texts.say_the_same(one, other)


def test_c7_other_words_are_other() -> None:
    assert not texts.say_the_same("Anna Lena", "Annalena")
    assert not texts.say_the_same("Åsa", "Asa")
    assert not texts.say_the_same("Storgatan 3", "Storgatan 31")
    assert not texts.say_the_same("", "")
    assert texts.contains_words("Möte hos Anna-Lena, Storgatan 3B", "storgatan 3 b")
    assert not texts.contains_words("Storgatan 31", "Storgatan 3")
    assert not texts.contains_words("Rum 4", "")


def test_a_name_keeps_what_joins_letters_in_persian() -> None:
    assert texts.name("  علی\u200cرضا \u202e ") == "علی\u200cرضا"


def test_h10_json_is_read_to_a_bounded_depth() -> None:
    assert reading.read_json("[" * limits.JSON_DEPTH + "]" * limits.JSON_DEPTH)
    for levels in (limits.JSON_DEPTH + 1, 200_000):
        with pytest.raises(reading.TooDeep):
            reading.read_json("[" * levels + "]" * levels)


def test_c6_only_names_that_turn_the_line_are_isolated() -> None:
    assert texts.isolate_direction("Anna-Lena Åkesson") == "Anna-Lena Åkesson"
    assert texts.isolate_direction("علي") == "\u2068علي\u2069"
    assert texts.isolate_direction("דוד Ek") == "\u2068דוד Ek\u2069"
