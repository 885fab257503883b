"""The average model on real nights: which cases a month's mean is of, and what the ledger keeps of it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import psycopg
import pytest

from billing.actions import reopen_month
from billing.ledger.averages import average_sums
from billing.liability import AverageSums
from billing.models import DailyRate, Terms
from billing.rules.averages import AverageLine
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.billing.means import IN_APRIL, MARCH, charge_by_average, close, worked_month
from tests.factories.billing.nights import night
from tests.factories.database import seen
from tests.factories.monthly_statistics.county import County

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

LATE = "2020-03-12T08:00:00+01:00"

KEPT = """SELECT cases, ready_days, individual_days, free_days, settlement, days, rate
          FROM billing_ledger_average WHERE payer_id = '0126' AND care_type = 'somatic' ORDER BY closing"""
BOOKED = """SELECT days, kronor, reason, to_char(booked_in, 'YYYY-MM'), found_on
            FROM billing_average_correction WHERE payer_id = '0126' AND care_type = 'somatic' ORDER BY id"""
KEPT_DAYS = "SELECT payer_id, care_type, count(*) FROM billing_ledger_day GROUP BY 1, 2 ORDER BY 1, 2"
CASE_CORRECTIONS = "SELECT count(*) FROM billing_liability_correction"


@pytest.fixture
def county(admin_connection: psycopg.Connection) -> County:
    return County(admin_connection)


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


def march(by: Assignment) -> dict[AverageLine, AverageSums]:
    with acting(by):
        return average_sums(MARCH)


def notice(sent_at: str, withdrawn_at: str | None = None) -> dict[str, str | None]:
    return {"sent_at": sent_at, "withdrawn_at": withdrawn_at, "message": str(uuid4())}


def test_the_worked_month(county: County, hsf: Assignment) -> None:
    """Individually charged are the days from the fourth on: two of the fifth stay, five of the eighth."""
    worked_month(county)
    night(date(2020, 4, 2))
    assert march(hsf) == {AverageLine("0126", "somatic", MARCH): AverageSums(10, 22, 7)}


def test_which_cases_a_month_s_mean_is_of(county: County, hsf: Assignment) -> None:
    ready, home = "2020-03-10T15:00:00+01:00", "2020-03-14T10:00:00+01:00"
    (twice,) = county.add(1, ready, home)
    withdrawn = notice("2020-03-01T09:00:00+01:00", "2020-03-04T09:00:00+01:00")
    county.change(twice, ready=[withdrawn, notice(ready)], admitted_at="2020-02-28T08:00:00+01:00")
    county.change(
        twice,
        admission_notice_sent_at="2020-02-28T09:00:00+01:00",
        need_assessed_at="2020-02-28T08:30:00+01:00",
    )
    (dead,) = county.add(1, ready, home, payer="0136")
    county.change(dead, discharged_at=None, deceased_at=home)
    county.add(1, "2020-03-30T09:00:00+02:00", "2020-04-01T10:00:00+02:00", payer="0136")
    county.add(1, ready, payer="0136")
    for facts in ({"admission_notice_sent_at": None}, {"admission_notice_sent_at": LATE}):
        (improper,) = county.add(1, ready, home, payer="0182")
        county.change(improper, **facts)
    (other_care,) = county.add(1, ready, home)
    county.change(other_care, care_type="psychiatric")
    (without_sip,) = county.add(1, ready, home, payer="0160")
    county.change(without_sip, sip_needed=True)
    night(date(2020, 4, 2))
    assert march(hsf) == {
        AverageLine("0126", "somatic", MARCH): AverageSums(1, 3 + 4, 0),
        AverageLine("0126", "psychiatric", MARCH): AverageSums(1, 4, 0),
        AverageLine("0136", "somatic", MARCH): AverageSums(1, 4, 0),
        AverageLine("0160", "somatic", MARCH): AverageSums(1, 4, 0),
    }


def test_a_month_under_the_average_model_keeps_its_mean_and_no_individual_day(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    worked_month(county)
    (psychiatric,) = county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-20T10:00:00+01:00")
    county.change(psychiatric, care_type="psychiatric")
    charge_by_average()
    night(date(2020, 4, 2))
    close(hsf)
    assert admin_connection.execute(KEPT).fetchall() == [(10, 22, 7, 2, "excess", 2, 8200)]
    assert admin_connection.execute(KEPT_DAYS).fetchall() == [("0126", "psychiatric", 4)]
    lines = admin_connection.execute(
        "SELECT count(*), count(DISTINCT payer_id), sum(days) FROM billing_ledger_average"
    ).fetchone()
    assert lines == (26, 26, 2), "a month without cases has its row, so that later ones are corrections"


def test_later_changes_of_a_mean_are_corrections_and_go_back_again(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    *_, longest = worked_month(county)
    charge_by_average()
    night(date(2020, 4, 2))
    close(hsf)
    county.change(longest, discharged_at="2020-03-21T14:00:00+01:00")
    night(date(2020, 4, 4))
    night(date(2020, 4, 4))
    booked = [(3, 24600, "changed", "2020-04", date(2020, 4, 4))]
    assert admin_connection.execute(BOOKED).fetchall() == booked
    # Gone from the month: nine cases with fourteen days.
    county.change(longest, discharged_at="2020-04-01T14:00:00+02:00")
    night(date(2020, 4, 5))
    booked.append((-5, -41000, "changed", "2020-04", date(2020, 4, 5)))
    assert admin_connection.execute(BOOKED).fetchall() == booked
    with acting(hsf):
        reopen_month(by=hsf, month=MARCH, now=IN_APRIL)
    booked.append((2, 16400, "month_reopened", "2020-04", date(2020, 4, 3)))
    assert admin_connection.execute(BOOKED).fetchall() == booked
    close(hsf)
    night(date(2020, 4, 6))
    assert admin_connection.execute(BOOKED).fetchall() == booked
    assert [row[5] for row in admin_connection.execute(KEPT).fetchall()] == [2, 0]
    assert admin_connection.execute(CASE_CORRECTIONS).fetchone() == (0,)


def test_new_terms_and_rates_correct_a_mean_and_a_closed_month_keeps_its_model(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    worked_month(county)
    charge_by_average()
    night(date(2020, 4, 2))
    close(hsf)
    charge_by_average("individual_when_exceeded")
    night(date(2020, 4, 4))
    DailyRate.objects.filter(year=2020).update(kronor=8300)
    night(date(2020, 4, 5))
    Terms.objects.filter(model="average").update(model="individual", settlement="")
    night(date(2020, 4, 6))
    assert [row[:2] for row in admin_connection.execute(BOOKED).fetchall()] == [
        (5, 41000),
        (0, 7 * 100),
        (-5, -5 * 8300),
    ]
    assert admin_connection.execute(CASE_CORRECTIONS).fetchone() == (0,)


def test_a_mean_without_a_rate_has_days_and_no_kronor(
    county: County,
    hsf: Assignment,
    admin_connection: psycopg.Connection,
    owner_connection: psycopg.Connection,
) -> None:
    owner_connection.execute("DELETE FROM billing_daily_rate WHERE year = 2020")
    worked_month(county)
    charge_by_average()
    night(date(2020, 4, 2))
    close(hsf)
    assert admin_connection.execute(KEPT).fetchall()[0][5:] == (2, None)
    DailyRate.objects.create(year=2020, kronor=8200, source="test", status="verified")
    night(date(2020, 4, 4))
    found = admin_connection.execute("SELECT days, kronor, days_without_rate FROM billing_average_correction")
    assert found.fetchall() == [(0, 16400, -2)]


@pytest.mark.parametrize("table", ["billing_ledger_average", "billing_average_correction"])
def test_the_ledger_of_means_never_changes_and_is_the_invoicer_s_alone(
    county: County, hsf: Assignment, owner_connection: psycopg.Connection, table: str
) -> None:
    *_, longest = worked_month(county)
    charge_by_average()
    night(date(2020, 4, 2))
    close(hsf)
    county.change(longest, discharged_at="2020-03-21T14:00:00+01:00")
    night(date(2020, 4, 4))
    for statement in ("UPDATE {} SET days = 0", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(statement.format(table))
    for account, sees in (("hsf", True), ("storsthlm", False), ("huddinge", False), ("somatik", False)):
        assert bool(seen(f"SELECT id FROM {table}", people.assignment(account))) is sees
