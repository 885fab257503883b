"""The sentences about what comes of the free days, told to each reader. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from billing.liability import STILL_POSSIBLE
from discharge.models import Case
from discharge.presenters.liability import (
    STILL_POSSIBLE_WORDS,
    Names,
    in_list,
    liability_sentence,
    stopped_by,
    to_do,
)
from discharge.process.outlook import LiabilityOutlook, Outlook

START = date(2020, 3, 12)
BEFORE, AFTER = date(2020, 3, 10), date(2020, 3, 14)
NOBODY = Names("Huddinge", "Tensta vårdcentral")
OFFICE = Names("Huddinge", "Tensta vårdcentral", reader_pays=True)
SURGERY = Names("Huddinge", "Tensta vårdcentral", reader_is_outpatient=True)
CALL, STATEMENT = "sip_call_pending", "outpatient_care_unknown"


def standing(
    *missing: str, outlook: Outlook | None = None, starts_on: date | None = START
) -> LiabilityOutlook:
    """As judged before the start: it comes, or comes if what is missing does."""
    outlook = outlook or (Outlook.PENDING if missing else Outlook.WILL_START)
    return LiabilityOutlook(outlook, starts_on, missing, date(2020, 3, 12) if CALL in missing else None)


BARRED = standing(outlook=Outlook.BARRED)
NO_TERMS = standing(outlook=Outlook.BARRED, starts_on=None)


@pytest.mark.parametrize(
    ("how", "today", "said"),
    [
        (standing(), BEFORE, "Betalningsansvar inträder torsdag 12 mars om inget händer."),
        (
            standing(CALL),
            BEFORE,
            "Betalningsansvar inträder torsdag 12 mars bara om det som saknas kommer på plats.",
        ),
        (standing(), AFTER, "Betalningsansvar sedan torsdag 12 mars."),
        (
            standing(STATEMENT),
            AFTER,
            "Fristdagarna är slut sedan torsdag 12 mars, men något saknas för betalningsansvar.",
        ),
        (BARRED, BEFORE, "Betalningsansvar inträder inte: skälet."),
        (NO_TERMS, BEFORE, "Betalningsansvar inträder inte: skälet."),
    ],
)
def test_what_comes(how: LiabilityOutlook, today: date, said: str) -> None:
    assert liability_sentence(how, lambda: "skälet", today) == said


@pytest.mark.parametrize(
    ("how", "today", "reader", "said"),
    [
        (standing(), BEFORE, NOBODY, "Huddinges betalningsansvar från 12 mars om personen är kvar"),
        (standing(), BEFORE, OFFICE, "Ni betalar från 12 mars om personen är kvar"),
        (standing(), AFTER, NOBODY, "Huddinges betalningsansvar sedan 12 mars"),
        (
            standing(CALL),
            BEFORE,
            NOBODY,
            "Huddinges betalningsansvar 12 mars, om öppenvården kallar till SIP",
        ),
        (
            standing(CALL, STATEMENT),
            BEFORE,
            SURGERY,
            "Huddinges betalningsansvar 12 mars, om ni kallar till SIP och lämnar besked",
        ),
        (
            standing(STATEMENT),
            AFTER,
            OFFICE,
            "Inget betalningsansvar utan besked om öppenvård",
        ),
        (standing(CALL), BEFORE, OFFICE, "Ni betalar 12 mars, om öppenvården kallar till SIP"),
        (standing(CALL), AFTER, NOBODY, "Betalningsansvar inträder inte"),
        (BARRED, BEFORE, NOBODY, "Betalningsansvar inträder inte"),
        (BARRED, AFTER, OFFICE, "Betalningsansvar inträder inte"),
        (NO_TERMS, BEFORE, OFFICE, "Betalningsansvar inträder inte"),
        (LiabilityOutlook(), BEFORE, OFFICE, ""),
    ],
)
def test_one_line_of_the_list(how: LiabilityOutlook, today: date, reader: Names, said: str) -> None:
    assert in_list(how, reader, today) == said


def test_what_the_region_has_to_do_and_by_when() -> None:
    how = standing(CALL, STATEMENT)
    assert to_do(how, SURGERY, BEFORE) == [
        "Ni behöver skicka kallelse till SIP, senast torsdag 12 mars.",
        "Ni behöver lämna besked om öppenvårdens insatser.",
    ]
    assert (
        to_do(how, OFFICE, BEFORE)[1] == "Tensta vårdcentral behöver lämna besked om öppenvårdens insatser."
    )


@pytest.mark.parametrize(
    ("how", "today", "reader", "last", "said"),
    [
        (
            standing(),
            BEFORE,
            OFFICE,
            START,
            "Ni stoppar det genom att ta emot personen senast torsdag 12 mars: då debiteras inga dygn.",
        ),
        (
            standing(),
            AFTER,
            NOBODY,
            START,
            (
                "Huddinge stoppar det genom att ta emot personen: "
                "inga dygn debiteras från den dag personen går hem."
            ),
        ),
        (BARRED, BEFORE, OFFICE, START, ""),
    ],
)
def test_what_the_municipality_can_do(
    how: LiabilityOutlook, today: date, reader: Names, last: date, said: str
) -> None:
    assert stopped_by(how, reader, last, today) == said


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
    assert case.free_days_on(day) == left
    assert Case(free_days_left=2, starts_on=START).free_days_on(day) is None


def test_everything_that_the_region_can_still_put_right_has_words() -> None:
    assert set(STILL_POSSIBLE_WORDS) == set(STILL_POSSIBLE)
