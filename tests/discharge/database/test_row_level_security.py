"""What PostgreSQL lets the application see and do, asked in raw SQL."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from discharge.models import Case, Message
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import AccessLog, Assignment
from tests.factories import people
from tests.factories.discharge.row_level_security import TABLES, rows
from tests.factories.stays import Stay


@pytest.fixture
def stay(db: None) -> Stay:
    stay = Stay()
    stay.acknowledge(stay.officer)
    stay.take()
    return stay


@pytest.mark.parametrize("table", TABLES)
def test_without_an_assignment_nothing_is_seen(stay: Stay, table: str) -> None:
    with acting(None):
        assert rows(table) == 0


@pytest.mark.parametrize("who", ["huddinge", "hsf", "storsthlm", "psykiatri"])
@pytest.mark.parametrize("table", TABLES)
def test_a_unit_that_takes_no_part_sees_nothing(stay: Stay, who: str, table: str) -> None:
    with acting(people.assignment(who)):
        assert rows(table) == 0


@pytest.mark.parametrize("who", ["nurse", "coordinator", "officer"])
def test_those_who_take_part_see_the_whole_case(stay: Stay, who: str) -> None:
    with acting(getattr(stay, who)):
        seen = {table: rows(table) for table in TABLES}
    assert seen == {
        "discharge_case": 1,
        "discharge_case_facts": 1,
        "discharge_handover_request": 0,
        "discharge_message": 2,
        "discharge_participation": 3,
        "discharge_patient": 1,
        "discharge_person_version": 1,
        "discharge_receipt": 1,
        "discharge_receipt_undone": 0,
        "discharge_recipient": 4,
        "municipalities_access_log": 0,
    }


def test_the_same_person_at_another_unit_sees_nothing(stay: Stay) -> None:
    with acting(people.assignment("somatik", "Medicin 61")):
        assert rows("discharge_case") == 0


def test_an_assignment_that_has_ended_sees_nothing(stay: Stay) -> None:
    with acting(stay.nurse), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.assignment', %s, true)", [str(uuid4())])
        assert rows("discharge_case") == 0


def test_the_fold_reads_the_same_whoever_acts(stay: Stay) -> None:
    seen = []
    for who in (stay.nurse, stay.coordinator, stay.officer):
        with acting(who):
            seen.append(journal.read(stay.case.pk))
    assert seen[0] == seen[1] == seen[2] != []


def test_the_fold_reads_nothing_for_a_stranger(stay: Stay) -> None:
    with acting(people.assignment("huddinge")):
        assert journal.read(stay.case.pk) == []


@pytest.mark.django_db(transaction=True)
def test_two_transactions_in_a_row_on_one_connection_do_not_share_an_assignment() -> None:
    stay = Stay()
    backends = []
    for who, seen in ((stay.nurse, 1), (None, 0)):
        with acting(who), connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backends.append(cursor.fetchone())
            assert rows("discharge_case") == seen
    assert rows("discharge_case") == 0
    assert backends[0] == backends[1]


FORBIDDEN = [
    f"{verb} {table}{rest}"
    for table in (
        "discharge_message",
        "discharge_recipient",
        "discharge_receipt",
        "discharge_receipt_undone",
        "municipalities_access_log",
    )
    for verb, rest in (("UPDATE", " SET id = id"), ("DELETE FROM", ""), ("TRUNCATE", " CASCADE"))
]
FORBIDDEN = [
    sql.replace("discharge_receipt_undone SET id = id", "discharge_receipt_undone SET case_id = case_id")
    for sql in FORBIDDEN
]


@pytest.mark.parametrize("sql", FORBIDDEN)
def test_the_application_cannot_change_what_was_said(stay: Stay, sql: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting(stay.nurse):
        connection.cursor().execute(sql)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sql", FORBIDDEN)
def test_nor_can_the_worker(worker_connection: psycopg.Connection, sql: str) -> None:
    Stay()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker_connection.execute(sql)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sql", [s for s in FORBIDDEN if "access_log" not in s])
def test_nor_the_owner_whom_no_grant_binds(owner_connection: psycopg.Connection, sql: str) -> None:
    stay = Stay()
    question = stay.tell(stay.nurse, stay.officer) if "undone" in sql else None
    stay.acknowledge(stay.officer)
    if question:
        stay.undo_receipts(stay.officer, question)
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_of_a_patient_only_what_statistics_count_by(
    worker_connection: psycopg.Connection,
) -> None:
    Stay()
    assert len(worker_connection.execute("SELECT id, sex, birth_date FROM discharge_patient").fetchall()) == 1
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker_connection.execute("SELECT identity_number FROM discharge_patient")
    for column in ("given_name", "street"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_connection.execute(f"SELECT {column} FROM discharge_person_version")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        worker_connection.execute("SELECT content FROM discharge_message")


def insert_participation(case_id: UUID, unit: Assignment, patient_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO discharge_participation (id, case_id, patient_id, unit_id, party, since, active,
                   in_hospital, to_acknowledge, to_answer, next_type, admitted_at)
               VALUES (%s, %s, %s, %s, 'municipal', now(), true, true, 0, 0, '', now())""",
            [uuid4(), case_id, patient_id, unit.unit_id],
        )


