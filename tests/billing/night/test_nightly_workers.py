"""The night on several workers, on one that is killed, and on one whose work is taken over."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from billing.models import NightlyRun, NightlyTask
from tests.factories.billing.nights import (
    SATURDAY,
    copies,
    dump,
    ended,
    night,
    ready_stay,
    until,
    usual_worker_resting,
)
from tests.processes import manage, start_worker, stop
from tests.servers import TestServers, connect
from vardovergang.celery import app

pytestmark = pytest.mark.django_db(transaction=True)

PAYERS = {"0126": 20, "0136": 1100, "0182": 20}
CASES = sum(PAYERS.values())
OUTCOMES = """SELECT c.care_type, r.ready_days, r.charged_days, r.amount, count(*), count(DISTINCT r.case_id)
              FROM billing_liability_result r JOIN discharge_case c ON c.id = r.case_id GROUP BY 1, 2, 3, 4"""
DAYS = "SELECT count(*), count(DISTINCT (case_id, date)) FROM billing_liability_day"


@pytest.fixture
def county(admin_connection: psycopg.Connection) -> None:
    """Three municipalities; one of them has cases for three batches."""
    stay = ready_stay()
    stay.wait(days=4).go_home()
    for payer, cases in PAYERS.items():
        copies(admin_connection, stay.case.pk, cases - (payer == stay.person.municipality), payer)


@pytest.fixture
def other_worker(servers: TestServers) -> Iterator[subprocess.Popen[bytes]]:
    worker = start_worker(servers.urls, "other")
    yield worker
    stop(worker)


@contextmanager
def batch_held_up(servers: TestServers, payer: str) -> Iterator[None]:
    """Nobody gets past this municipality's 700th case, which lies in the second batch."""
    case = "SELECT id FROM discharge_case WHERE payer_id = %s ORDER BY id OFFSET 700 LIMIT 1"
    with connect(servers.urls.admin) as connection, connection.transaction():
        connection.execute(f"SELECT FROM discharge_case WHERE id = ({case}) FOR UPDATE", [payer])
        yield


def held_up(payer: str) -> bool:
    return NightlyTask.objects.filter(payer=payer, state="running", cases_done=500).exists()


def everything_is_computed_once(connection: psycopg.Connection) -> None:
    assert connection.execute(OUTCOMES).fetchall() == [("somatic", 4, 1, 8200, CASES, CASES)]
    assert connection.execute(DAYS).fetchall() == [(4 * CASES, 4 * CASES)]
    assert connection.execute("SELECT count(*) FROM billing_uncomputed_case").fetchone() == (0,)
    before = dump(connection)
    night()
    assert dump(connection) == before, "the night again changes nothing"


@pytest.mark.usefixtures("county", "celery_worker_process", "other_worker")
def test_two_workers_and_every_task_sent_three_times(admin_connection: psycopg.Connection) -> None:
    app.send_task("billing.nightly", [SATURDAY.isoformat()])
    until(NightlyTask.objects.exists)
    for task_id in NightlyTask.objects.values_list("pk", flat=True):
        for _ in range(2):
            app.send_task("billing.nightly_task", [str(task_id)])
    run = ended()
    assert run.state == NightlyRun.State.DONE
    counted = run.tasks.order_by("payer").values_list("payer", "cases_done")
    assert list(counted) == list(PAYERS.items())
    everything_is_computed_once(admin_connection)


