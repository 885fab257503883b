"""Any number of beats: what is due is sent once; what can't be sent stays due; what nobody takes expires."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone
from time_machine import TimeMachineFixture

from municipalities.models import JobMark
from tests.factories.billing.nights import usual_worker_resting
from tests.servers import TestServers
from vardovergang.beat import LOOK_EVERY, PAUSE, OneBeat
from vardovergang.celery import app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_worker")]


@pytest.fixture(autouse=True)
def _queue_to_oneself(servers: TestServers) -> Iterator[None]:
    with usual_worker_resting():
        app.control.purge()
        yield
        app.control.purge()


def sent(servers: TestServers) -> list[dict[str, Any]]:
    """What lies in the queues."""
    return [
        json.loads(each) for name in ("celery", "statistics") for each in servers.redis.lrange(name, 0, -1)
    ]


def names(servers: TestServers) -> list[str]:
    return sorted(each["headers"]["task"] for each in sent(servers))


def test_two_beats_send_what_is_due_once(servers: TestServers, time_machine: TimeMachineFixture) -> None:
    """Issue 9: two beats can't both send. All a Sunday night's hours, each beat in a thread of its own."""
    time_machine.move_to("2026-11-28 23:30Z", tick=False)
    beats = [OneBeat(app) for _ in range(3)]
    for beat in beats:
        beat.tick()
    assert sent(servers) == []
    time_machine.shift(timedelta(hours=4))
    together = Barrier(len(beats))

    def tick(beat: OneBeat) -> None:
        together.wait()
        assert beat.tick() == LOOK_EVERY
        connections.close_all()

    with ThreadPoolExecutor(len(beats)) as pool:
        list(pool.map(tick, beats))
    assert names(servers) == sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())
    for beat in beats:
        beat.tick()
    assert len(sent(servers)) == len(settings.CELERY_BEAT_SCHEDULE)


def test_every_periodic_message_expires(servers: TestServers, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-28 23:30Z", tick=False)
    beat = OneBeat(app)
    beat.tick()
    time_machine.shift(timedelta(hours=4))
    beat.tick()
    ends = {each["headers"]["task"]: each["headers"]["expires"] for each in sent(servers)}
    assert len(ends) == len(settings.CELERY_BEAT_SCHEDULE)
    assert all(ends.values())
    assert ends["billing.nightly"].startswith("2026-11-29T16:30:00+01:00")


def test_j2_a_beat_that_was_away_at_the_hour_sends_it_when_it_is_back(
    servers: TestServers, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-30 00:30Z", tick=False)
    OneBeat(app).tick()
    time_machine.shift(timedelta(hours=3))
    OneBeat(app).tick()
    assert "billing.nightly" in names(servers)


def test_j2_what_cannot_be_sent_stays_due(
    servers: TestServers, time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    time_machine.move_to("2026-11-30 00:30Z", tick=False)
    beat = OneBeat(app)
    beat.tick()
    time_machine.shift(timedelta(hours=1))
    with monkeypatch.context() as away:
        away.setattr(app.amqp, "send_task_message", _no_queue)
        assert beat.tick() == PAUSE
    assert sent(servers) == []
    assert beat.tick() == LOOK_EVERY
    assert names(servers).count("billing.nightly") == 1


def _no_queue(*args: Any, **kwargs: Any) -> None:
    raise ConnectionRefusedError


def test_a_beat_waits_for_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    connections.close_all()
    with monkeypatch.context() as away:
        away.setitem(connections["default"].settings_dict, "HOST", "/nowhere")
        beat = OneBeat(app)
        assert beat.tick() == PAUSE
    assert beat.tick() == LOOK_EVERY
    assert JobMark.objects.count() == len(settings.CELERY_BEAT_SCHEDULE)
    assert all(mark.at <= timezone.now() for mark in JobMark.objects.all())
