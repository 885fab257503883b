"""Each part is made to fail for real: no mocks."""

import time
from collections.abc import Callable

import psycopg
import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from tests.processes import start_worker, stop
from tests.servers import TestServers
from vardovergang.health import SEEN, worker_is_here

pytestmark = pytest.mark.django_db(transaction=True)
ALL_WELL = {"database": "ok", "redis": "ok", "migrations": "ok", "worker": "ok"}


@pytest.fixture
def parts(client: Client) -> Callable[[], dict[str, str]]:
    """What /health/ready says of each part, once status and code have been compared with it."""

    def ask() -> dict[str, str]:
        response = client.get("/health/ready")
        answer = response.json()
        healthy = set(answer["parts"].values()) == {"ok"}
        assert (response.status_code, answer["status"]) == ((200, "ok") if healthy else (503, "failing"))
        return dict(answer["parts"])

    return ask


def test_all_is_well(parts: Callable[[], dict[str, str]]) -> None:
    worker_is_here()
    assert parts() == ALL_WELL


def test_no_database(
    parts: Callable[[], dict[str, str]], client: Client, servers: TestServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker_is_here()
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    assert parts() == {**ALL_WELL, "database": "failing", "migrations": "failing"}
    assert client.get("/health/live").status_code == 200


def test_database_lost_in_between(
    parts: Callable[[], dict[str, str]], admin_connection: psycopg.Connection
) -> None:
    worker_is_here()
    assert parts() == ALL_WELL
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
    admin_connection.execute(others + "AND pid <> pg_backend_pid()")
    assert parts()["database"] == "failing"
    assert parts() == ALL_WELL


def test_no_redis(parts: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    worker_is_here()
    monkeypatch.setitem(caches.settings["default"], "LOCATION", "unix:///nowhere/redis.sock")
    # The cache that this thread has used so far goes; the next use makes one with the new address.
    del caches["default"]
    assert parts() == {**ALL_WELL, "redis": "failing", "worker": "failing"}
    monkeypatch.undo()
    del caches["default"]


def test_a_migration_is_waiting(
    parts: Callable[[], dict[str, str]], owner_connection: psycopg.Connection
) -> None:
    worker_is_here()
    owner_connection.execute("DELETE FROM django_migrations WHERE app = 'discharge' AND name LIKE '0002%'")
    assert parts() == {**ALL_WELL, "migrations": "failing"}


def test_no_worker_lately(parts: Callable[[], dict[str, str]], servers: TestServers) -> None:
    assert parts() == {**ALL_WELL, "worker": "failing"}
    worker_is_here()
    keys = list(servers.redis.scan_iter(f"*{SEEN}"))
    assert len(keys) == 1
    assert 0 < servers.redis.ttl(keys[0]) <= 90


def test_a_worker_says_that_it_is_here(parts: Callable[[], dict[str, str]], servers: TestServers) -> None:
    """At its start, and again whenever beat asks."""
    from vardovergang.tasks import heartbeat

    worker = start_worker(servers.urls)
    try:
        # It answers a ping a moment before it is ready for tasks.
        assert _soon(lambda: parts() == ALL_WELL)
        servers.forget()
        heartbeat.delay()
        assert _soon(lambda: parts() == ALL_WELL)
    finally:
        stop(worker)


def test_no_secrets(client: Client, servers: TestServers) -> None:
    text = client.get("/health/ready").content.decode() + client.get("/health/live").content.decode()
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
