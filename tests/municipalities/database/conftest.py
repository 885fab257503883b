"""The database's owner, in a transaction that is rolled back: nothing is cloned anew for these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

from tests.factories.database import ALIAS, execute
from tests.servers import TestServers
from vardovergang.servers import database_role


@pytest.fixture
def owner(
    servers: TestServers,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[BaseDatabaseWrapper]:
    """The owner's connection; the administrator's login lets `acting_as` see as the other roles do."""
    # The site itself refuses such a login.
    monkeypatch.setattr(database_role, "refuse_unsafe_role", lambda *_: None)
    login = conninfo_to_dict(servers.urls.admin)["user"]
    connections.databases[ALIAS] = {**connections.databases["default"], "USER": login, "PASSWORD": ""}
    with django_db_blocker.unblock(), transaction.atomic(using=ALIAS):
        execute(connections[ALIAS], "SET LOCAL ROLE vardovergang_owner")
        yield connections[ALIAS]
        transaction.set_rollback(True, using=ALIAS)
    connections[ALIAS].close()
    del connections[ALIAS]
    del connections.databases[ALIAS]
