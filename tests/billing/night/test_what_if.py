"""What-ifs through real workers, beside what closed months are charged; and who may read them, in SQL."""

from __future__ import annotations

import os
import signal
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection

from billing.ledger.averages import average_sums
from billing.liability import Settlement
from billing.models import WhatIf
from billing.rulebook import rulebook
from billing.rules.averages import AverageLine, month_average
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.billing.closed_months import (
    APRIL,
    HUDDINGE,
    MARCH,
    NACKA,
    SOLNA,
    TABY,
    answers,
    ask,
    closed_county,
)
from tests.factories.billing.nights import night, until, usual_worker_resting
from tests.factories.database import seen
from tests.factories.monthly_statistics.county import County
from tests.processes import start_worker
from tests.servers import TestServers, connect
from vardovergang.celery import app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

CHARGED = """
SELECT payer_id, month, sum(days)::int, sum(kronor)::int FROM (
    SELECT l.payer_id, m.month, 1 AS days, coalesce(l.rate, 0) AS kronor
    FROM billing_ledger_day l
    JOIN billing_month m ON m.id = l.billing_month_id AND m.closing = l.closing AND m.state = 'closed'
    UNION ALL SELECT payer_id, month, days, kronor FROM billing_liability_correction
) AS said GROUP BY 1, 2 HAVING sum(days) <> 0 ORDER BY 1, 2
"""


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


@pytest.fixture
def county(admin_connection: psycopg.Connection, hsf: Assignment) -> County:
    return closed_county(admin_connection, hsf)


def other_days(answer: dict[tuple[str, date], tuple[int, ...]]) -> dict[tuple[str, date], int]:
    return {cell: sums[5] for cell, sums in answer.items()}


