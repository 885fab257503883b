"""This very process with another role's login, for what only that role may write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections
from psycopg.conninfo import conninfo_to_dict


@contextmanager
def login_of(url: str) -> Iterator[None]:
    """Until the block ends, by a failure too; what has been written by then is to be committed."""
    parts = conninfo_to_dict(url)
    before = {alias: dict(connections[alias].settings_dict) for alias in settings.DATABASES}
    connections.close_all()
    for alias in before:
        login = {"USER": parts["user"], "PASSWORD": parts["password"]}
        connections[alias].settings_dict.update(login)
    try:
        yield
    finally:
        connections.close_all()
        for alias, kept in before.items():
            connections[alias].settings_dict.update(kept)
