"""What the walks share: the world, told once for a module whose tests only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.security.documented import KINDS
from tests.security.world import World, tell
from tests.servers import TestServers, connect


@pytest.fixture(scope="module")
def world(servers: TestServers, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from committed(servers, django_db_blocker, KINDS)


def committed(servers: TestServers, blocker: DjangoDbBlocker, kinds: Iterable[str]) -> Iterator[World]:
    """Committed, so that requests and other roles see it; the database is cloned anew afterwards."""
    with blocker.unblock():
        with connect(servers.urls.owner) as owner:
            told = tell(owner, kinds)
        yield told
        connections.close_all()
        servers.renew()