@pytest.mark.usefixtures("county")
def test_a_killed_worker_leaves_whole_batches_and_the_next_takes_its_place(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    with usual_worker_resting():
        doomed = start_worker(servers.urls, "doomed")
        with batch_held_up(servers, "0136"):
            app.send_task("billing.nightly", [SATURDAY.isoformat()])
            until(lambda: held_up("0136"))
            until(lambda: NightlyTask.objects.filter(state="done").count() == 2)
            os.killpg(doomed.pid, signal.SIGKILL)
            doomed.wait()
        assert NightlyRun.objects.get().state == NightlyRun.State.RUNNING
        counted = "SELECT count(*) FROM billing_liability_result WHERE payer_id = '0136'"
        assert admin_connection.execute(counted).fetchone() == (500,)

        successor = start_worker(servers.urls, "successor")
        try:
            assert manage(servers.urls, "nightly", "--date", f"{SATURDAY}", "--wait").returncode == 0
            everything_is_computed_once(admin_connection)
        finally:
            stop(successor)


@pytest.mark.usefixtures("county", "celery_worker_process")
def test_what_a_dead_worker_left_is_found_without_anybody_asking(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    """After five minutes of silence a claim is anybody's, and before that nobody else's."""
    night()
    left = """UPDATE billing_nightly_task SET state = 'running', claim = gen_random_uuid(),
              claimed_at = now() - %s::interval"""
    admin_connection.execute("UPDATE billing_nightly_run SET state = 'running', finished_at = NULL")
    admin_connection.execute(left, ["4 minutes"])
    app.send_task("billing.nightly_recover")
    for task_id in NightlyTask.objects.values_list("pk", flat=True):
        app.send_task("billing.nightly_task", [str(task_id)])
    night_is_alone(servers)
    assert set(NightlyTask.objects.values_list("state", flat=True)) == {"running"}

    admin_connection.execute(left, ["6 minutes"])
    app.send_task("billing.nightly_recover")
    assert ended().state == NightlyRun.State.DONE


def night_is_alone(servers: TestServers) -> None:
    """The queue is empty and nobody is at work."""
    until(lambda: servers.redis.llen("celery") == 0)
    until(lambda: not any((app.control.inspect(timeout=1).active() or {}).values()))


@pytest.mark.usefixtures("county", "celery_worker_process", "other_worker")
def test_a_worker_whose_claim_is_taken_over_writes_no_more(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    """Asked for again while a worker is held up: its batch is kept, its claim is not."""
    with batch_held_up(servers, "0136"):
        app.send_task("billing.nightly", [SATURDAY.isoformat()])
        until(lambda: held_up("0136"))
        app.send_task("billing.nightly", [SATURDAY.isoformat()])
        until(lambda: waits_for_the_claim(admin_connection))
    run = ended()
    assert run.state == NightlyRun.State.DONE
    assert run.tasks.get(payer="0136").cases_done == 1100, "those of before too"
    everything_is_computed_once(admin_connection)


def waits_for_the_claim(connection: psycopg.Connection) -> bool:
    waiting = """SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                 AND query LIKE 'UPDATE "billing_nightly_task"%'"""
    return connection.execute(waiting).rowcount == 1


@pytest.mark.usefixtures("county")
def test_a_run_that_never_ended_is_covered_by_the_next_night(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    with usual_worker_resting():
        assert manage(servers.urls, "nightly", "--date", "2020-03-13").returncode == 0
        app.control.purge()
    assert set(NightlyTask.objects.values_list("state", flat=True)) == {"waiting"}
    worker = start_worker(servers.urls, "next")
    try:
        night()
    finally:
        stop(worker)
    never = NightlyRun.objects.get(date="2020-03-13")
    assert (never.state, never.caught_up_by_id) == (NightlyRun.State.CAUGHT_UP, SATURDAY)
    assert set(never.tasks.values_list("state", flat=True)) == {NightlyTask.State.DROPPED}
    assert admin_connection.execute(OUTCOMES).fetchall() == [("somatic", 4, 1, 8200, CASES, CASES)]


def test_the_end_of_a_night_is_told_to_whoever_counts_its_days(servers: TestServers) -> None:
    """A night without cases ends as it begins; what it sends lies in the queue."""
    with usual_worker_resting():
        app.control.purge()
        assert manage(servers.urls, "nightly", "--date", "2020-03-01").returncode == 0
        sent = [
            task
            for task in servers.redis.lrange("statistics", 0, -1)
            if b"monthly_statistics.refresh" in task
        ]
    assert len(sent) == 1
