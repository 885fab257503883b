"""Closing and opening months, and what is booked when a closed month turns out to be otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection

from billing.actions import reopen_month
from billing.models import BillingMonth, NightlyRun, NightlyTask
from billing.queries.corrections import correction_rows
from discharge import actions
from discharge.models import Message
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment, RowChange
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.months import APRIL, IN_APRIL, MARCH, close, send_home
from tests.factories.billing.nights import night, ready_stay
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

KEPT = "SELECT count(*), sum(rate)::int, min(date), max(date) FROM billing_ledger_day WHERE closing = %s"
BOOKED = """SELECT to_char(month, 'YYYY-MM'), to_char(booked_in, 'YYYY-MM'), payer_id, days, kronor, reasons,
                   found_on FROM billing_liability_correction ORDER BY id"""
#: The same the other way, found the day after; its id may be any.
TAKEN_BACK = """
INSERT INTO billing_liability_correction
SELECT (jsonb_populate_record(c, jsonb_build_object(
    'id', %s::uuid, 'days', -days, 'kronor', -kronor, 'found_on', found_on + 1))).*
FROM billing_liability_correction c"""


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


def reopen(by: Assignment, month: date = MARCH) -> None:
    with acting(by):
        reopen_month(by=by, month=month, now=IN_APRIL)


def refusal(by: Assignment, **changes: Any) -> str:
    with pytest.raises(Refused) as refused:
        close(by, **changes)
    return refused.value.message


def correct(stay: Stay, message: Message, **values: Any) -> Message:
    stay.wait(hours=1)
    with acting(stay.nurse):
        return actions.correct(
            by=stay.nurse,
            case_id=stay.case.pk,
            message_id=message.pk,
            values=values,
            submission=uuid4(),
            now=stay.now,
        )


def test_a_month_is_closed_with_what_the_latest_night_came_to(
    admin_connection: psycopg.Connection, hsf: Assignment
) -> None:
    ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    assert admin_connection.execute(KEPT, [1]).fetchone() == (
        20,
        164000,
        date(2020, 3, 12),
        date(2020, 3, 31),
    )
    months = BillingMonth.objects.filter(month=MARCH)
    assert months.filter(state="closed", closed_by=hsf, closed_at=IN_APRIL).count() == months.count()
    payers = set(months.values_list("payer", flat=True))
    assert {"", "0126", "0180"} <= payers
    # Fault B7: the county's 26 and nobody, not each of Sweden's 290.
    assert len(payers) == 26 + 1
    noted = RowChange.objects.filter(table="billing_month", assignment_id=hsf.pk)
    assert noted.filter(after__state="closed", after__payer="0126").count() == 1


def test_a_late_message_changes_no_closed_month_and_books_the_difference(
    admin_connection: psycopg.Connection, hsf: Assignment
) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    kept = admin_connection.execute("SELECT * FROM billing_ledger_day ORDER BY id").fetchall()
    send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    night(date(2020, 4, 4))
    night(date(2020, 4, 5))
    assert admin_connection.execute(BOOKED).fetchall() == [
        ("2020-03", "2020-04", "0126", -12, -98400, ["not_ready"], date(2020, 4, 4))
    ]
    assert admin_connection.execute("SELECT * FROM billing_ledger_day ORDER BY id").fetchall() == kept


def test_a_later_change_that_goes_back_books_the_opposite(
    admin_connection: psycopg.Connection, hsf: Assignment
) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    home = send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    correct(stay, home, discharged_at=datetime(2020, 4, 2, 10, 0, tzinfo=STOCKHOLM), destination="home")
    night(date(2020, 4, 5))
    assert [row[3:6] for row in admin_connection.execute(BOOKED).fetchall()] == [
        (-12, -98400, ["not_ready"]),
        (12, 98400, ["charged"]),
    ]


def test_days_found_in_a_month_before_the_first_closed_one_are_corrections_too(
    admin_connection: psycopg.Connection, hsf: Assignment
) -> None:
    ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    late = ready_stay(now=datetime(2020, 2, 24, 8, 0, tzinfo=STOCKHOLM))
    send_home(late, datetime(2020, 3, 2, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    assert [row[:5] for row in admin_connection.execute(BOOKED).fetchall()] == [
        ("2020-02", "2020-04", "0126", 3, 24600),
        ("2020-03", "2020-04", "0126", 1, 8200),
    ]


def test_an_open_month_is_never_corrected(admin_connection: psycopg.Connection, hsf: Assignment) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    close(hsf)
    assert admin_connection.execute(BOOKED).fetchall() == []
    assert admin_connection.execute(KEPT, [1]).fetchone()[:2] == (8, 65600)  # type: ignore[index]


def test_opening_a_month_takes_back_its_corrections_and_closing_it_again_keeps_the_newest(
    admin_connection: psycopg.Connection, hsf: Assignment
) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    reopen(hsf)
    # PostgreSQL gives what is taken back its id, which tells nothing of the order.
    assert sorted(row[:6] for row in admin_connection.execute(BOOKED).fetchall()) == [
        ("2020-03", "2020-04", "0126", -12, -98400, ["not_ready"]),
        ("2020-03", "2020-04", "0126", 12, 98400, ["month_reopened"]),
    ]
    close(hsf)
    night(date(2020, 4, 5))
    assert len(admin_connection.execute(BOOKED).fetchall()) == 2
    assert admin_connection.execute(KEPT, [1]).fetchone()[:2] == (20, 164000)  # type: ignore[index]
    assert admin_connection.execute(KEPT, [2]).fetchone()[:2] == (8, 65600)  # type: ignore[index]


def test_corrections_of_a_case_are_told_as_they_were_found(
    admin_connection: psycopg.Connection, hsf: Assignment
) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    admin_connection.execute(TAKEN_BACK, [UUID(int=0)])
    with acting(hsf):
        assert [row.days for row in correction_rows(APRIL)] == [-12, 12]


def test_months_are_closed_in_order_and_only_the_latest_is_opened(hsf: Assignment) -> None:
    ready_stay()
    night(date(2020, 5, 2))
    in_may = IN_APRIL + timedelta(days=31)
    assert refusal(hsf, month=APRIL, now=in_may) == "Månader stängs i ordning. Stäng mars 2020 först."
    close(hsf)
    assert refusal(hsf) == "Månaden mars 2020 är redan stängd. Välj en annan månad."
    close(hsf, month=APRIL, now=in_may)
    with pytest.raises(Refused, match="Bara den senast stängda månaden kan öppnas igen: april 2020"):
        reopen(hsf)
    reopen(hsf, month=APRIL)
    with pytest.raises(Refused, match="Månaden april 2020 är inte stängd"):
        reopen(hsf, month=APRIL)
    reopen(hsf)


def test_a_month_is_closed_when_it_is_over_and_computed(hsf: Assignment) -> None:
    assert refusal(hsf).startswith("Det finns inga utskrivningsklara dagar att stänga en månad med.")
    ready_stay()
    night(date(2020, 3, 30))
    in_march = IN_APRIL - timedelta(days=4)
    assert refusal(hsf, now=in_march).startswith("Månaden mars 2020 är inte slut.")
    assert refusal(hsf).startswith("Nattens beräkning har inte kommit förbi mars 2020.")
    night(date(2020, 4, 1))
    close(hsf)


def test_a_month_is_not_closed_by_a_night_that_runs_or_has_failed(
    owner_connection: psycopg.Connection, hsf: Assignment
) -> None:
    ready_stay()
    night(date(2020, 4, 1))
    task = NightlyTask.objects.get(payer="0126")
    owner_connection.execute("UPDATE billing_nightly_task SET state = 'failed' WHERE id = %s", [task.pk])
    assert refusal(hsf) == "Beräkningen 2020-04-01 misslyckades för någon kommun. Starta den igen."
    owner_connection.execute("UPDATE billing_nightly_run SET state = 'running', finished_at = NULL")
    assert refusal(hsf) == "Beräkningen 2020-04-01 pågår. Vänta tills den är klar."
    assert NightlyRun.objects.get().state == "running"
    assert not BillingMonth.objects.exists()


@pytest.mark.parametrize("account", ["somatik", "huddinge", "storsthlm"])
def test_nobody_but_the_invoicer_closes_a_month(account: str) -> None:
    by = people.assignment(account)
    assert refusal(by) == "Du har inte rätt att stänga och öppna månader."
    with pytest.raises(Refused, match="inte rätt"):
        reopen(by)


def test_the_database_lets_nobody_else_keep_days(hsf: Assignment) -> None:
    """Whatever an action forgets."""
    ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    for by, kept in ((hsf, 20), (people.assignment("stadsdel"), 0)):
        with acting(by), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM billing_ledger_day")
            assert cursor.fetchone() == (kept,)
    again = "INSERT INTO billing_ledger_day SELECT (d).* FROM billing_ledger_day d LIMIT 1"
    officer = people.assignment_at("Biståndsenheten Huddinge")
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        acting(officer),
        connection.cursor() as cursor,
    ):
        cursor.execute(again)


@pytest.mark.parametrize("table", ["billing_ledger_day", "billing_liability_correction"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET reference = 'X'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_ledger_never_changes(
    owner_connection: psycopg.Connection, hsf: Assignment, table: str, statement: str
) -> None:
    stay = ready_stay()
    night(date(2020, 4, 2))
    close(hsf)
    send_home(stay, datetime(2020, 3, 20, 10, 0, tzinfo=STOCKHOLM))
    night(date(2020, 4, 4))
    with pytest.raises(psycopg.errors.RaiseException, match="forbidden"):
        owner_connection.execute(statement.format(table))
