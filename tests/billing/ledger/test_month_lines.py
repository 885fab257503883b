"""The one reader of months: which lines it finds, what they come to, and what it costs to leave some out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from billing.ledger.month_lines import BOOKED, KEPT, NEWEST, Source, lines, totals
from billing.rules.corrections import Total
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.billing.month_lines import OTHER, OWN, stay_with_lines
from tests.factories.stays import Stay

MARCH, APRIL = date(2020, 3, 1), date(2020, 4, 1)
NEWEST_DAY = Total(1, 8200)
KEPT_CASE, KEPT_MEAN = Total(1, 0, 1), Total(6, 49200)
BOOKED_CASE, BOOKED_MEAN = Total(-1, -8200), Total(2, 16400)
TABLES = ("billing_liability_day", "billing_ledger_day", "billing_liability_correction")

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stay(admin_connection: psycopg.Connection) -> Iterator[Stay]:
    found = stay_with_lines(admin_connection)
    with acting(people.assignment("hsf")):
        yield found


def test_lines_are_found_by_source_month_payer_booking_and_case(stay: Stay) -> None:
    both = {(OWN,): NEWEST_DAY, (OTHER,): NEWEST_DAY}
    assert totals(lines(NEWEST, months=[MARCH]), "payer") == both
    assert totals(lines(NEWEST, months=[MARCH], payers=[OWN]), "payer") == {(OWN,): NEWEST_DAY}
    assert totals(lines(NEWEST, months=[APRIL]), "payer") == {}
    assert totals(lines(NEWEST, months=[]), "payer") == {}
    assert totals(lines(KEPT, months=[MARCH, APRIL], payers=[OWN]), "month", "by_mean") == {
        (MARCH, False): KEPT_CASE,
        (MARCH, True): KEPT_MEAN,
    }
    booked = {(False,): BOOKED_CASE, (True,): BOOKED_MEAN}
    assert totals(lines(BOOKED, booked_in=[APRIL], payers=[OWN]), "by_mean") == booked
    assert totals(lines(BOOKED, months=[MARCH], payers=[OWN]), "by_mean") == booked
    assert totals(lines(BOOKED, booked_in=[MARCH]), "by_mean") == {}
    assert totals(lines(*Source, cases=[stay.case.pk]), "case", "source") == {
        (stay.case.pk, NEWEST): NEWEST_DAY,
        (stay.case.pk, KEPT): KEPT_CASE,
        (stay.case.pk, BOOKED): BOOKED_CASE,
    }


def test_sources_are_added_together(stay: Stay) -> None:
    billed = lines(KEPT, BOOKED, months=[MARCH], payers=[OWN])
    assert totals(billed, "payer") == {(OWN,): KEPT_CASE + KEPT_MEAN + BOOKED_CASE + BOOKED_MEAN}


@pytest.mark.parametrize(
    ("source", "table"),
    list(zip((NEWEST, KEPT, BOOKED), TABLES, strict=True)),
)
def test_what_is_not_asked_for_is_not_looked_at(stay: Stay, source: Source, table: str) -> None:
    plan = lines(source, months=[MARCH]).values("days").explain()
    assert [each for each in TABLES if f"{each} " in plan] == [table]
