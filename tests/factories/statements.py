"""What a request asks of the database, over both of its connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext


@contextmanager
def asked() -> Iterator[list[str]]:
    """The statements within but for savepoints, each with its values; known when the block has ended."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as main, CaptureQueriesContext(connections["access_log"]) as log:
        yield statements
    said = [each["sql"] for queries in (main, log) for each in queries.captured_queries]
    statements += [sql for sql in said if "SAVEPOINT" not in sql]


def asked_twice(statements: list[str]) -> list[str]:
    """The same words with the same values: the second has told nothing that the first had not."""
    return [sql for sql, times in Counter(statements).items() if times > 1]