def test_questions_at_once_beside_what_was_computed(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    excess: dict[str, Any] = {"model": "average", "settlement": "excess"}
    asked = [
        ask(hsf),
        ask(hsf, free_days={"somatic": 3}),
        ask(hsf, without=["sip_call"]),
        ask(hsf, MARCH, MARCH, HUDDINGE, rate=1000),
        ask(hsf, free_days={"psychiatric": 0}),
        ask(hsf, **excess),
        ask(hsf, model="average", settlement="individual_when_exceeded"),
    ]
    for each in asked:
        app.send_task("billing.what_if", [str(each.pk)])
    unchanged, more_free, without_sip, priced, psychiatric, over, when_over = answers(
        admin_connection, *asked
    )

    charged = {
        (payer, month): (days, kronor) for payer, month, days, kronor in admin_connection.execute(CHARGED)
    }
    assert {cell: sums[1:3] for cell, sums in unchanged.items()} == charged
    assert all(sums[:4] == sums[4:] for sums in unchanged.values())
    assert unchanged[HUDDINGE, MARCH] == (12, 36, 36 * 8200, 0) * 2
    assert psychiatric == unchanged

    assert other_days(more_free) == {cell: days * 2 // 3 for cell, days in other_days(unchanged).items()}
    # Told after noon on the 20th: free on the 22nd and 23rd, charged until home on the 30th.
    assert other_days(without_sip) == other_days(unchanged) | {(HUDDINGE, MARCH): 36 + 5 * 6}
    assert without_sip[HUDDINGE, MARCH][4] == 17
    assert priced == {(HUDDINGE, MARCH): (12, 36, 36 * 8200, 0, 12, 36, 36_000, 0)}

    assert other_days(over) == by_the_page(hsf, Settlement.EXCESS)
    assert other_days(when_over) == by_the_page(hsf, Settlement.INDIVIDUAL_WHEN_EXCEEDED)
    assert over[HUDDINGE, MARCH][4:6] == (17, 12 * 6 + 5 * 10 - 17 * 2)


def by_the_page(hsf: Assignment, settlement: Settlement) -> dict[tuple[str, date], int]:
    """What the page of means says of the same months."""
    found = {}
    with acting(hsf):
        for month in (MARCH, APRIL):
            for line, sums in average_sums(month).items():
                outcome = month_average(AverageLine(*line), sums, rulebook()).outcome(settlement)
                found[line.payer, month] = outcome.charged_days if outcome else 0
    return found


def test_what_was_computed_follows_corrections(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    (late,) = county.add(1, "2020-03-12T09:00:00+01:00", "2020-03-20T10:00:00+01:00")
    county.change(late, services_declined=False)
    (wrong,) = county.add(1, "2020-03-12T09:00:00+01:00", "2020-03-20T10:00:00+01:00")
    night(date(2020, 5, 5))
    # Found to be of the wrong person when the month was closed, and credited by the next night.
    county.change(wrong, mistaken=True, municipality=None, ready=[], discharged_at=None)
    night(date(2020, 5, 6))
    (found,) = answers(admin_connection, ask(hsf, MARCH, MARCH))
    assert found[HUDDINGE, MARCH] == (13, 41, 41 * 8200, 0) * 2


def test_a_killed_worker_s_question_is_answered_by_the_next_and_once(
    county: County, hsf: Assignment, servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    held = "LOCK TABLE billing_average_correction IN ACCESS EXCLUSIVE MODE"
    with usual_worker_resting():
        doomed = start_worker(servers.urls, "doomed")
        with connect(servers.urls.admin) as holder, holder.transaction():
            holder.execute(held)
            asked = ask(hsf, MARCH, MARCH)
            until(lambda: waits(admin_connection))
            os.killpg(doomed.pid, signal.SIGKILL)
            doomed.wait()
    assert state(admin_connection, asked) == "running"
    app.send_task("billing.what_if_recover")
    app.send_task("billing.what_if", [str(asked.pk)])
    until(lambda: servers.redis.llen("celery") == 0)
    until(lambda: not any((app.control.inspect(timeout=1).active() or {}).values()))
    assert state(admin_connection, asked) == "running", "before five minutes of silence nobody takes it"

    admin_connection.execute("UPDATE billing_what_if SET claimed_at = now() - interval '6 minutes'")
    for _ in range(3):
        app.send_task("billing.what_if_recover")
    (found,) = answers(admin_connection, asked)
    assert found[HUDDINGE, MARCH] == (12, 36, 36 * 8200, 0) * 2
    assert len(found) == 4


def waits(connection: psycopg.Connection) -> bool:
    waiting = (
        "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%billing_month_line%%'"
    )
    return connection.execute(waiting).rowcount > 0


def state(connection: psycopg.Connection, asked: WhatIf) -> str:
    row = connection.execute("SELECT state FROM billing_what_if WHERE id = %s", [asked.pk]).fetchone()
    assert row
    return str(row[0])


def test_a_case_that_can_not_be_computed_stops_no_other(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    (broken,) = county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-16T10:00:00+01:00", payer=NACKA)
    night(date(2020, 5, 5))
    county.change(broken, admitted_at="i går")
    asked = ask(hsf, MARCH, MARCH, NACKA)
    (found,) = answers(admin_connection, asked)
    assert found == {(NACKA, MARCH): (9, 27, 27 * 8200, 0, 8, 24, 24 * 8200, 0)}
    told = admin_connection.execute("SELECT progress, incomplete FROM billing_what_if").fetchone()
    assert told == (100, True)


def test_storsthlm_reads_sums_that_the_statistics_show_too_and_nothing_else(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    storsthlm = people.assignment("storsthlm")
    theirs, ours = ask(storsthlm), ask(hsf)
    stored, _ = answers(admin_connection, theirs, ours)
    assert stored.keys() == {
        (HUDDINGE, MARCH), (NACKA, MARCH), (SOLNA, MARCH), (TABY, MARCH), (HUDDINGE, APRIL), (SOLNA, APRIL)
    }  # fmt: skip
    # Huddinge's April counts twelve persons, but the statistics withhold it to protect Solna's three.
    assert seen("SELECT payer_id, month FROM billing_what_if_sum ORDER BY 1", storsthlm) == [
        (HUDDINGE, MARCH),
        (NACKA, MARCH),
    ]
    assert seen("SELECT sum(days)::int FROM billing_what_if_sum", storsthlm) == [(20 * 3,)]
    assert seen("SELECT id FROM billing_what_if", storsthlm) == [(theirs.pk,)]
    assert seen("SELECT id FROM billing_what_if", hsf) == [(ours.pk,)]
    assert seen("SELECT count(*) FROM billing_what_if_sum", hsf) == [(6,)]
    for table in ("discharge_case", "discharge_case_facts", "discharge_patient", "billing_ledger_day",
                  "billing_liability_result", "billing_liability_day", "billing_ledger_average"):  # fmt: skip
        assert seen(f"SELECT count(*) FROM {table}", storsthlm) == [(0,)]
    for by in (people.assignment("huddinge"), people.assignment("somatik"), None):
        assert seen("SELECT id FROM billing_what_if", by) == []
        assert seen("SELECT id FROM billing_what_if_sum", by) == []


def test_the_database_shows_no_small_sum(
    county: County,
    hsf: Assignment,
    admin_connection: psycopg.Connection,
    owner_connection: psycopg.Connection,
) -> None:
    answers(admin_connection, ask(hsf))
    with pytest.raises(psycopg.errors.CheckViolation, match="small_sum_is_withheld"):
        owner_connection.execute("UPDATE billing_what_if_sum SET withheld = false")


def test_the_application_asks_in_its_own_name_and_writes_no_answer(hsf: Assignment) -> None:
    """Whatever an action forgets."""
    storsthlm = people.assignment("storsthlm")
    ask_as = """INSERT INTO billing_what_if (id, asked_by_id, role, asked_at, first_month, last_month, payers,
                    changes, state, claimed_by, progress, incomplete, error)
                VALUES ('{}', '{}', '{}', now(), '2020-03-01', '2020-03-01', '{{}}', '{{}}', '{}',
                        '', 0, false, '')"""
    for values in (
        (uuid4(), hsf.pk, "statistics", "waiting"),
        (uuid4(), storsthlm.pk, "invoicer", "waiting"),
        (uuid4(), storsthlm.pk, "statistics", "running"),
    ):
        with pytest.raises(DatabaseError, match="row-level security"):
            write(ask_as.format(*values), storsthlm)
    for statement in (
        "UPDATE billing_what_if SET state = 'done'",
        "DELETE FROM billing_what_if",
        "INSERT INTO billing_what_if_sum SELECT * FROM billing_what_if_sum",
        "UPDATE billing_what_if_sum SET days = 0",
        "DELETE FROM billing_what_if_sum",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            write(statement, hsf)


def write(sql: str, by: Assignment) -> None:
    with acting(by), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("account", ["somatik", "huddinge", "vardcentral"])
def test_nobody_else_asks(account: str) -> None:
    with pytest.raises(Refused, match="inte rätt"):
        ask(people.assignment(account))


def test_months_must_be_closed(hsf: Assignment) -> None:
    with pytest.raises(Refused, match="måste vara stängda"):
        ask(hsf)
    with pytest.raises(Refused, match="före den första"):
        ask(hsf, APRIL, MARCH)
    with acting(hsf):
        assert not WhatIf.objects.exists()


def test_an_unknown_question_is_nothing_to_a_worker(admin_connection: psycopg.Connection) -> None:
    unknown: UUID = uuid4()
    app.send_task("billing.what_if", [str(unknown)])
    until(lambda: not any((app.control.inspect(timeout=1).active() or {}).values()))
    assert admin_connection.execute("SELECT count(*) FROM billing_what_if").fetchone() == (0,)
