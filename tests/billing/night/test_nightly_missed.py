"""Fault J2: a night that nothing began, or that did not end, is made up for and told of."""

from __future__ import annotations

import logging
import subprocess
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from celery.signals import after_task_publish
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueIsAway

from billing.actions import begin, resend_left_tasks, run_task, watch
from billing.models import NightlyRun, NightlyTask
from billing.queries.nightly import late_night
from billing.tasks import nightly
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import usual_worker_resting
from tests.installed import python
from tests.processes import environment
from tests.servers import TestServers
from tests.settings import ROOT
from vardovergang.celery import app

pytestmark = [pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _nobody_works() -> Any:
    with usual_worker_resting():
        yield
        app.control.purge()


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, 30, int(hour), int(minute), tzinfo=STOCKHOLM)


def runs() -> list[tuple[date, str]]:
    return list(NightlyRun.objects.order_by("date").values_list("date", "state"))


@pytest.mark.usefixtures("as_worker")
def test_j2_the_watch_begins_a_night_that_nothing_began(caplog: pytest.LogCaptureFixture) -> None:
    watch(now=at("02:14"))
    assert runs() == []
    with caplog.at_level(logging.ERROR):
        watch(now=at("02:15"))
    assert runs() == [(TODAY, "done")]
    assert "night_was_missed" in caplog.text
    begun = NightlyRun.objects.get().started_at
    watch(now=at("09:00"))
    assert NightlyRun.objects.get().started_at == begun


@pytest.mark.usefixtures("as_worker")
def test_j2_nights_that_nobody_was_there_for_are_covered_by_the_one_that_the_watch_begins() -> None:
    begin(day=date(2026, 11, 27), now=at("02:00"), origin=NightlyRun.Origin.SCHEDULE)
    watch(now=at("13:00"))
    covered = [(date(2026, 11, day), "caught_up") for day in (28, 29)]
    assert runs() == [(date(2026, 11, 27), "done"), *covered, (TODAY, "done")]


def _run(state: str, task: str = "") -> None:
    ended = None if state == "running" else timezone.now()
    run = NightlyRun.objects.create(
        date=TODAY, state=state, origin="schedule", started_at=at("02:00"), finished_at=ended
    )
    if task:
        NightlyTask.objects.create(run=run, payer="0126", state=task)


@pytest.mark.usefixtures("as_worker")
@pytest.mark.parametrize(
    ("state", "task", "now", "late"),
    [
        ("done", "done", "05:00", None),
        ("running", "running", "03:59", None),
        ("running", "running", "04:00", TODAY),
        ("failed", "done", "05:00", None),
        ("failed", "failed", "05:00", TODAY),
    ],
)
def test_j2_a_night_that_is_late_or_failed_alarms(
    state: str, task: str, now: str, late: date | None, caplog: pytest.LogCaptureFixture
) -> None:
    """A case that fails alone is on the list of what can't be invoiced; a whole municipality is an alarm."""
    assert late_night(at(now)) is None
    _run(state, task)
    assert late_night(at(now)) == late
    with caplog.at_level(logging.ERROR):
        watch(now=at(now))
    assert ("night_is_late" in caplog.text) == bool(late)


@pytest.mark.usefixtures("as_worker")
def test_j2_a_night_before_the_last_due_one_is_late() -> None:
    begin(day=date(2026, 11, 28), now=at("02:00"), origin=NightlyRun.Origin.SCHEDULE)
    assert late_night(at("03:00")) == date(2026, 11, 29)
    begin(day=date(2026, 11, 29), now=at("02:00"), origin=NightlyRun.Origin.SCHEDULE)
    assert late_night(at("03:00")) is None
    assert late_night(at("04:00")) == TODAY


def test_j2_the_status_alarms(client: Client, worker_connection: psycopg.Connection) -> None:
    assert client.get("/health/status").json()["parts"]["night"] == "ok"
    worker_connection.execute(
        "INSERT INTO billing_nightly_run (date, state, origin, started_at, finished_at) "
        "VALUES ('2026-11-01', 'done', 'schedule', now(), now())"
    )
    assert client.get("/health/status").json()["parts"]["night"] == "failing"
    assert client.get("/health/ready").json()["status"] == "ok"


@pytest.mark.usefixtures("as_worker")
def test_j2_a_task_whose_database_goes_away_is_free_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _run("running", "waiting")
    task = NightlyTask.objects.get()

    def lose_it(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as away:
        away.setattr("billing.nightly.run.lock_next", lose_it)
        with pytest.raises(OperationalError):
            run_task(task.pk, worker="first")
    task.refresh_from_db()
    assert (task.state, task.claim) == ("waiting", None)
    run_task(task.pk, worker="second")
    assert runs() == [(TODAY, "done")]


@pytest.mark.usefixtures("as_worker")
def test_j2_the_nights_message_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is away when the message is taken: the worker sends it to itself again, its date open."""
    connections.close_all()
    with monkeypatch.context() as away:
        away.setitem(connections["default"].settings_dict, "HOST", "/nowhere")
        result = nightly.apply(throw=False, retries=nightly.max_retries)
    assert isinstance(result.result, OperationalError)
    assert nightly.max_retries == 6
    assert nightly.autoretry_for[0] is OperationalError


def _no_queue(*args: Any, **kwargs: Any) -> None:
    raise QueueIsAway


@pytest.mark.usefixtures("as_worker")
def test_j8_a_run_that_the_queue_did_not_hear_of_is_sent_out_by_the_recovery(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[str] = []

    def note(sender: str, **kwargs: Any) -> None:
        sent.append(sender)

    _run("running", "waiting")
    with monkeypatch.context() as away:
        away.setattr(app.amqp, "send_task_message", _no_queue)
        with pytest.raises(QueueIsAway):
            resend_left_tasks()
    assert sent == []
    with monkeypatch.context() as told:
        told.setattr(after_task_publish, "receivers", [])
        after_task_publish.connect(note, weak=False)
        resend_left_tasks()
    assert len(sent) == 1


def test_j8_the_command_without_redis_says_one_sentence(servers: TestServers) -> None:
    """With and without --wait; without it the night is begun, and says what happens next."""
    chosen = {**environment(servers.urls, "worker"), "REDIS_URL": "unix:///nowhere/redis.sock"}
    said = {}
    for options in ((), ("--wait",)):
        command = [python(), "manage.py", "nightly", "--date", "2020-03-01", *options]
        done = subprocess.run(command, env=chosen, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        said[options] = done.stderr.strip().splitlines()
    assert [len(lines) for lines in said.values()] == [1, 1]
    assert "är startad" in said[()][0]
    assert "Ingen natt är startad" in said[("--wait",)][0]
