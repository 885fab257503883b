"""The sentences about what comes of the free days, told to each reader. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from billing.present import STILL_POSSIBLE
from discharge.models import Case
from discharge.presenters.liability import (
    MISSING,
    Names,
    Standing,
    free_days_left,
    in_list,
    sentence,
    stopped_by,
    to_do,
)

START = date(2020, 3, 12)
BEFORE, AFTER = date(2020, 3, 10), date(2020, 3, 14)
NOBODY = Names("Huddinge", "Tensta vårdcentral")
OFFICE = Names("Huddinge", "Tensta vårdcentral", reader_pays=True)
SURGERY = Names("Huddinge", "Tensta vårdcentral", reader_is_outpatient=True)
CALL, STATEMENT = "sip_call_pending", "outpatient_care_unknown"


def standing(today: date, state: str = "free", *missing: str, starts_on: date | None = START) -> Standing:
    return Standing(state, starts_on, missing, today, date(2020, 3, 12))


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (standing(BEFORE), "Betalningsansvar inträder torsdag 12 mars om inget händer."),
        (
            standing(BEFORE, "free", CALL),
            "Betalningsansvar inträder torsdag 12 mars bara om det som saknas kommer på plats.",
        ),
        (standing(AFTER, "liable"), "Betalningsansvar sedan torsdag 12 mars."),
        (
            standing(AFTER, "not_liable", STATEMENT),
            "Fristdagarna är slut sedan torsdag 12 mars, men något saknas för betalningsansvar.",
        ),
        (standing(BEFORE, "not_liable"), "Betalningsansvar inträder inte: skälet."),
        (standing(BEFORE, "not_liable", starts_on=None), "Betalningsansvar inträder inte: skälet."),
    ],
)
def test_what_comes(how: Standing, said: str) -> None:
    assert sentence(how, "skälet") == said


@pytest.mark.parametrize(
    ("how", "reader", "said"),
    [
        (standing(BEFORE), NOBODY, "Betalningsansvar från 12 mars om personen är kvar"),
        (standing(BEFORE), OFFICE, "Ni betalar från 12 mars om personen är kvar"),
        (standing(AFTER, "liable"), NOBODY, "Betalningsansvar sedan 12 mars"),
        (standing(BEFORE, "free", CALL), NOBODY, "Betalningsansvar 12 mars, om öppenvården kallar till SIP"),
        (
            standing(BEFORE, "free", CALL, STATEMENT),
            SURGERY,
            "Betalningsansvar 12 mars, om ni kallar till SIP och lämnar besked",
        ),
        (
            standing(AFTER, "not_liable", STATEMENT),
            OFFICE,
            "Inget betalningsansvar utan besked om öppenvård",
        ),
        (standing(AFTER, "not_liable"), OFFICE, ""),
        (standing(BEFORE, "not_liable", starts_on=None), OFFICE, ""),
    ],
)
def test_one_line_of_the_list(how: Standing, reader: Names, said: str) -> None:
    assert in_list(how, reader) == said


def test_what_the_region_has_to_do_and_by_when() -> None:
    how = standing(BEFORE, "free", CALL, STATEMENT)
    assert to_do(how, SURGERY) == [
        "Ni behöver skicka kallelse till SIP, senast torsdag 12 mars.",
        "Ni behöver lämna besked om öppenvårdens insatser.",
    ]
    assert to_do(how, OFFICE)[1] == "Tensta vårdcentral behöver lämna besked om öppenvårdens insatser."


@pytest.mark.parametrize(
    ("how", "reader", "last", "said"),
    [
        (
            standing(BEFORE),
            OFFICE,
            START,
            "Ni stoppar det genom att ta emot personen senast torsdag 12 mars: då debiteras inga dygn.",
        ),
        (
            standing(AFTER, "liable"),
            NOBODY,
            START,
            (
                "Huddinge stoppar det genom att ta emot personen: "
                "inga dygn debiteras från den dag personen går hem."
            ),
        ),
        (standing(BEFORE, "not_liable"), OFFICE, START, ""),
    ],
)
def test_what_the_municipality_can_do(how: Standing, reader: Names, last: date, said: str) -> None:
    assert stopped_by(how, reader, last) == said


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2020, 3, 9), 2),
        (date(2020, 3, 10), 2),
        (date(2020, 3, 11), 1),
        (date(2020, 3, 12), 0),
        (AFTER, 0),
    ],
)
def test_free_days_go_by_without_a_night(day: date, left: int) -> None:
    """Counted on the day of the notice: two days, Tuesday and Wednesday."""
    case = Case(free_days_left=2, starts_on=START, ready_at=datetime(2020, 3, 9, tzinfo=UTC))
    assert free_days_left(case, day) == left
    assert free_days_left(Case(free_days_left=2, starts_on=START), day) is None


def test_everything_that_the_region_can_still_put_right_has_words() -> None:
    assert set(MISSING) == set(STILL_POSSIBLE)
