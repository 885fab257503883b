"""A history copied in by one process, beside COPY alone of the same rows, in processor time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from vardovergang.bench.figures import Figure, Stopwatch, processor_clock
from vardovergang.demonstration import directory
from vardovergang.demonstration.history.making import HistoryShare, copy_share
from vardovergang.demonstration.history.population import MONTHLY, History
from vardovergang.demonstration.history.writing import TABLES
from vardovergang.demonstration.plans import Plan

MONTHS, SEED = 3, 1
TIMES = 4
_COLUMNS = """
SELECT string_agg(column_name, ', ') FROM information_schema.columns
WHERE table_name = %s AND is_generated = 'NEVER'
"""
_KEYS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"


def measure(cases: int) -> Iterator[Figure]:
    """So many times four, in a database without cases, and taken back."""
    plan = Plan(MONTHS, 0, SEED, timezone.now().replace(microsecond=0))
    history = History(plan, min(1.0, TIMES * cases / (MONTHS * MONTHLY)))
    copied: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        directory.build(plan.today)
        cursor.execute("SELECT pg_backend_pid()")
        clock = processor_clock(cursor.fetchone()[0])
        with Stopwatch(clock) as making:
            copy_share(HistoryShare(history, 0, 1), copied.append)
            # Foreign keys too, which otherwise wait for the commit.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        bare = sum(copy_alone(cursor, f"discharge_{table}", clock) for table in TABLES)
        transaction.set_rollback(True)
    stays = sum(copied)
    compared_to = "COPY alone of the same rows, to tables with the same indexes and keys but without policies"
    speed, ratio = stays / making.seconds, bare / making.seconds
    yield Figure("history", speed, "cases/s of the processor", stays, ratio, compared_to, "≥ 0.2")


def copy_alone(cursor: CursorWrapper, table: str, clock: Callable[[], float]) -> float:
    """The seconds that it takes."""
    cursor.execute(_COLUMNS, [table])
    (columns,) = cursor.fetchone()
    with cursor.copy(f"COPY (SELECT {columns} FROM {table}) TO STDOUT") as out:  # noqa: S608 - our own tables
        lines = b"".join(out)
    # The table goes with the savepoint.
    with transaction.atomic():
        cursor.execute(f"CREATE TABLE bare (LIKE {table} INCLUDING ALL)")
        cursor.execute(_KEYS, [table])
        for (key,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE bare ADD {key}")
        with Stopwatch(clock) as watch:
            with cursor.copy(f"COPY bare ({columns}) FROM STDIN") as copy:
                copy.write(lines)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    return watch.seconds
