"""When a connection is asked by a statement whether it works, and how moments are read."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, transaction

from vardovergang.servers.backend import base

pytestmark = pytest.mark.django_db(transaction=True)
LAST = "SELECT query FROM pg_stat_activity WHERE pid = %s"


def test_one_that_has_just_answered_is_not_asked(
    admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 42")
    pid = connection.connection.info.backend_pid
    assert connection.is_usable()
    assert admin_connection.execute(LAST, [pid]).fetchone() == ("SELECT 42",)
    monkeypatch.setattr(base, "TRUSTED", 0.0)
    assert connection.is_usable()
    assert admin_connection.execute(LAST, [pid]).fetchone() == ("SELECT 1",)


def test_one_that_the_server_has_ended_is_noticed(admin_connection: psycopg.Connection) -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    pid = connection.connection.info.backend_pid
    admin_connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not connection.is_usable()
    connection.close()
    connection.ensure_connection()
    assert connection.is_usable()


def test_one_whose_transaction_has_failed_is_asked() -> None:
    connection.ensure_connection()
    assert connection.is_usable()
    with transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT nothing_of_that_name")
        assert not connection.is_usable()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-11-30 12:00:00.1+01", datetime(2026, 11, 30, 11, 0, 0, 100_000, UTC)),
        ("2026-10-25 02:30:00.123456+02", datetime(2026, 10, 25, 0, 30, 0, 123_456, UTC)),
        ("9999-12-31 00:00:00+00", datetime(9999, 12, 31, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_moments_are_read_as_django_reads_them(said: str, moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [said])
        found, nothing = cursor.fetchone()
    assert (found, nothing) == (moment, None)
    assert found.tzinfo is UTC


def test_a_moment_that_python_has_not_is_refused_and_not_guessed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'infinity'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchone()
