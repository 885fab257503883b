"""Fault J4: a Redis that is gone or frozen holds nobody for long."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from pytest_django import Settings

from vardovergang.servers.embedded import Embedded
from vardovergang.servers.urls import broker_url, embedded_urls
from vardovergang.web.health import REDIS_SECONDS, redis_answers

#: A page's statement may take 15 seconds; the queue is less important.
LONGEST = 8


class OwnRedis:
    """A Redis of the test's own, to be frozen and stopped."""

    def __init__(self, data_dir: Path) -> None:
        self.embedded = Embedded(data_dir)
        self.urls = self.embedded.ensure(postgresql=False)
        server = self.embedded.redis._server
        assert server is not None
        self.pid = server.pid

    def freeze(self) -> None:
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def site(self) -> Celery:
        """The site's way to the queue, with connections of its own."""
        app = Celery("away", broker=broker_url(self.urls.redis))
        app.config_from_object("django.conf:settings", namespace="CELERY")
        app.conf["broker_url"] = broker_url(self.urls.redis)
        return app


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path)
    yield own
    own.thaw()
    own.embedded.release()


def seconds_until_refused(app: Celery) -> float:
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        app.send_task("billing.nightly")
    return time.monotonic() - begun


@pytest.mark.parametrize("is_connected", [True, False])
def test_j4_a_frozen_redis_refuses_within_seconds(own_redis: OwnRedis, *, is_connected: bool) -> None:
    app = own_redis.site()
    if is_connected:
        app.send_task("billing.nightly")
    own_redis.freeze()
    assert seconds_until_refused(app) < LONGEST
    own_redis.thaw()
    app.send_task("billing.nightly")


@pytest.mark.parametrize("address", ["redis+socket:///nowhere/redis.sock", "redis://127.0.0.1:1/0"])
def test_j4_a_redis_that_is_not_there_refuses_at_once(address: str) -> None:
    app = Celery("away")
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf["broker_url"] = address
    assert seconds_until_refused(app) < 3


def test_i4_the_status_does_not_wait_for_a_frozen_redis(own_redis: OwnRedis, settings: Settings) -> None:
    settings.SERVERS = embedded_urls(own_redis.embedded.places)
    assert redis_answers()
    own_redis.freeze()
    begun = time.monotonic()
    assert not redis_answers()
    assert time.monotonic() - begun < REDIS_SECONDS + 1
