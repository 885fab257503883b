"""The sums of months: what they keep, what keeps them, and what the pages that read them cost."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.ledger.month_lines import BOOKED, DAY, KEPT, NEWEST, Source, add_sums, find_sums, lines, totals
from billing.rules.corrections import Total
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.billing.many_months import fill_months
from tests.factories.billing.month_lines import OWN, stay_with_lines
from tests.factories.clients import client_as
from tests.factories.plans import rows_read, scans
from tests.processes import manage
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True)]

MARCH, APRIL = date(2020, 3, 1), date(2020, 4, 1)
#: What pages about months must not read: lines, days and periods.
LINES = (
    *("billing_liability_day", "billing_liability_period", "billing_liability_result", "billing_ledger_day"),
    *("billing_ledger_average", "billing_liability_correction", "billing_average_correction"),
)
CORRECTION = """
INSERT INTO billing_average_correction
    (id, payer_id, care_type, month, booked_in, days, kronor, days_without_rate, reason, found_on)
VALUES (gen_random_uuid(), '0126', 'somatic', '2020-03-01', '2020-04-01', 2, 16400, 0, 'changed',
        '2020-04-05')
"""
SUM = "SELECT lines, days FROM billing_month_sum WHERE payer_id IS NULL"
#: Days that no municipality pays for; and means of no cases, of no days and without a rate.
UNUSUAL = """
INSERT INTO billing_liability_period
    (id, case_id, number, message, sent_at, care_type, day_zero, ended_by, ready_days, reasons)
    SELECT 1, case_id, 2, message, sent_at, care_type, day_zero, '', 1, '{}'
    FROM billing_liability_period WHERE payer_id = '0126';
INSERT INTO billing_liability_day
    (case_id, period_id, date, state, ready, free_day, reasons, rate, rate_status)
    SELECT case_id, 1, '2020-03-20', 'charged', true, 0, '{}', 8200, 'verified'
    FROM billing_liability_period WHERE id = 1;
INSERT INTO billing_ledger_average
    (billing_month_id, closing, payer_id, care_type, settlement, free_days, cases, ready_days,
     individual_days, days, rate, rate_status)
    SELECT 126, 2, '0126', care_type, 'excess', 5, cases, 21, 6, days, rate, rate_status
    FROM (VALUES ('somatic', 0, 0, NULL, ''), ('addiction', 2, 0, 8200, 'assumed'),
                 ('child_psychiatric', 2, 4, NULL, '')) AS kept (care_type, cases, days, rate, rate_status)
