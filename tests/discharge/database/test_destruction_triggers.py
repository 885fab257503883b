"""What the database lets through where content is destroyed: what one asked for and another confirmed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone

from discharge.models import Destruction
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.discharge.destruction import ASKS, CONFIRMS, EMPTY, aged, ask, confirm, hold, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_is_emptied_without_a_confirmed_request(owner_connection: psycopg.Connection) -> None:
    told = stay()
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(EMPTY)
    ask(owner_connection, told)
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(EMPTY)


@pytest.mark.parametrize(
    "sql",
    [
        'UPDATE discharge_message SET content = \'{"name": "x"}\'',
        "UPDATE discharge_message SET content = '{}', sent_at = now()",
        "UPDATE discharge_message SET content = '{}', type = 'cancel'",
        "UPDATE discharge_message SET content = '{}', facts = '{}'",
        "UPDATE discharge_message SET sent_at = now()",
        "DELETE FROM discharge_message",
    ],
)
def test_a_confirmed_one_lets_nothing_else_through(owner_connection: psycopg.Connection, sql: str) -> None:
    told = stay()
    confirm(owner_connection, ask(owner_connection, told))
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(sql)
    assert owner_connection.execute(EMPTY).rowcount == 2


def test_it_reaches_no_other_message(owner_connection: psycopg.Connection) -> None:
    told = stay()
    confirm(owner_connection, ask(owner_connection, told))
    Stay()
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(EMPTY)


def test_a_hold_stops_it_even_then(owner_connection: psycopg.Connection) -> None:
    told = stay()
    asked = ask(owner_connection, told)
    hold(owner_connection, told)
    with pytest.raises(psycopg.errors.RaiseException, match="legal hold"):
        confirm(owner_connection, asked)


def test_one_person_is_not_two(owner_connection: psycopg.Connection) -> None:
    asked = ask(owner_connection, stay())
    with pytest.raises(psycopg.errors.CheckViolation, match="another_confirms"):
        confirm(owner_connection, asked, ASKS)


def test_no_request_comes_confirmed_or_names_anothers_messages(owner_connection: psycopg.Connection) -> None:
    told = stay()
    by = people.assignment(CONFIRMS).user_id
    wrong: list[dict[str, Any]] = [
        {"confirmed_by_id": by, "confirmed_at": timezone.now()},
        {"messages": [uuid4()]},
        {"messages": []},
    ]
    for changes in wrong:
        with pytest.raises(psycopg.errors.RaiseException, match="asked for first"):
            ask(owner_connection, told, **changes)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM discharge_destruction",
        "UPDATE discharge_destruction SET decision = 'x'",
        "UPDATE discharge_destruction SET confirmed_at = NULL, confirmed_by_id = NULL",
        "TRUNCATE discharge_destruction",
        "DELETE FROM discharge_legal_hold",
        "UPDATE discharge_legal_hold SET reason = 'x'",
        "TRUNCATE discharge_legal_hold",
    ],
)
def test_what_was_decided_stays(owner_connection: psycopg.Connection, sql: str) -> None:
    told = stay()
    confirm(owner_connection, ask(owner_connection, told))
    hold(owner_connection, told)
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(sql)


def test_the_site_only_reads_of_its_own_cases(
    owner_connection: psycopg.Connection, worker_connection: psycopg.Connection
) -> None:
    told = stay()
    ask(owner_connection, told)
    for who, seen in ((told.officer, 1), (people.assignment("huddinge"), 0)):
        with acting(who):
            assert Destruction.objects.count() == seen
    for table in ("discharge_destruction", "discharge_legal_hold"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_connection.execute(f"SELECT * FROM {table}")


def test_digests_are_left_by_a_destruction_and_changed_by_nobody(
    owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    """What a chain of messages will hold: it must still tell that nothing else was changed."""
    told = stay()
    with admin_connection.transaction():
        admin_connection.execute("SET LOCAL session_replication_role = replica")
        admin_connection.execute("UPDATE discharge_message SET digest = 'one', previous_digest = 'none'")
    confirm(owner_connection, ask(owner_connection, told))
    for column in ("digest", "previous_digest"):
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(f"{EMPTY}, {column} = NULL")
    owner_connection.execute(EMPTY)
    left = owner_connection.execute("SELECT DISTINCT content, digest, previous_digest FROM discharge_message")
    assert left.fetchall() == [({}, b"one", b"none")]


def test_the_database_says_no_before_ten_years(
    owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    told = aged(admin_connection, 9)
    asked = ask(owner_connection, told, ground="disposal")
    with pytest.raises(psycopg.errors.RaiseException, match="ten years of keeping"):
        confirm(owner_connection, asked)
