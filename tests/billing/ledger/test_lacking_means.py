"""A mean that charges without a checked rate stands on HSF's list with its reason, and never as 0 kr."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.models import DailyRate, Terms
from tests.factories import people
from tests.factories.billing.means import charge_by_average, close, worked_month
from tests.factories.billing.nights import night
from tests.factories.billing.pages import SettingsPage, rows, words
from tests.factories.clients import client_as
from tests.factories.monthly_statistics.county import County

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

SOMATIC, MARCH = "Somatisk vård", "mars 2020"
APRIL = date(2020, 4, 2)
MISSING = "Dygnsbelopp saknas 2020 har inget dygnsbelopp"
UNREAD = "Okontrollerat dygnsbelopp Ingen har läst dygnsbeloppet för 2020 i dess källa"
NEW = {"kronor": "8200", "source": "HSLF-FS 2019:99", "status": "verified"}


@pytest.fixture
def invoicer() -> Client:
    return client_as(people.assignment("hsf"))


@pytest.fixture
def county(admin_connection: psycopg.Connection) -> County:
    """Huddinge's mean is over the level, Haninge's is not; one psychiatric stay is charged by itself."""
    charge_by_average()
    county = County(admin_connection)
    worked_month(county)
    county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-12T10:00:00+01:00", payer="0136")
    (alone,) = county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-20T10:00:00+01:00")
    county.change(alone, care_type="psychiatric")
    return county


def without_rate(admin: psycopg.Connection) -> None:
    admin.execute("DELETE FROM billing_daily_rate WHERE year = 2020")


@pytest.mark.usefixtures("county")
def test_a_mean_without_a_rate_is_listed_and_its_single_days_are_not(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    without_rate(admin_connection)
    night(APRIL)
    mean, alone = rows(invoicer, "unbillable")
    assert mean[:6] == ["Huddinge", SOMATIC, MARCH, "2", "Okänt", MISSING]
    assert mean[6].endswith("Nytt dygnsbelopp")
    assert alone[1:7] == ["Huddinge", "Psykiatrisk vård", MARCH, "4", "Okänt", MISSING]
    assert "2 Dygnsbelopp saknas" in words(invoicer, "unbillable")
    assert rows(invoicer, "unbillable", skal="rate_unverified") == []
    assert rows(invoicer, "month", "2020-03")[-1][2] == "Dygnsbelopp saknas"
    SettingsPage(invoicer, "rate-new", query="?ar=2020").change(**NEW)
    night(APRIL)
    assert "Inget hindrar fakturering" in words(invoicer, "unbillable")


@pytest.mark.usefixtures("county")
def test_a_rate_that_nobody_has_read_is_said_of_the_mean_with_its_kronor(invoicer: Client) -> None:
    DailyRate.objects.filter(year=2020).update(status="unverified")
    night(APRIL)
    mean, alone = rows(invoicer, "unbillable", skal="rate_unverified")
    assert mean[:6] == ["Huddinge", SOMATIC, MARCH, "2", "16 400 kr", UNREAD]
    assert alone[2] == "Psykiatrisk vård"


@pytest.mark.usefixtures("county")
def test_a_month_that_was_closed_by_the_mean_keeps_it_when_terms_change(
    invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    without_rate(admin_connection)
    night(APRIL)
    close(people.assignment("hsf"))
    somatic = Terms.objects.filter(agreement__scope="county", care_type="somatic")
    somatic.update(model="individual", settlement="")
    night(APRIL)
    assert [row[1] if row[0] == "Huddinge" else row[2] for row in rows(invoicer, "unbillable")] == [
        SOMATIC,
        "Psykiatrisk vård",
    ]


def test_as_many_statements_for_many_means_as_for_one(
    county: County, invoicer: Client, admin_connection: psycopg.Connection
) -> None:
    without_rate(admin_connection)
    night(APRIL)
    rows(invoicer, "unbillable")  # the process reads the rules once
    with CaptureQueriesContext(connection) as one:
        assert len(rows(invoicer, "unbillable")) == 2
    for payer in ("0160", "0182", "0184"):
        worked_month(county, payer)
    night(APRIL)
    with CaptureQueriesContext(connection) as many:
        assert len(rows(invoicer, "unbillable")) == 5
    assert len(many) == len(one)
