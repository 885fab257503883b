"""Whether a connection still works is asked without a statement, unless there is a reason for one."""

from __future__ import annotations

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

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
