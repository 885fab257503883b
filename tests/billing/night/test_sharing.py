"""How a night's cases are shared out, found and locked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from threading import Thread
from uuid import UUID

import psycopg
import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from billing.models import NightlyRun
from billing.nightly import cases_to_compute
from billing.queries.nightly import municipalities_of, progress_of
from tests.factories.billing.inline_nights import Nights, Scope
from tests.factories.billing.nights import copies, ready_stay, until
from tests.factories.plans import plan_of, read_by
from tests.factories.stays import Stay
from tests.servers import TestServers, connect

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, SECOND = date(2020, 4, 2), date(2020, 4, 3)


@pytest.fixture
def closed(admin_connection: psycopg.Connection) -> Stay:
    stay = ready_stay()
    stay.wait(days=8).go_home()
    return stay


@pytest.fixture
def nights(closed: Stay, as_worker: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Nights:
    return Nights(monkeypatch, settings)


def test_a_large_municipality_is_several_tasks_and_one_row(
    nights: Nights, closed: Stay, admin_connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cases_to_compute, "CASES_A_TASK", 4)
    copies(admin_connection, closed.case.pk, 9, "0126")
    copies(admin_connection, closed.case.pk, 4, "0136")
    run = nights.compute(FIRST)
    counted = run.tasks.order_by("payer", "first").values_list("payer", "cases_total", "cases_done")
    assert list(counted) == [("0126", 4, 4), ("0126", 4, 4), ("0126", 2, 2), ("0136", 4, 4)]
    assert len(nights.read) == len(set(nights.read)) == 14
    rows = [(name, part.state, part.cases_done, part.cases_total) for name, part in municipalities_of(run)]
    assert rows == [("Haninge", "done", 4, 4), ("Huddinge", "done", 10, 10)]
    progress = progress_of(run)
    assert (progress.municipalities, progress.municipalities_ended, progress.cases_done) == (2, 2, 14)

    run = nights.compute(SECOND, Scope.EVERY)
    assert (run.cases_unchanged, nights.read) == (14, [])
    run = nights.compute(SECOND, Scope.FORCED)
    assert list(run.tasks.order_by("payer", "first").values_list("cases_done", flat=True)) == [4, 4, 2, 4]
    assert len(nights.read) == len(set(nights.read)) == 14


@pytest.mark.usefixtures("as_worker")
def test_one_task_of_a_municipality_that_goes_on_or_failed_is_what_its_row_says() -> None:
    run = NightlyRun.objects.create(
        date=FIRST, state="running", origin="command", started_at="2020-04-02T02:00+02:00"
    )
    for number, (state, error) in enumerate([("done", ""), ("failed", "KeyError"), ("running", "")]):
        run.tasks.create(payer="0126", first=UUID(int=number), state=state, error=error, cases_total=2)
    ((_, part),) = municipalities_of(run)
    assert (part.state, part.error, part.cases_total, part.has_ended) == ("running", "KeyError", 6, False)
    run.tasks.filter(state="running").update(state="done")
    ((_, part),) = municipalities_of(run)
    assert (part.state, part.has_ended) == ("failed", True)


def test_what_a_stopped_night_of_every_case_has_left_the_next_one_takes(
    nights: Nights, admin_connection: psycopg.Connection
) -> None:
    nights.compute(FIRST)
    run = nights.compute(SECOND, Scope.FORCED)
    assert run.scope == Scope.FORCED
    admin_connection.execute("UPDATE billing_nightly_task SET state = 'failed'")
    assert nights.compute(date(2020, 4, 4)).scope == Scope.FORCED
    assert nights.compute(date(2020, 4, 5)).scope == Scope.DUE


SENT = """
UPDATE discharge_case SET changed_at = now() WHERE id = %(case)s;
UPDATE discharge_case_facts SET facts = facts || '{"services_declined": true}' WHERE case_id = %(case)s;
"""


@pytest.fixture
def sending(servers: TestServers) -> Iterator[psycopg.Connection]:
    with connect(servers.urls.admin) as other:
        yield other


def test_a_message_that_the_night_has_waited_for_is_part_of_it(
    nights: Nights, closed: Stay, admin_connection: psycopg.Connection, sending: psycopg.Connection
) -> None:
    """The night finds the case as it was and waits for whoever sends; what it reads then is what was sent."""

    def compute() -> None:
        nights.compute(FIRST)
        connections.close_all()

    night = Thread(target=compute)
    with sending.transaction():
        for statement in SENT.split(";")[:2]:
            sending.execute(statement.encode(), {"case": closed.case.pk})
        night.start()
        until(lambda: is_waited_for(admin_connection), within=20)
    night.join(20)
    result = "SELECT reasons, charged_days FROM billing_liability_result"
    assert admin_connection.execute(result).fetchall() == [(["services_declined"], 0)]


def is_waited_for(connection: psycopg.Connection) -> bool:
    waiting = """SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                 AND query LIKE '%array_agg(id)%'"""
    return connection.execute(waiting).rowcount == 1


def test_a_closed_case_that_a_later_day_changes_is_come_back_to(
    nights: Nights, closed: Stay, admin_connection: psycopg.Connection
) -> None:
    """The call was pending when the person went home; three days later it is missing."""
    facts = """UPDATE discharge_case_facts SET facts = facts || '{"sip_needed": true, "sip_calls": [],
        "discharged_at": "2020-03-10T10:00:00+00:00"}' || jsonb_build_object('messages',
        facts->'messages' || '{"sip_calls": []}')"""
    admin_connection.execute(facts)
    reasons = "SELECT reasons FROM billing_liability_result"
    nights.compute(date(2020, 3, 11))
    assert admin_connection.execute(reasons).fetchone() == (["sip_call_pending"],)
    nights.compute(date(2020, 3, 13))
    assert admin_connection.execute(reasons).fetchone() == (["sip_call_missing"],)
    nights.compute(date(2020, 3, 14))
    assert nights.read == []


# --- how they are found --------------------------------------------------------------------------


TABLES = ("discharge_case", "discharge_case_facts", "billing_liability_result", "billing_uncomputed_case")


def read_to_find(nights: Nights, day: date, scope: Scope) -> int:
    """How many rows a night reads to find its cases, those passed by too."""
    with CaptureQueriesContext(connection) as said:
        nights.compute(day, scope)
    found = [one["sql"] for one in said.captured_queries if "FOR NO KEY UPDATE) AS locked" in one["sql"]]
    assert found
    nodes = [node for statement in found for node in plan_of(statement)]
    return sum(read_by(node) for node in nodes if node.get("Relation Name") in TABLES)


@pytest.fixture
def running() -> Stay:
    return ready_stay("Haninge", "0136")


def test_a_usual_night_reads_nothing_of_the_closed_cases(
    running: Stay, closed: Stay, nights: Nights, admin_connection: psycopg.Connection
) -> None:
    nights.compute(FIRST)
    copies(admin_connection, closed.case.pk, 1500, "0136")
    nights.compute(FIRST)
    admin_connection.execute(f"VACUUM ANALYZE {', '.join(TABLES)}".encode())
    read = read_to_find(nights, FIRST, Scope.DUE)
    assert nights.read == [str(running.case.pk)]
    assert 0 < read < 20
