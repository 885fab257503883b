"""What the walks share: the world, told once for a module whose tests only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.factories.security.committed import committed
from tests.factories.security.documented import KINDS
from tests.factories.security.world import World
from tests.servers import TestServers


@pytest.fixture(scope="module")
def world(servers: TestServers, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from committed(servers, django_db_blocker, KINDS)