"""


def test_sums_are_what_the_lines_come_to(admin_connection: psycopg.Connection) -> None:
    stay_with_lines(admin_connection)
    columns = ("source", "payer", "care_type", "month", "by_mean", "rate_status")
    with acting(people.assignment("hsf")):
        assert add_sums(find_sums(*Source), *columns) == totals(lines(*Source), *columns)
        assert add_sums(find_sums(*Source), *columns) != {}
        # A free day and a charged one; none is billed for being there.
        assert find_sums(DAY, payers=[OWN]).get().lines == 2
        assert add_sums(find_sums(DAY), "billed_in") == {(MARCH,): Total()}
        booked = add_sums(find_sums(BOOKED, billed_in=[APRIL]), "payer")
        assert booked == add_sums(find_sums(BOOKED, months=[MARCH]), "payer") != {}
        assert not find_sums(KEPT, NEWEST, billed_in=[APRIL]).exists()
        assert not find_sums(NEWEST, billed_in=[]).exists()


def test_the_command_says_where_sums_differ_and_makes_them_anew(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    stay_with_lines(admin_connection)
    checked = manage(servers.urls, "month_sums", "--check")
    assert (checked.stdout, checked.stderr) == ("0 med skillnader.\n", "")
    admin_connection.execute(
        "UPDATE billing_month_sum SET kronor = kronor + 1 WHERE source = 'newest' AND payer_id = '0136'"
    )
    admin_connection.execute("DELETE FROM billing_month_sum WHERE source = 'booked' AND payer_id = '0126'")
    checked = manage(servers.urls, "month_sums", "--check")
    assert (checked.returncode, checked.stdout) == (1, "0126 2020-04\n0136 2020-03\n")
    assert "Gör om dem med month_sums." in checked.stderr
    assert manage(servers.urls, "month_sums").stdout == "0126 2020-04\n0136 2020-03\n2 med skillnader.\n"
    assert manage(servers.urls, "month_sums", "--check").stdout == "0 med skillnader.\n"


def test_triggers_lines_and_an_upgrade_say_the_same(admin_connection: psycopg.Connection) -> None:
    stay_with_lines(admin_connection)
    # Told by triggers, one statement after the other.
    admin_connection.execute(UNUSUAL)
    admin_connection.execute("SELECT billing_pack_month_sums()")
    told = all_sums(admin_connection)
    assert {row[:2] for row in told} > {("kept", True), ("newest", False), ("booked", True), ("day", False)}
    admin_connection.execute("SELECT billing_remake_month_sums()")
    assert all_sums(admin_connection) == told
    admin_connection.execute("DELETE FROM billing_month_sum")
    admin_connection.execute(import_module("billing.migrations.0004_month_sums").FILL)
    assert all_sums(admin_connection) == told


def all_sums(admin: psycopg.Connection) -> list[tuple[object, ...]]:
    key = "source, by_mean, payer_id, care_type, month, billed_in, rate_status"
    numbers = "lines, cases, days, kronor, days_without_rate"
    asked = f"SELECT {key}, {numbers} FROM billing_month_sum ORDER BY {key}"
    return admin.execute(asked.encode()).fetchall()


def test_two_who_write_lines_of_a_month_do_not_wait_for_each_other(servers: TestServers) -> None:
    """And what one of them has not committed is not packed away."""
    with connect(servers.urls.worker) as one, connect(servers.urls.worker) as other, one.transaction():
        one.execute(CORRECTION)
        with other.transaction():
            other.execute("SET LOCAL lock_timeout = '1s'")
            other.execute(CORRECTION)
            other.execute("SELECT billing_pack_month_sums()")
        assert other.execute(SUM).fetchall() == [(1, 2)]
    with connect(servers.urls.worker) as worker:
        worker.execute("SELECT billing_pack_month_sums()")
        assert worker.execute(SUM).fetchall() == [(2, 4)]


def test_nobody_of_the_site_writes_sums(admin_connection: psycopg.Connection) -> None:
    asked = "SELECT has_table_privilege(%s, 'billing_month_sum', 'INSERT, UPDATE, DELETE, TRUNCATE')"
    for role in ("vardovergang_app", "vardovergang_worker"):
        assert admin_connection.execute(asked, [role]).fetchone() == (False,)


# --- what pages read ------------------------------------------------------------------------------


def read(client: Client, name: str, *arguments: str, **query: str) -> tuple[CaptureQueriesContext, int]:
    """The statements of a page that is asked for again, and how many rows its tables show."""
    client.get(reverse(f"billing:{name}", args=arguments), query)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse(f"billing:{name}", args=arguments), query)
    assert response.status_code == 200
    asked = [query["sql"] for query in queries.captured_queries if "billing_" in query["sql"]]
    assert len(asked) == len(set(asked)), "a statement twice"
    assert len(asked) <= 7
    return queries, response.content.decode().count("<tr") - 1


@pytest.mark.parametrize("username", ["hsf", "ekonom"])
def test_pages_about_months_read_sums_alone_and_few_of_them(
    username: str, admin_connection: psycopg.Connection
) -> None:
    fill_months(admin_connection)
    by = people.assignment(username)
    client = client_as(by)
    for name, *arguments in (("months",), ("month", "2019-06"), ("month", "2020-03")):
        queries, shown = read(client, name, *arguments)
        with acting(by):
            assert rows_read(queries, *LINES) == 0
            assert "Seq Scan" not in scans(queries, "billing_month_sum")
            assert 0 < rows_read(queries, "billing_month_sum") <= 10 * shown
