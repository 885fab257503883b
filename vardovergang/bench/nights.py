"""Nights over a great many cases: of the open ones alone, and of every case, new, unchanged and forced.

What one worker does is told by the processor's time of it and its backends, what two do by the clock.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from time import process_time

import psycopg

from vardovergang.bench.database import run_manage
from vardovergang.bench.figures import Figure, Stopwatch, processor_clock
from vardovergang.servers.urls import Urls

OUTCOMES = ("billing_liability_result", "billing_liability_period", "billing_liability_day")
#: The night of November 2026 took for a case what it took to decode so many cases' facts from JSON.
BEFORE = 115
DECODED = 5_000
# Read as the night must: with the case, and what lies there of its outcome.
_DIGESTS = """
SELECT count(sha256(convert_to(f.facts::text, 'UTF8')))
FROM discharge_case c JOIN discharge_case_facts f ON f.case_id = c.id
JOIN billing_liability_result r ON r.case_id = c.id
"""
#: The least that the processor's clock tells of another process, in seconds.
TICK = 1 / os.sysconf("SC_CLK_TCK")
EVERY, FORCED = ("--scope", "every"), ("--scope", "forced")


@dataclass(frozen=True, slots=True)
class Night:
    """What a night took, by the clock and of the processor; `memory` is its largest process's, in MB."""

    seconds: float
    processor: float
    computed: int
    unchanged: int
    memory: float

    @property
    def cases(self) -> int:
        return self.computed + self.unchanged

    @property
    def speed(self) -> float:
        """Cases for each of the processor's seconds."""
        return self.cases / self.processor


@dataclass(frozen=True, slots=True)
class Nights:
    """With so many closed cases: everything new, the open ones, and everything computed once more."""

    closed: int
    first: Night
    of_open: Night
    forced: Night


def run_nights(urls: Urls, closed: int) -> Nights:
    first = _run_night(urls, *EVERY)
    # So that the next night writes every row of the open cases, as after a day on which all have changed.
    with psycopg.connect(urls.admin, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(OUTCOMES)}".encode())
        connection.execute("SET session_replication_role = replica")
        for table in OUTCOMES:
            rows = f"{table} kept USING discharge_case c WHERE c.id = kept.case_id AND c.is_open"
            connection.execute(f"DELETE FROM {rows}".encode())  # noqa: S608 - our own constants
        # No trigger has told the sums.
        connection.execute("SELECT billing_remake_month_sums()")
    of_open = _run_night(urls)
    return Nights(closed, first, of_open, _run_night(urls, *FORCED))


def measure(urls: Urls, small: Nights, large: Nights) -> Iterator[Figure]:
    """What the larger county's nights are beside the smaller's, and beside what PostgreSQL and JSON take."""
    as_few = f"the same with {small.closed} closed cases"
    night, ratio = large.of_open, large.of_open.processor / small.of_open.processor
    yield Figure("night-open", night.processor, "s", night.cases, ratio, as_few, "≤ 1.2")
    night, ratio = large.first, large.first.speed / small.first.speed
    yield Figure("night-new", night.speed, "cases/s", night.cases, ratio, as_few)
    forced, ratio = large.forced, large.forced.memory / small.forced.memory
    yield Figure("night-memory", forced.memory, "MB", forced.cases, ratio, as_few)
    with psycopg.connect(urls.admin, autocommit=True) as connection:
        night = _run_night(urls, *EVERY)
        # Stays whose outcome another day may change are computed by every night: they are counted apart.
        speed = night.unchanged / max(night.processor - _run_night(urls).processor, TICK)
        ratio = speed * _digest_seconds(connection)
        compared_to = "PostgreSQL's own digests of as many cases' facts"
        yield Figure("night-unchanged", speed, "cases/s", night.unchanged, ratio, compared_to, "≥ 0.6")
        ratio = forced.speed * BEFORE * _decoding_seconds(connection)
        compared_to = f"the night of November 2026, as long as decoding {BEFORE} × the facts"
        yield Figure("night-forced", forced.speed, "cases/s", forced.cases, ratio, compared_to, "≥ 2")
    two = _run_night(urls, *FORCED, "--workers", "2")
    speed, ratio = two.cases / two.seconds, forced.seconds / two.seconds
    yield Figure("night-two-workers", speed, "cases/s", two.cases, ratio, "one worker", "≥ 1.7")


def _run_night(urls: Urls, *options: str) -> Night:
    return Night(**json.loads(run_manage(urls, "worker", "bench_night", *options)))


def _digest_seconds(connection: psycopg.Connection) -> float:
    """For a case, in one process of PostgreSQL's."""
    connection.execute("SET max_parallel_workers_per_gather = 0")
    with Stopwatch(processor_clock(connection.info.backend_pid)) as watch:
        rows = connection.execute(_DIGESTS).fetchone()
    return watch.seconds / (rows or (1,))[0]


def _decoding_seconds(connection: psycopg.Connection) -> float:
    """For a case, in Python."""
    rows = connection.execute("SELECT facts::text FROM discharge_case_facts LIMIT %s", [DECODED]).fetchall()
    with Stopwatch(process_time) as watch:
        for (facts,) in rows:
            json.loads(facts)
    return watch.seconds / len(rows)
