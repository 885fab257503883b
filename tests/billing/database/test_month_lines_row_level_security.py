"""Who reads what months come to, line by line, asked in SQL of the view as each role."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from municipalities.models import Assignment, Role
from tests.factories import people
from tests.factories.billing.nights import ready_stay
from tests.factories.roles import give
from tests.factories.stays import Stay
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True)]

OWN, OTHER = "0126", "0136"
#: A newest day, a kept one, a kept mean, a correction of a case and one of a mean. No lines are beside them:
#: a free day, days and means of an earlier closing, and of a month that is open again.
ROWS = """
INSERT INTO billing_liability_result
    (case_id, as_of, reference, care_type, reasons, ready_days, charged_days, facts_digest, messages, rates)
    VALUES (%(case)s, '2020-04-02', %(payer)s, 'somatic', '{}', 2, 1, '', '{}', '[]');
INSERT INTO billing_liability_period
    (id, case_id, number, message, sent_at, payer_id, care_type, day_zero, ended_by, ready_days, reasons)
    VALUES (%(number)s, %(case)s, 1, %(case)s, '2020-03-10', %(payer)s, 'somatic',
            '2020-03-10', '', 2, '{}');
INSERT INTO billing_liability_day
    (case_id, period_id, date, state, ready, free_day, reasons, rate, rate_status)
    VALUES (%(case)s, %(number)s, '2020-03-11', 'free', true, 1, '{}', NULL, ''),
           (%(case)s, %(number)s, '2020-03-13', 'charged', true, 0, '{}', 8200, 'verified');
INSERT INTO billing_month (id, payer, month, state, closing, closed_at, closed_by_id)
    VALUES (%(number)s, %(payer)s, '2020-03-01', 'closed', 2, now(), %(case)s),
           (%(number)s + 1, %(payer)s, '2020-04-01', 'open', 1, NULL, NULL);
INSERT INTO billing_ledger_day
    (billing_month_id, closing, case_id, reference, payer_id, care_type, date, rate, rate_status)
    SELECT month, closing, %(case)s, '', %(payer)s, 'somatic', day::date, NULL, ''
    FROM (VALUES (%(number)s, 2, '2020-03-12'), (%(number)s, 1, '2020-03-13'),
                 (%(number)s + 1, 1, '2020-04-01')) AS kept (month, closing, day);
INSERT INTO billing_ledger_average
    (billing_month_id, closing, payer_id, care_type, settlement, free_days, cases, ready_days,
     individual_days, days, rate, rate_status)
    SELECT month, closing, %(payer)s, 'psychiatric', 'excess', 5, 3, 21, 6, 6, 8200, 'verified'
    FROM (VALUES (%(number)s, 2), (%(number)s, 1), (%(number)s + 1, 1)) AS kept (month, closing);
INSERT INTO billing_liability_correction
    (id, case_id, reference, payer_id, care_type, month, booked_in,
     days, kronor, days_without_rate, reasons, found_on)
    VALUES (gen_random_uuid(), %(case)s, '', %(payer)s, 'somatic', '2020-03-01', '2020-04-01',
            -1, -8200, 0, '{}', '2020-04-05');
INSERT INTO billing_average_correction
    (id, payer_id, care_type, month, booked_in, days, kronor, days_without_rate, reason, found_on)
    VALUES (gen_random_uuid(), %(payer)s, 'psychiatric', '2020-03-01', '2020-04-01',
            2, 16400, 0, 'changed', '2020-04-05')
"""
SEEN = """
SELECT payer_id, source, by_mean, month::text, booked_in::text, days, kronor, days_without_rate
FROM billing_month_line ORDER BY 1, 2, 3
"""
#: Of one payer: of its case, and of its mean.
OF_CASE = [
    ("booked", False, "2020-03-01", "2020-04-01", -1, -8200, 0),
    ("kept", False, "2020-03-01", None, 1, 0, 1),
    ("newest", False, "2020-03-01", None, 1, 8200, 0),
]
OF_MEAN = [
    ("booked", True, "2020-03-01", "2020-04-01", 2, 16400, 0),
    ("kept", True, "2020-03-01", None, 6, 49200, 0),
]
READERS = {Role.INVOICER, Role.MUNICIPAL_ECONOMIST}


@pytest.fixture
def stay(admin_connection: psycopg.Connection) -> Stay:
    """A case with a line of each kind that Huddinge pays, and one of Haninge's. Nobody there takes part."""
    own, other = ready_stay("Nacka", "0182"), ready_stay("Solna", "0184")
    for payer, case in ((OWN, own.case.pk), (OTHER, other.case.pk)):
        with admin_connection.transaction():
            admin_connection.execute("SET LOCAL session_replication_role = replica")
            for statement in ROWS.split(";"):
                admin_connection.execute(statement, {"case": case, "payer": payer, "number": int(payer)})
    return own


def seen(url: str, by: Assignment | None = None) -> list[tuple[object, ...]]:
    with connect(url) as connection, connection.transaction():
        if by:
            connection.execute("SELECT set_config('app.assignment', %s, true)", [str(by.pk)])
        return connection.execute(SEEN).fetchall()


def of(payer: str, *lines: tuple[object, ...]) -> list[tuple[object, ...]]:
    return sorted((payer, *line) for line in lines)


def test_each_role_reads_the_lines_that_it_reads_of_the_tables(stay: Stay, servers: TestServers) -> None:
    everything = of(OWN, *OF_CASE, *OF_MEAN) + of(OTHER, *OF_CASE, *OF_MEAN)
    assert seen(servers.urls.worker) == seen(servers.urls.app, people.assignment("hsf")) == everything
    assert seen(servers.urls.app, people.assignment("ekonom")) == of(OWN, *OF_CASE, *OF_MEAN)
    assert seen(servers.urls.app) == []
    assert seen(servers.urls.app, stay.officer) == of(OWN, *OF_CASE), "who takes part, and of the case alone"


def test_nobody_else_reads_a_line(
    stay: Stay, servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    give(Role.MUNICIPAL_HEALTH_CARE)
    parts = {unit for (unit,) in admin_connection.execute("SELECT unit_id FROM discharge_participation")}
    others = Assignment.objects.exclude(unit__in=parts).exclude(role__in=READERS)
    assert {by.role for by in others} == {*Role.values} - READERS
    assert {by.role: lines for by in others if (lines := seen(servers.urls.app, by))} == {}


def test_nobody_writes_through_it(servers: TestServers, admin_connection: psycopg.Connection) -> None:
    asked = "SELECT has_table_privilege(%s, 'billing_month_line', 'INSERT, UPDATE, DELETE, TRUNCATE')"
    for role in ("vardovergang_app", "vardovergang_worker"):
        assert admin_connection.execute(asked, [role]).fetchone() == (False,)


def test_months_are_read_by_one_reader() -> None:
    """A table of sums can take the view's place without anybody else having to know."""
    code = [path for path in Path("billing").rglob("*.py") if "migrations" not in path.parts]
    named = {str(path) for path in code if "MonthLine" in path.read_text(encoding="utf-8")}
    assert named == {
        *("billing/ledger/month_lines.py", "billing/models/__init__.py", "billing/models/month_lines.py"),
        "billing/ledger/__init__.py",
    }
