"""Numbers and amounts as people type and paste them."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from municipalities.forms import fields


@pytest.mark.parametrize(
    "text",
    [
        "12900",
        "12 900",
        "12\u00a0900",
        "12\u202f900 kr",
        "12\u2009900 kronor",
        "12.900",
        "12900:-",
        "12 900,00 kr",
        "12 900,00",
        "12900 SEK",
        "\uff11\uff12 \uff19\uff10\uff10",
        " 12 900 kr. ",
    ],
)
def test_i9_kronor_are_read_as_pages_print_them(text: str) -> None:
    assert fields.kronor("Belopp", 1, 1_000_000).clean(text) == 12_900


@pytest.mark.parametrize(
    "text", ["12 900,50", "12,900", "tolv", "kr", "1.29.00", "-5", "12 900 öre", "9" * 5000, "1e3"]
)
def test_i9_what_is_no_amount_in_kronor_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="Skriv ett heltal från 1 till"):
        fields.kronor("Belopp", 1, 1_000_000).clean(text)


def test_i9_other_numbers_are_read_with_their_spaces() -> None:
    assert fields.number("År", 0, 5000).clean("2\u00a0026") == 2026


@pytest.mark.parametrize("text", ["2026-11-30", "2026\u201111\u201130", "２０２６－１１－３０", " 20261130 "])
def test_c3_days_are_read_as_they_are_pasted(text: str) -> None:
    assert str(fields.day("Dag").clean(text)) == "2026-11-30"
