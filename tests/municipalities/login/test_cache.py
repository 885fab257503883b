"""Counts and marks in PostgreSQL: what the login's limits stand on when Redis is away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections, transaction
from django.test import Client
from time_machine import TimeMachineFixture

from discharge.queries.lookups import lookup
from municipalities.cache import count_up, forget_ended
from municipalities.models import CacheEntry
from tests.factories import people
from tests.factories.local_accounts import LocalAccount
from tests.factories.registration import look_up, nurse_client


@pytest.mark.django_db
def test_what_djangos_cache_promises(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    assert cache.get("a", "nothing") == "nothing"
    cache.set("a", [1.5, "b"], 60)
    assert cache.get("a") == [1.5, "b"]
    assert not cache.add("a", 1, 60)
    assert cache.touch("a", 120)
    time_machine.shift(timedelta(seconds=119))
    assert cache.get("a") == [1.5, "b"]
    time_machine.shift(timedelta(seconds=1))
    assert cache.get("a") is None
    assert not cache.touch("a", 60)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")
    assert cache.add("a", 1, None)
    assert cache.incr("a", 2) == 3
    assert cache.delete("a")
    assert not cache.delete("a")


@pytest.mark.django_db
def test_a_window_begins_with_the_first_and_ends(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    assert [count_up("login:1:192.0.2.1", 60) for _ in range(3)] == [1, 2, 3]
    assert count_up("login:2:192.0.2.1", 60) == 1
    time_machine.shift(timedelta(seconds=60))
    assert count_up("login:1:192.0.2.1", 60) == 1


@pytest.mark.django_db
def test_no_address_can_be_read_from_it_and_what_has_ended_goes(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-30 12:00Z", tick=False)
    count_up("login:1:192.0.2.1", 60)
    count_up("stays", 6000)
    assert not CacheEntry.objects.using("access_log").filter(key__contains="192.0").exists()
    time_machine.shift(timedelta(seconds=61))
    forget_ended()
    assert CacheEntry.objects.using("access_log").count() == 1


@pytest.mark.django_db(transaction=True)
def test_each_of_many_at_once_gets_a_number_of_its_own() -> None:
    def count(_: int) -> int:
        try:
            return count_up("one", 60)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(count, range(8))) == list(range(1, 9))


@pytest.mark.django_db(transaction=True)
def test_a_count_stays_when_its_request_is_rolled_back() -> None:
    with transaction.atomic():
        count_up("one", 60)
        transaction.set_rollback(True)
    assert count_up("one", 60) == 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_may_say_that_it_is_there(worker_connection: psycopg.Connection) -> None:
    worker_connection.execute("INSERT INTO municipalities_cache VALUES ('a', '1', now())")
    worker_connection.execute("DELETE FROM municipalities_cache")


@pytest.fixture
def _no_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("Redis was asked")

    monkeypatch.setattr("redis.connection.AbstractConnection.connect", refuse)


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_redis")
def test_i4_a_local_login_asks_no_redis_and_is_limited_still(client: Client) -> None:
    account = LocalAccount()
    account.log_in(client)
    for _ in range(5):
        account.give_password(Client(), "fel")
    assert "För många misslyckade försök" in account.give_password(Client(), "fel").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_no_redis")
def test_j4_a_patient_is_looked_up_without_redis_and_the_limit_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PER_ASSIGNMENT", 2)
    client = nurse_client()
    assert [look_up(client, people.identity_number()).status_code for _ in range(3)] == [200, 200, 429]
