"""A destruction asked for and confirmed, written as the owner writes it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.utils import timezone

from tests.factories import people
from tests.factories.stays import Stay

ASKS, CONFIRMS = "hsf", "storsthlm"
EMPTY = "UPDATE discharge_message SET content = '{}'"


def stay() -> Stay:
    told = Stay(now=timezone.now() - timedelta(days=1))
    told.name_contact()
    return told


def ask(connection: psycopg.Connection, told: Stay, **changes: Any) -> UUID:
    """A request, written as the owner writes it."""
    ids = [row[0] for row in connection.execute("SELECT id FROM discharge_message").fetchall()]
    row: dict[str, Any] = {
        "id": uuid4(),
        "case_id": told.case.pk,
        "messages": ids,
        "ground": "ivo",
        "decision": "IVO 1",
        "decided_on": "2026-03-09",
        "requested_by_id": people.assignment(ASKS).user_id,
        "requested_at": timezone.now(),
        "confirmed_by_id": None,
        "confirmed_at": None,
    } | changes
    names = ", ".join(row)
    values = ", ".join(f"%({name})s" for name in row)
    connection.execute(f"INSERT INTO discharge_destruction ({names}) VALUES ({values})", row)
    return row["id"]


def confirm(connection: psycopg.Connection, destruction: UUID, who: str = CONFIRMS) -> None:
    connection.execute(
        "UPDATE discharge_destruction SET confirmed_by_id = %s, confirmed_at = now() WHERE id = %s",
        [people.assignment(who).user_id, destruction],
    )


def hold(connection: psycopg.Connection, told: Stay) -> None:
    connection.execute(
        "INSERT INTO discharge_legal_hold (id, case_id, reason, set_by_id, set_at)"
        " VALUES (%s, %s, 'Tvist', %s, now())",
        [uuid4(), told.case.pk, people.assignment(ASKS).user_id],
    )


def aged(admin: psycopg.Connection, years: int) -> Stay:
    """A stay whose last message is so old; the county's units are younger than that."""
    told = stay()
    admin.execute("ALTER TABLE discharge_message DISABLE TRIGGER unchanged")
    admin.execute(
        "UPDATE discharge_message SET sent_at = sent_at - make_interval(years => %s) WHERE case_id = %s",
        [years, told.case.pk],
    )
    admin.execute("ALTER TABLE discharge_message ENABLE TRIGGER unchanged")
    return told
