"""The world of cases, committed so that requests and other roles see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.factories.security.world import World, tell
from tests.servers import TestServers, connect


def committed(servers: TestServers, blocker: DjangoDbBlocker, kinds: Iterable[str]) -> Iterator[World]:
    """Committed, so that requests and other roles see it; the database is cloned anew afterwards."""
    with blocker.unblock():
        with connect(servers.urls.owner) as owner:
            told = tell(owner, kinds)
        yield told
        connections.close_all()
        servers.renew()
