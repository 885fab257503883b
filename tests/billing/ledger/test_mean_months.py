"""Months that are charged by the mean beside what is charged case by case, on the invoicer's pages."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.ledger.months import read_standing
from billing.liability import NOT_PROPERLY_NOTICED
from billing.presenters.months import MonthRow, municipality_rows
from billing.queries.month_sums import sums_by_month, sums_by_municipality
from billing.rules.corrections import Total
from billing.rules.month_sums import MonthSums, mean_sums
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role
from tests.factories import people
from tests.factories.billing.means import MARCH, charge_by_average, worked_month
from tests.factories.billing.nights import night
from tests.factories.billing.pages import rows, text
from tests.factories.clients import client_as
from tests.factories.monthly_statistics.county import County
from tests.factories.naive.naive_charged import CHARGED

FEBRUARY, APRIL = date(2020, 2, 1), date(2020, 4, 1)
CASES = "SELECT case_ids FROM municipalities_access_log WHERE detail = 'rättelser' ORDER BY at DESC LIMIT 1"
PAGES = (("months",), ("month", "2020-03"), ("month", "2020-04"), ("corrections",))
CHANGED = "Nya uppgifter, villkor eller dygnsbelopp"
REOPENED = "Månaden öppnades igen, så rättelsen togs tillbaka"
FREE = "Personen var inte utskrivningsklar de dygnen"


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


@pytest.fixture
def invoicer(hsf: Assignment) -> Client:
    return client_as(hsf)


@pytest.fixture
def county(admin_connection: psycopg.Connection) -> County:
    charge_by_average()
    return County(admin_connection)


def psychiatric(county: County, ready: str, home: str, payer: str = "0126") -> UUID:
    """Charged by itself: on five free days."""
    (case,) = county.add(1, f"{ready}T09:00:00+01:00", "2020-03-31T10:00:00+02:00", payer=payer)
    admitted = f"{ready[:7]}-02T08:00:00+01:00"
    told = f"{ready[:7]}-02T09:00:00+01:00"
    county.change(case, care_type="psychiatric", admitted_at=admitted, need_assessed_at=admitted)
    county.change(case, admission_notice_sent_at=told, discharged_at=f"{home}T10:00:00+01:00")
    return case


def press(client: Client, name: str, month: str = "2020-03") -> None:
    assert client.post(reverse(f"billing:{name}", args=[month])).status_code == 302


def charged_elsewhere(admin: psycopg.Connection) -> dict[str, Total]:
    """By municipality, as a what-if counts it: February and March with all that was booked of them."""
    improper = sorted(NOT_PROPERLY_NOTICED)
    asked = {"first": FEBRUARY, "last": MARCH, "payers": [], "improper": improper}
    found: dict[str, Total] = {}
    for payer, _, _, *total in admin.execute(CHARGED, asked).fetchall():
        found[payer] = found.get(payer, Total()) + Total(*total)
    names: dict[str, str] = dict(
        admin.execute("SELECT code, name FROM municipalities_municipality").fetchall()
    )
    return {names[payer]: total for payer, total in found.items() if total != Total()}


def charged_on_pages(by: Assignment) -> dict[str, Total]:
    """The closed February and March, and what is booked in April."""
    found: dict[str, Total] = {}
    own = by.role != Role.INVOICER
    with acting(by):
        closed_until = read_standing(own=own).closed_until
        for month in (FEBRUARY, MARCH, APRIL):
            for name, sums in sums_by_municipality(month, closed_until, own=own):
                found[name] = found.get(name, Total()) + sums.together
        months = sums_by_month([APRIL, MARCH, FEBRUARY], closed_until, own=own)
    assert sum(found.values(), Total()) == sum((sums.together for sums in months.values()), Total())
    return {name: total for name, total in found.items() if total != Total()}


def statements(client: Client) -> list[int]:
    found = []
    for page in PAGES:
        with CaptureQueriesContext(connection) as captured:
            rows(client, *page)
        found.append(len(captured))
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("celery_worker_process")
def test_a_month_with_means_and_single_cases_is_closed_corrected_and_opened_again(
    county: County, invoicer: Client, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    *_, longest = worked_month(county)
    alone = psychiatric(county, "2020-03-10", "2020-03-20")
    county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-12T10:00:00+01:00", payer="0136")
    night(date(2020, 4, 2))
    # Two days over the level by the mean, not the seven of single cases; four of the psychiatric one.
    march = [
        ["Haninge", "0 enligt genomsnitt", "0 kr", "", "0 kr"],
        ["Huddinge", "6 varav 2 enligt genomsnitt", "49 200 kr", "", "49 200 kr"],
        ["Summa", "6 varav 2 enligt genomsnitt", "49 200 kr", "", "49 200 kr"],
    ]
    assert rows(invoicer, "months") == [
        ["mars 2020", "Öppen", "6 varav 2 enligt genomsnitt", "49 200 kr", "", ""]
    ]
    assert rows(invoicer, "month", "2020-03") == march
    press(invoicer, "month-close")
    assert rows(invoicer, "month", "2020-03") == march
    closed = {"Huddinge": Total(6, 49200)}
    assert charged_on_pages(hsf) == charged_elsewhere(admin_connection) == closed

    county.change(longest, discharged_at="2020-03-21T14:00:00+01:00")
    county.change(alone, discharged_at="2020-03-18T10:00:00+01:00")
    psychiatric(county, "2020-02-10", "2020-02-20", payer="0182")
    night(date(2020, 4, 4))
    assert [row[:5] for row in rows(invoicer, "months")] == [
        ["april 2020", "Öppen", "0", "0 kr", "+5 dygn, +41 000 kr"],
        ["mars 2020", "Stängd", "6 varav 2 enligt genomsnitt", "49 200 kr", ""],
        ["februari 2020", "Stängd", "0", "0 kr", ""],
    ]
    assert rows(invoicer, "month", "2020-03") == march
    assert rows(invoicer, "month", "2020-04") == [
        ["Huddinge", "0", "0 kr", "+1 dygn, +8 200 kr", "8 200 kr"],
        ["Nacka", "0", "0 kr", "+4 dygn, +32 800 kr", "32 800 kr"],
        ["Summa", "0", "0 kr", "+5 dygn, +41 000 kr", "41 000 kr"],
    ]
    mean, case, late = rows(invoicer, "corrections")
    assert mean[:7] == [
        *("Genomsnitt nu: ärenden 10, utskrivningsklara dagar 25", "Huddinge", "Somatisk vård", "mars 2020"),
        *("+3", "+24 600 kr", CHANGED),
    ]
    assert case[1:7] == ["Huddinge", "Psykiatrisk vård", "mars 2020", "−2", "−16 400 kr", FREE]
    assert (late[1], late[3], late[4]) == ("Nacka", "februari 2020", "+4")
    (logged,) = admin_connection.execute(CASES).fetchone() or ([],)
    assert len(logged) == 2
    assert alone in logged
    corrected = {"Huddinge": Total(7, 57400), "Nacka": Total(4, 32800)}
    assert charged_on_pages(hsf) == charged_elsewhere(admin_connection) == corrected

    press(invoicer, "month-reopen")
    assert [(row[1], row[4], row[6]) for row in rows(invoicer, "corrections") if "Genomsnitt" in row[0]] == [
        ("Huddinge", "+3", CHANGED),
        ("Huddinge", "−3", REOPENED),
    ]
    assert rows(invoicer, "month", "2020-03")[1][1:3] == ["7 varav 5 enligt genomsnitt", "57 400 kr"]
    # Nothing was kept of February, so it opened with March, and its correction was taken back.
    assert rows(invoicer, "month", "2020-04")[-1][3] == "0 dygn, 0 kr"
    press(invoicer, "month-close", "2020-02")
    press(invoicer, "month-close")
    night(date(2020, 4, 6))
    assert rows(invoicer, "month", "2020-02")[0][:3] == ["Nacka", "4", "32 800 kr"]
    assert charged_on_pages(hsf) == charged_elsewhere(admin_connection) == corrected


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("celery_worker_process")
def test_as_many_statements_for_one_municipality_s_mean_as_for_many(county: County, invoicer: Client) -> None:
    *_, longest = worked_month(county)
    night(date(2020, 4, 2))
    press(invoicer, "month-close")
    county.change(longest, discharged_at="2020-03-21T14:00:00+01:00")
    night(date(2020, 5, 2))
    counted = statements(invoicer)
    for payer in ("0136", "0160", "0182", "0184"):
        worked_month(county, payer)
        psychiatric(county, "2020-03-10", "2020-03-20", payer)
        county.add(2, "2020-04-10T09:00:00+02:00", "2020-04-20T10:00:00+02:00", payer=payer)
    night(date(2020, 5, 2))
    assert statements(invoicer) == counted
    assert len(rows(invoicer, "corrections")) == 1 + 4 + 4
    april = rows(invoicer, "month", "2020-04")
    assert april[-1][1] == "64 enligt genomsnitt", "two stays of ten days over a level of two, four times"


def said(*parts: MonthSums) -> list[tuple[str, ...]]:
    found: list[MonthRow] = municipality_rows([(str(number), part) for number, part in enumerate(parts)])
    return [tuple(text(word) for word in (row.mean_note, row.amount, row.together)) for row in found]


def test_what_is_charged_by_the_mean_is_said_beside_the_days() -> None:
    one_by_one = MonthSums(Total(12, 98400), rate_statuses=frozenset(["verified"]))
    mean = mean_sums(Total(3, 24600), "verified")
    assert said(one_by_one, mean) == [
        ("", "98 400 kr", "98 400 kr"),
        ("enligt genomsnitt", "24 600 kr", "24 600 kr"),
        ("varav 3 enligt genomsnitt", "123 000 kr", "123 000 kr"),
    ]
    assert municipality_rows([]) == []


def test_a_mean_without_a_rate_has_no_amount_unless_it_charges_nothing() -> None:
    missing = "Dygnsbelopp saknas"
    assert said(mean_sums(Total(2, 0, 2), "")) == [("enligt genomsnitt", missing, missing)] * 2
    assert said(mean_sums(Total(), "")) == [("enligt genomsnitt", "0 kr", "0 kr")] * 2


def test_a_rate_that_arrives_as_a_correction_makes_the_sum_whole() -> None:
    late_rate = MonthSums(mean_sums(Total(2, 0, 2), "").charged, corrections=1, booked=Total(0, 16400, -2))
    assert said(late_rate)[0][1:] == ("Dygnsbelopp saknas", "16 400 kr")
