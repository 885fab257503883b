"""What PostgreSQL lets the application do with drafts and attachments, asked in raw SQL."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from discharge import actions
from discharge.attachments.files import Upload
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.stays import Stay

TABLES = ("discharge_draft", "discharge_attachment")
pytestmark = pytest.mark.django_db


def run(by: Assignment | None, sql: str, *values: Any) -> list[Any]:
    with acting(by), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def refused(by: Assignment | None, says: str, sql: str, *values: Any) -> None:
    with pytest.raises(ProgrammingError, match=says), transaction.atomic():
        run(by, sql, *values)


@pytest.fixture
def stay(db: None) -> Stay:
    """With a draft of the officer's and a message with a file of the nurse's."""
    stay = Stay()
    with acting(stay.officer):
        actions.save_draft(
            by=stay.officer,
            case_id=stay.case.pk,
            type="planning_note",
            values={"services": "Hemtjänst"},
            submission=uuid4(),
            now=stay.now,
        )
    stay.tell(stay.nurse, stay.officer, attachment=Upload("lista.pdf", "application/pdf", b"%PDF-"))
    return stay


def count(by: Assignment | None, table: str) -> int:
    return int(run(by, f"SELECT count(*) FROM {table}")[0][0])


def test_a_draft_is_seen_by_its_writer_at_its_unit_and_by_nobody_else(stay: Stay) -> None:
    assert count(stay.officer, "discharge_draft") == 1
    for who in (
        None,
        stay.nurse,
        stay.coordinator,
        people.colleague_of(stay.officer),
        people.assignment("huddinge"),
    ):
        assert count(who, "discharge_draft") == 0
    assert count(people.assignment("somatik", "Medicin 61"), "discharge_draft") == 0


def test_a_file_is_seen_by_who_sees_its_message(stay: Stay) -> None:
    for who in (stay.nurse, stay.coordinator, stay.officer):
        assert (
            count(who, "discharge_attachment")
            == count(who, "discharge_message WHERE content ? 'attachment'")
            == 1
        )
    for account in ("huddinge", "hsf", "storsthlm", "psykiatri"):
        assert count(people.assignment(account), "discharge_attachment") == 0
    assert count(None, "discharge_attachment") == 0


DRAFT = """INSERT INTO discharge_draft (id, case_id, user_id, unit_id, type, values, submission, saved_at)
           VALUES (gen_random_uuid(), %s, %s, %s, 'take', '{}', gen_random_uuid(), now())"""


def test_nobody_keeps_a_draft_for_another_or_in_a_case_of_others(stay: Stay) -> None:
    case, me, other = stay.case.pk, stay.officer, people.colleague_of(stay.officer)
    stranger = people.assignment("huddinge")
    run(me, DRAFT, case, me.user_id, me.unit_id)
    for by, user, unit in (
        (me, other.user_id, me.unit_id),
        (me, me.user_id, stay.nurse.unit_id),
        (stranger, stranger.user_id, stranger.unit_id),
        (None, me.user_id, me.unit_id),
    ):
        refused(by, "row-level security", DRAFT, case, user, unit)


def test_nobody_changes_or_removes_anothers_draft(stay: Stay) -> None:
    for who in (people.colleague_of(stay.officer), stay.nurse):
        run(who, "UPDATE discharge_draft SET values = '{}'")
        run(who, "DELETE FROM discharge_draft")
    assert run(stay.officer, "SELECT values ->> 'services' FROM discharge_draft") == [("Hemtjänst",)]
    refused(stay.officer, "permission denied", "UPDATE discharge_draft SET case_id = case_id")
    refused(stay.officer, "permission denied", "UPDATE discharge_draft SET user_id = user_id")


ATTACHMENT = """INSERT INTO discharge_attachment (id, message_id, case_id, name, media_type, size, data)
                VALUES (%s, %s, %s, 'x.pdf', 'application/pdf', 1, 'x')"""


def message_of(stay: Stay) -> tuple[UUID, UUID]:
    sql = "SELECT message_id, id FROM discharge_attachment"
    return run(stay.nurse, sql)[0]


def test_nothing_is_put_to_a_message_that_was_sent_without_it(stay: Stay) -> None:
    message, named = message_of(stay)
    refused(stay.nurse, "row-level security", ATTACHMENT, uuid4(), message, stay.case.pk)
    without = run(stay.nurse, "SELECT id FROM discharge_message WHERE NOT content ? 'attachment'")[0][0]
    refused(stay.nurse, "row-level security", ATTACHMENT, named, without, stay.case.pk)
    refused(stay.officer, "row-level security", ATTACHMENT, uuid4(), message, stay.case.pk)
    refused(stay.nurse, "row-level security", ATTACHMENT, uuid4(), message, Stay().case.pk)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE discharge_attachment SET data = 'x'",
        "DELETE FROM discharge_attachment",
        "TRUNCATE discharge_attachment",
    ],
)
def test_a_file_that_was_sent_stays_as_it_was(stay: Stay, sql: str) -> None:
    refused(stay.nurse, "permission denied", sql)


@pytest.mark.django_db(transaction=True)
def test_neither_worker_nor_owner_reaches_them(
    worker_connection: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    stay = Stay()
    stay.tell(stay.nurse, stay.officer, attachment=Upload("lista.pdf", "application/pdf", b"%PDF-"))
    for table in TABLES:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_connection.execute(f"SELECT * FROM {table}")
    for sql in ("UPDATE discharge_attachment SET size = 2", "TRUNCATE discharge_attachment"):
        with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
            owner_connection.execute(sql)
