"""Ångra kvittens: a second row, soon after, by who gave it, and never of a legal notice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from discharge import actions
from discharge.models import Participation, Receipt, ReceiptUndone
from discharge.process import MESSAGE_TYPES, Refused
from discharge.process.judging.undoing import UNDO_WITHIN, refusal_to_undo
from discharge.queries import case_file, open_case
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.discharge.rows_seen import assert_columns_hold
from tests.factories.stays import MONDAY, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
ASKED = MESSAGE_TYPES["general_message"]


# --- which, how long, by whom ----------------------------------------------------------------------


def test_what_tells_what_money_counts_by_is_a_notice() -> None:
    rows = MESSAGE_TYPES.values()
    telling = {row.name for row in rows if row.tells or row.entered_by_region or row.starts_case}
    moving = {row.name for row in rows if row.naming.to_unit or row.naming.cancels or row.naming.takes_back}
    assert {row.name for row in rows if row.is_notice} >= telling | moving | {"expected_discharge_change"}
    assert not ASKED.is_notice
    assert not MESSAGE_TYPES["take"].is_notice


@pytest.mark.parametrize(
    ("row", "own", "after", "said"),
    [
        (ASKED, True, timedelta(0), ""),
        (ASKED, True, UNDO_WITHIN, ""),
        (ASKED, True, UNDO_WITHIN + timedelta(seconds=1), "i 15 minuter"),
        (ASKED, False, timedelta(0), "Någon annan"),
        (MESSAGE_TYPES["ready_notice"], True, timedelta(0), "utskrivningsklar visar att det har nått er"),
    ],
)
def test_when_it_may_be_undone(row: Any, own: bool, after: timedelta, said: str) -> None:
    refusal = refusal_to_undo(row, MONDAY, MONDAY + after, own=own)
    assert said in refusal
    assert bool(refusal) == bool(said)


# --- both rows stand -------------------------------------------------------------------------------


def waits(stay: Stay, who: Assignment) -> int:
    with acting(who):
        return Participation.objects.get(case_id=stay.case.pk, unit_id=who.unit_id).to_acknowledge


def asked() -> tuple[Stay, Any]:
    stay = Stay()
    question = stay.tell(stay.nurse, stay.officer)
    return stay, question


def test_the_message_waits_again_and_is_acknowledged_anew() -> None:
    stay, question = asked()
    stay.acknowledge(stay.officer)
    first = stay.now
    assert stay.undo_receipts(stay.officer, question) == 1
    undone = stay.now
    assert waits(stay, stay.officer) == 1
    assert_columns_hold(stay)
    assert stay.undo_receipts(stay.officer, question) == 0, "what waits is passed by"
    assert stay.acknowledge(stay.officer) == 1
    assert waits(stay, stay.officer) == 0
    assert_columns_hold(stay)
    with acting(stay.nurse):
        file = case_file(open_case(stay.nurse, stay.case.pk))
        assert Receipt.objects.filter(recipient__message=question).count() == 2
        assert ReceiptUndone.objects.count() == 1
    message = next(one for one in file.messages if one.pk == question.pk)
    to = next(one for one in message.receivers if one.unit == stay.officer.unit)
    assert (to.acknowledged_at, to.acknowledged_by) == (stay.now, stay.officer.user.name)
    assert [(one.acknowledged_at, one.undone_at, one.by) for one in to.undone] == [
        (first, undone, stay.officer.user.name)
    ]


def test_one_notice_among_them_and_nothing_is_undone() -> None:
    stay, question = asked()
    notice = stay.ready()
    stay.acknowledge(stay.officer)
    with pytest.raises(Refused, match="utskrivningsklar"):
        stay.undo_receipts(stay.officer, question, notice)
    assert waits(stay, stay.officer) == 0


def test_not_a_colleagues_nor_late_nor_when_the_part_has_ended() -> None:
    stay, question = asked()
    stay.acknowledge(stay.officer)
    colleague = people.colleague_of(stay.officer)
    with pytest.raises(Refused, match="Någon annan"):
        stay.undo_receipts(colleague, question)
    other = people.assignment("huddinge")
    stay.send(stay.officer, "handover", to=other.unit_id, reason="Personen bor i Huddinge.")
    with pytest.raises(Refused, match="Er del i ärendet är avslutad, och kvittensen står kvar"):
        stay.undo_receipts(stay.officer, question)
    stay.now += timedelta(minutes=20)
    with pytest.raises(Refused):
        stay.undo_receipts(stay.officer, question)


def test_what_a_block_has_hidden_since_is_passed_by() -> None:
    stay, _ = asked()
    report = stay.report_status()
    stay.acknowledge(stay.coordinator)
    with acting(stay.officer):
        actions.set_block(by=stay.officer, case_id=stay.case.pk, now=stay.now)
    assert stay.undo_receipts(stay.coordinator, report) == 0
    assert waits(stay, stay.coordinator) == 0


# --- the database says it too ----------------------------------------------------------------------

UNDO = """
INSERT INTO discharge_receipt_undone (receipt_id, recipient_id, case_id, unit_id, assignment_id, undone_at)
SELECT c.id, c.recipient_id, c.case_id, %(unit)s, %(assignment)s, c.acknowledged_at + %(after)s
FROM discharge_receipt c JOIN discharge_recipient r ON r.id = c.recipient_id WHERE r.message_id = %(message)s
"""


def undo_by_sql(by: Assignment, message: Any, after: timedelta = timedelta(0)) -> None:
    values = {"unit": by.unit_id, "assignment": by.pk, "after": after, "message": message.pk}
    with acting(by):
        connection.cursor().execute(UNDO, values)


def test_the_database_refuses_what_the_action_refuses() -> None:
    stay, question = asked()
    notice = stay.ready()
    stay.acknowledge(stay.officer)
    for by, message, after in (
        (stay.officer, notice, timedelta(0)),
        (stay.officer, question, UNDO_WITHIN + timedelta(seconds=1)),
        (stay.officer, question, -timedelta(seconds=1)),
        (people.colleague_of(stay.officer), question, timedelta(0)),
        (stay.nurse, question, timedelta(0)),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"):
            undo_by_sql(by, message, after)
    undo_by_sql(stay.officer, question)


def test_one_receipt_counts_whoever_writes_the_row() -> None:
    stay, question = asked()
    stay.acknowledge(stay.officer)
    again = """INSERT INTO discharge_receipt
            (id, recipient_id, case_id, unit_id, assignment_id, acknowledged_at, number)
        SELECT gen_random_uuid(), r.id, r.case_id, r.unit_id, %s, now(), 1
        FROM discharge_recipient r WHERE r.message_id = %s"""
    with pytest.raises(ProgrammingError, match="row-level security"), acting(stay.officer):
        connection.cursor().execute(again, [stay.officer.pk, question.pk])
