"""Who reads what months come to, line by line, asked in SQL of the view as each role."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from municipalities.models import Assignment, Role
from tests.factories import people
from tests.factories.billing.month_lines import OTHER, OWN, stay_with_lines
from tests.factories.roles import give
from tests.factories.stays import Stay
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True)]

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
    return stay_with_lines(admin_connection)


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
