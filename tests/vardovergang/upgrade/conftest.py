"""A database of commit e6a2cad, the last whose data anybody has: a small county with closed months."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from municipalities.database.engine import registry
from municipalities.database.engine.changes import apply_all
from tests.factories.vardovergang.upgraded import Upgraded
from tests.servers import TestServers, connect
from vardovergang.servers import database_role
from vardovergang.servers.roles import prepare_server
from vardovergang.servers.urls import ROLES, Urls

DUMP = Path(__file__).with_name("e6a2cad.sql.xz")


@pytest.fixture(scope="module")
def upgraded(
    servers: TestServers, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Upgraded]:
    """The trial's database, migrated by this very process as the owner."""
    with made(servers, "upgrade") as urls, connect(urls.admin) as admin:
        # The dump's own settings are the connection's, and end with it.
        admin.execute(lzma.decompress(DUMP.read_bytes()).decode())
        before = look(admin)
        with django_db_blocker.unblock(), owner_of(urls) as connection:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())
            assert all(registry.is_complete(connection, label) for label in registry.by_app())
            apply_all(connection)
            yield Upgraded(connection, urls, before)


@pytest.fixture
def half_made(
    servers: TestServers, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """A new site that has stopped between its first migrations and those that apply the rules."""
    with (
        made(servers, "half") as urls,
        django_db_blocker.unblock(),
        owner_of(urls) as connection,
    ):
        executor = MigrationExecutor(connection)
        executor.migrate([(label, "0001_schema") for label in registry.by_app()])
        yield connection


@contextmanager
def made(servers: TestServers, word: str) -> Iterator[Urls]:
    """An empty database for as long as it is used."""
    urls = of_database(servers.urls, f"{servers.database}_{word}")
    drop(servers, urls)
    logins = {role: str(conninfo_to_dict(urls.of(role))["password"]) for role in ROLES}
    prepare_server(servers.server.admin, name(urls), logins)
    yield urls
    drop(servers, urls)


@contextmanager
def owner_of(urls: Urls) -> Iterator[BaseDatabaseWrapper]:
    """Django's connection as the database's owner, which the application's process else refuses."""
    owner, alias = conninfo_to_dict(urls.owner), name(urls)
    login = {"NAME": alias, "USER": owner["user"], "PASSWORD": owner["password"]}
    connections.databases[alias] = {**connections.databases["default"], **login}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database_role, "refuse_unsafe_role", lambda *_: None)
        yield connections[alias]
        connections[alias].close()
    del connections[alias]
    del connections.databases[alias]


def of_database(urls: Urls, name: str) -> Urls:
    """The same logins, to another database."""
    old = str(conninfo_to_dict(urls.owner)["dbname"])
    named = {role: urls.of(role).replace(f"@/{old}?", f"@/{name}?") for role in ROLES}
    return replace(urls, **named, admin=urls.admin.replace(f"@/{old}?", f"@/{name}?"))


def look(admin: psycopg.Connection) -> dict[str, Any]:
    counted = """SELECT (SELECT count(*) FROM public.discharge_message) AS messages,
        (SELECT count(*) FROM public.discharge_case) AS cases,
        (SELECT count(*) FROM public.billing_ledger_day) AS closed_days,
        (SELECT count(*) FROM public.billing_liability_day WHERE state = 'charged') AS charged,
        (SELECT count(DISTINCT month) FROM public.billing_month WHERE state = 'closed') AS closed_months"""
    with admin.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        return dict(cursor.execute(counted).fetchone() or {})


def drop(servers: TestServers, urls: Urls) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    servers.admin.execute(drop.format(sql.Identifier(name(urls))))


def name(urls: Urls) -> str:
    return str(conninfo_to_dict(urls.owner)["dbname"])
