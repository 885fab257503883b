"""The access log is kept at least five years: nothing removes a row, and each month has its partition."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from municipalities.access.partitions import MONTHS_AHEAD
from municipalities.swedish.months import month_after
from tests.servers import TestServers, connect

pytestmark = pytest.mark.django_db(transaction=True)
LOG = "municipalities_access_log"
APPS = ("municipalities", "discharge", "billing", "statistics", "vardovergang")
YEARS = timedelta(days=5 * 366)


def add_reading(admin: psycopg.Connection, days_from_now: timedelta) -> str:
    """Returns the partition that it lies in."""
    row = admin.execute(
        f"INSERT INTO {LOG} (id, at, action, refused, case_ids, detail)"
        " VALUES (%s, %s, 'open', false, '{}', '') RETURNING tableoid::regclass::text",
        [uuid4(), timezone.now() + days_from_now],
    ).fetchone()
    assert row is not None
    return str(row[0])


def readings(admin: psycopg.Connection) -> int:
    row = admin.execute(f"SELECT count(*) FROM {LOG}").fetchone()
    assert row is not None
    return int(row[0])


def test_no_login_of_the_site_may_remove_or_change_a_row(admin_connection: psycopg.Connection) -> None:
    """The log itself and each of its partitions."""
    granted = admin_connection.execute(
        """SELECT role, c.relname
           FROM unnest(ARRAY['vardovergang_app', 'vardovergang_worker']) AS role, pg_class c
           WHERE c.relname LIKE 'municipalities_access_log%%' AND c.relkind IN ('r', 'p')
             AND (has_table_privilege(role, c.oid, 'DELETE, TRUNCATE, UPDATE')
                  OR has_any_column_privilege(role, c.oid, 'UPDATE'))"""
    ).fetchall()
    assert granted == []


def done(connection: psycopg.Connection, statement: str) -> int | str:
    """How many rows it took, or that a trigger forbade it."""
    try:
        return connection.execute(statement).rowcount
    except psycopg.errors.RaiseException as error:
        return "forbidden" if "is forbidden" in str(error) else str(error)


@pytest.mark.parametrize("login", ["owner", "admin"])
@pytest.mark.parametrize("sql", ["DELETE FROM {}", "UPDATE {} SET detail = ''", "TRUNCATE {}"])
def test_nor_whoever_owns_or_administers_the_database(
    servers: TestServers, admin_connection: psycopg.Connection, login: str, sql: str
) -> None:
    """A policy keeps the owner from the rows, a trigger everybody: an old row stays, by its partition too."""
    partition = add_reading(admin_connection, -YEARS)
    with connect(getattr(servers.urls, login)) as connection:
        for table in (LOG, partition):
            assert done(connection, sql.format(table)) in (0, "forbidden")
    assert readings(admin_connection) == 1


def test_each_coming_month_has_a_partition_of_its_own(admin_connection: psycopg.Connection) -> None:
    """So that a month can be dropped as a whole, by hand, when its time has passed."""
    first, months = timezone.localdate().replace(day=1), set()
    for _ in range(MONTHS_AHEAD):
        months.add(f"{LOG}_{first:%Y_%m}")
        first = month_after(first)
    there = admin_connection.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [LOG]
    )
    assert {name for (name,) in there.fetchall()} == {*months, f"{LOG}_default"}
    assert add_reading(admin_connection, timedelta()) in months
    assert add_reading(admin_connection, timedelta(days=300)) in months
    assert add_reading(admin_connection, -YEARS) == f"{LOG}_default"


REMOVES = re.compile(
    r"DETACH\s+PARTITION|DROP\s+TABLE|AccessLog\.objects[^\n]*\.delete\(|DELETE\s+FROM\s+\S*access_log",
    re.IGNORECASE,
)


def sources() -> list[Path]:
    """All but migrations, which have run when the tests above look at what is left."""
    found = [path for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    assert len(found) > 200
    return [path for path in found if path.parent.name != "migrations"]


def test_no_code_of_ours_drops_a_partition_or_deletes_from_the_log() -> None:
    assert [str(path) for path in sources() if REMOVES.search(path.read_text())] == []


@pytest.mark.parametrize(
    "code", ["DROP TABLE x", "ALTER TABLE a DETACH PARTITION b", "AccessLog.objects.filter(at=1).delete()"]
)
def test_and_such_code_would_be_found(code: str) -> None:
    assert REMOVES.search(code)
