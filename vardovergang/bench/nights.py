"""Nights over a great many cases: of the open ones alone, and of every case by one worker and by two.

The nights go from three days ago to today, since no night comes before one that has been computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from vardovergang.bench.copies import CLOSED, OPEN, copy_cases
from vardovergang.bench.database import run_manage
from vardovergang.bench.figures import Figure
from vardovergang.servers import Urls

OUTCOMES = (
    "billing_liability_result, billing_liability_period, billing_liability_day, billing_uncomputed_case"
)


@dataclass(frozen=True, slots=True)
class Night:
    """What a night took: `memory` is the largest that any of its processes was, in megabytes."""

    seconds: float
    cases: int
    memory: float

    @property
    def speed(self) -> float:
        return self.cases / self.seconds


@dataclass(frozen=True, slots=True)
class Nights:
    """With so many closed cases: everything new, the open ones, all again by one process and by two."""

    closed: int
    first: Night
    of_open: Night
    again: Night
    by_two: Night


def measure(urls: Urls, fewer: int, cases: int) -> Iterator[Figure]:
    """With `fewer` closed cases and with `cases`, and `fewer` open ones each time."""
    _forget_nights(urls)
    copy = copy_cases(urls.admin, OPEN, 1, fewer)
    sample = copy_cases(urls.admin, CLOSED, copy, fewer // 10, messages=True)
    run_manage(urls, "worker", "rebuild_cases", "--check")
    copy = copy_cases(urls.admin, CLOSED, sample, fewer - fewer // 10)
    small = _nights(urls, fewer, days_ago=3)
    copy_cases(urls.admin, CLOSED, copy, cases - fewer)
    large = _nights(urls, cases, days_ago=1)
    yield from _figures(small, large)


def _forget_nights(urls: Urls) -> None:
    with psycopg.connect(urls.admin, autocommit=True) as connection:
        connection.execute("DELETE FROM billing_nightly_task")
        connection.execute("DELETE FROM billing_nightly_run")


def _nights(urls: Urls, closed: int, days_ago: int) -> Nights:
    first = _night(urls, days_ago, "--every-case")
    with psycopg.connect(urls.admin, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {OUTCOMES}".encode())
    of_open = _night(urls, days_ago - 1)
    again = _night(urls, days_ago - 1, "--every-case")
    by_two = _night(urls, days_ago - 1, "--every-case", "--workers", "2")
    return Nights(closed, first, of_open, again, by_two)


def _night(urls: Urls, days_ago: int, *options: str) -> Night:
    return Night(
        **json.loads(run_manage(urls, "worker", "bench_night", "--days-ago", str(days_ago), *options))
    )


def _figures(small: Nights, large: Nights) -> Iterator[Figure]:
    as_few = f"the same with {small.closed} closed cases"
    night, fewer = large.of_open, small.of_open
    yield Figure("nightly-open", night.seconds, "s", night.cases, night.seconds / fewer.seconds, as_few)
    for name, of_large, of_small in (
        ("recompute-all-new", large.first, small.first),
        ("recompute-all", large.again, small.again),
    ):
        speed = of_large.speed
        yield Figure(name, speed, "cases/s", of_large.cases, speed / of_small.speed, as_few)
    two, one = large.by_two, large.again
    ratio = two.speed / one.speed
    yield Figure("recompute-all-two-workers", two.speed, "cases/s", two.cases, ratio, "one worker")
    memory = one.memory
    yield Figure("recompute-all-memory", memory, "MB", one.cases, memory / small.again.memory, as_few)
