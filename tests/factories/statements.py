"""What a request asks of the database, over both of its connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

OF_TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def asked() -> Iterator[list[str]]:
    """Those within but what begins and ends transactions; each with its values, once the block has ended."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as main, CaptureQueriesContext(connections["access_log"]) as log:
        yield statements
    said = [each["sql"] for queries in (main, log) for each in queries.captured_queries]
    statements += [sql for sql in said if not sql.startswith(OF_TRANSACTIONS)]


def asked_twice(statements: list[str]) -> list[str]:
    """The same words with the same values: the second has told nothing that the first had not."""
    return [sql for sql, times in Counter(statements).items() if times > 1]