@pytest.mark.parametrize("who", ["huddinge", "psykiatri"])
def test_nobody_lets_itself_into_a_case(stay: Stay, who: str) -> None:
    stranger = people.assignment(who)
    with pytest.raises(ProgrammingError, match="row-level security"), acting(stranger):
        insert_participation(stay.case.pk, stranger, stay.case.patient_id)


def test_nobody_writes_in_anothers_name(stay: Stay) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting(stay.officer):
        Message(
            case=stay.case,
            type="care_contact",
            sender=stay.coordinator,
            sender_unit=stay.coordinator.unit,
            sent_at=stay.now,
            facts={},
            content={},
            submission=uuid4(),
        ).save(force_insert=True)


def test_nobody_acknowledges_for_another(stay: Stay) -> None:
    with acting(stay.coordinator), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM discharge_recipient WHERE unit_id = %s LIMIT 1", [stay.coordinator.unit_id]
        )
        recipient = cursor.fetchone()[0]
    with pytest.raises(ProgrammingError, match="row-level security"), acting(stay.nurse):
        connection.cursor().execute(
            "INSERT INTO discharge_receipt"
            " (id, recipient_id, case_id, unit_id, assignment_id, acknowledged_at)"
            " VALUES (gen_random_uuid(), %s, %s, %s, %s, now())",
            [recipient, stay.case.pk, stay.nurse.unit_id, stay.nurse.pk],
        )


def test_a_case_is_not_moved_to_another_patient(stay: Stay) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), acting(stay.nurse):
        connection.cursor().execute("UPDATE discharge_case SET patient_id = patient_id")


def test_only_inpatient_care_looks_up_a_number(stay: Stay) -> None:
    with pytest.raises(DatabaseError, match="only inpatient care"), acting(stay.officer):
        connection.cursor().execute("SELECT * FROM discharge_find_open_stay('194202039808')")


@pytest.mark.parametrize(
    ("who", "answer"), [("somatik", "yours"), ("psykiatri", "elsewhere")], ids=["the ward", "another ward"]
)
def test_the_lookup_answers_and_no_more(stay: Stay, who: str, answer: str) -> None:
    nurse = stay.nurse if answer == "yours" else people.assignment(who)
    with acting(nurse), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM discharge_find_open_stay(%s)", [stay.person.number.value])
        assert cursor.fetchall() == [(answer, stay.case.pk if answer == "yours" else None)]
        cursor.execute("SELECT * FROM discharge_find_open_stay('191212121212')")
        assert cursor.fetchall() == [("none", None)]


@pytest.mark.django_db(transaction=True)
def test_an_aborted_transaction_leaves_no_assignment() -> None:
    stay = Stay()
    with pytest.raises(ZeroDivisionError), acting(stay.nurse):
        raise ZeroDivisionError
    with transaction.atomic():
        assert Case.objects.count() == 0


def test_the_access_log_takes_rows_and_gives_none(stay: Stay) -> None:
    with acting(stay.nurse):
        AccessLog(
            action="open",
            assignment_id=stay.nurse.pk,
            user_id=stay.nurse.user_id,
            unit_id=stay.nurse.unit_id,
        ).save(force_insert=True)
        assert AccessLog.objects.count() == 0
