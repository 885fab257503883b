"""Each part is made to fail for real: no mocks."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client
from pytest_django import Settings
from time_machine import TimeMachineFixture

from tests.processes import start_worker, stop
from tests.servers import TestServers
from vardovergang.apps import StaticFilesConfig
from vardovergang.web.health import worker_is_here

pytestmark = pytest.mark.django_db(transaction=True)
READY = {"database": "ok", "migrations": "ok", "static": "ok"}
ALL_WELL = {**READY, "redis": "ok", "worker": "ok", "night": "ok"}


def ask(client: Client, address: str) -> dict[str, str]:
    """What is said of each part, once status and code have been compared with it."""
    response = client.get(address)
    answer = response.json()
    healthy = set(answer["parts"].values()) == {"ok"}
    assert (response.status_code, answer["status"]) == ((200, "ok") if healthy else (503, "failing"))
    return dict(answer["parts"])


@pytest.fixture
def parts(client: Client, servers: TestServers, settings: Settings) -> Callable[[], dict[str, str]]:
    settings.SERVERS = servers.urls
    return lambda: ask(client, "/health/status")


def test_all_is_well(parts: Callable[[], dict[str, str]], client: Client) -> None:
    assert ask(client, "/health/ready") == READY
    worker_is_here()
    assert parts() == ALL_WELL


def test_no_database(
    parts: Callable[[], dict[str, str]], client: Client, servers: TestServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections.close_all()
    for alias in ("default", "access_log"):
        monkeypatch.setitem(connections[alias].settings_dict, "HOST", "/nowhere")
    failing = {"database": "failing", "migrations": "failing"}
    assert parts() == {**ALL_WELL, **failing, "worker": "failing", "night": "failing"}
    assert ask(client, "/health/ready") == {**READY, **failing}
    assert client.get("/health/live").status_code == 200


def test_database_lost_in_between(
    parts: Callable[[], dict[str, str]], admin_connection: psycopg.Connection
) -> None:
    worker_is_here()
    assert parts() == ALL_WELL
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    admin_connection.execute(others + "AND pid <> pg_backend_pid()")
    assert parts()["database"] == "failing"
    connections.close_all()
    assert parts() == ALL_WELL


@pytest.mark.parametrize("address", ["unix:///nowhere/redis.sock", "redis://127.0.0.1:1/0"])
def test_i4_no_redis_alarms_and_pages_are_ready(
    address: str,
    parts: Callable[[], dict[str, str]],
    client: Client,
    servers: TestServers,
    settings: Settings,
) -> None:
    worker_is_here()
    settings.SERVERS = replace(servers.urls, redis=address)
    assert parts() == {**ALL_WELL, "redis": "failing"}
    assert ask(client, "/health/ready") == READY


def test_i4_never_ready_while_a_page_lacks_its_files(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    """Nothing collected, one file gone, one that was added later; the page itself is asked beside it."""
    hashed = {"BACKEND": "vardovergang.web.static_files.HashedFiles"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": hashed}
    settings.STATIC_ROOT = tmp_path

    def both() -> tuple[str, int]:
        try:
            page = Client().get("/logga-in/").status_code
        except ValueError:
            page = 500
        return ask(client, "/health/ready")["static"], page

    assert both() == ("failing", 500)
    left_out = StaticFilesConfig.ignore_patterns
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=left_out)
    settings.STORAGES = dict(settings.STORAGES)
    assert both() == ("ok", 200)
    (gone,) = (tmp_path / "css").glob("theme.????????????.css")
    gone.unlink()
    assert ask(client, "/health/ready")["static"] == "failing"


def test_a_migration_is_waiting(
    parts: Callable[[], dict[str, str]], client: Client, owner_connection: psycopg.Connection
) -> None:
    worker_is_here()
    owner_connection.execute("DELETE FROM django_migrations WHERE app = 'discharge' AND name LIKE '0002%'")
    assert parts() == {**ALL_WELL, "migrations": "failing"}
    assert ask(client, "/health/ready") == {**READY, "migrations": "failing"}


def test_no_worker_lately(
    parts: Callable[[], dict[str, str]], client: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    assert parts() == {**ALL_WELL, "worker": "failing"}
    worker_is_here()
    assert parts() == ALL_WELL
    time_machine.shift(timedelta(seconds=91))
    assert parts() == {**ALL_WELL, "worker": "failing"}
    assert ask(client, "/health/ready") == READY


def test_a_worker_says_that_it_is_here(parts: Callable[[], dict[str, str]], servers: TestServers) -> None:
    """At its start, and again whenever beat asks."""
    from vardovergang.tasks import heartbeat

    worker = start_worker(servers.urls)
    try:
        # It answers a ping a moment before it is ready for tasks.
        assert _soon(lambda: parts() == ALL_WELL)
        cache.clear()
        heartbeat.delay()
        assert _soon(lambda: parts() == ALL_WELL)
    finally:
        stop(worker)


def test_no_secrets(client: Client, servers: TestServers) -> None:
    text = "".join(client.get(f"/health/{name}").content.decode() for name in ("live", "ready", "status"))
    assert "vardovergang" not in text
    assert "/tmp" not in text


def test_asking_needs_no_session_and_no_transaction(client: Client) -> None:
    response = client.get("/health/live", secure=False)
    assert response.json() == {"status": "ok"}
    assert not response.cookies


def _soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False
