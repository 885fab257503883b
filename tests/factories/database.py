"""Asking the database as its owner, and as the site's roles see it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection as default
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import Settings

from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.logins import login_of
from tests.servers import TestServers

#: The owner's connection among Django's (the fixture `owner`).
ALIAS = "owner"


def execute(connection: BaseDatabaseWrapper, sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def seen(sql: str, by: Assignment | None) -> list[Any]:
    """The rows that the site's own connection answers to somebody."""
    with acting(by), default.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@contextmanager
def acting_as(connection: BaseDatabaseWrapper, role: str) -> Iterator[None]:
    """What is asked within is asked as that role; a refusal leaves the transaction whole."""
    with transaction.atomic(using=ALIAS):
        execute(connection, f"SET LOCAL SESSION AUTHORIZATION vardovergang_{role}")
        yield
        execute(connection, "RESET SESSION AUTHORIZATION; SET LOCAL ROLE vardovergang_owner")


@contextmanager
def as_owner(servers: TestServers, settings: Settings) -> Iterator[None]:
    """The owner may do what worker and application do together, so one transaction holds it all."""
    with login_of(servers.urls.owner):
        settings.DATABASE_ROLE = "owner"
        yield
