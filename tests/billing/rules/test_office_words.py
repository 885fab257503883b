"""How the offices' pages write months, dates and amounts (fault I15). Pure."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from billing.presenters.liability import WHY_STATISTICS_DIFFER, kronor
from billing.presenters.months import signed_days, signed_kronor
from billing.queries.month_filter import month_named, read_choice
from municipalities.presenters import days_words
from municipalities.presenters.history import value_words

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["1999-01", "2017-12", "2026-12", "2030-01", "2026-13", "mars", "", "2026-11-01"]
)
def test_i15_a_month_that_there_is_not_is_refused(text: str) -> None:
    """Before the act, or still to come."""
    assert month_named(text, TODAY) is None
    assert not text or read_choice(QueryDict(f"manad={text}"), TODAY) is None


@pytest.mark.parametrize("text", ["2018-01", "2026-10", "2026-11"])
def test_i15_a_month_that_there_is_is_shown(text: str) -> None:
    choice = read_choice(QueryDict(f"manad={text}"), TODAY)
    assert choice is not None
    assert f"{choice.month:%Y-%m}" == text


def test_i15_a_minus_is_a_minus() -> None:
    said = [kronor(-98400), signed_kronor(-98400), signed_days(-1)]
    assert said == ["−98\xa0400 kr", "−98\xa0400 kr", "−1"]


def test_i15_dates_are_written() -> None:
    first, last = date(2026, 3, 12), date(2027, 1, 1)
    assert days_words(first, None) == "från 12 mars 2026"
    assert days_words(first, last) == "12 mars 2026 – 1 januari 2027"
    assert value_words("valid_to", "2027-01-01") == "1 januari 2027"


def test_i15_the_page_says_why_statistics_count_more_cases() -> None:
    assert "med noll dagar" in WHY_STATISTICS_DIFFER
