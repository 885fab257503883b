"""Nights over a great many cases: of the open ones alone, and of every case by one worker and by two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from vardovergang.bench.copies import CLOSED, OPEN, copy_cases
from vardovergang.bench.database import run_manage
from vardovergang.bench.figures import Figure
from vardovergang.servers.urls import Urls

OUTCOMES = ("billing_liability_result", "billing_liability_period", "billing_liability_day")


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
    """With so many closed cases: everything new, the open ones, and everything again."""

    closed: int
    first: Night
    of_open: Night
    again: Night


def measure(urls: Urls, fewer: int, cases: int) -> Iterator[Figure]:
    """With `fewer` closed cases and with `cases`, and `fewer` open ones each time."""
    sample = fewer // 10
    copy = copy_cases(urls.admin, OPEN, 1, sample, messages=True)
    copy = copy_cases(urls.admin, CLOSED, copy, sample, messages=True)
    run_manage(urls, "worker", "rebuild_cases", "--check")
    copy = copy_cases(urls.admin, OPEN, copy, fewer - sample)
    copy = copy_cases(urls.admin, CLOSED, copy, fewer - sample)
    small = _run_nights(urls, fewer)
    copy_cases(urls.admin, CLOSED, copy, cases - fewer)
    large = _run_nights(urls, cases)

    as_few = f"the same with {small.closed} closed cases"
    night, before = large.of_open, small.of_open
    yield Figure("nightly-open", night.seconds, "s", night.cases, night.seconds / before.seconds, as_few)
    for name, night, before in (
        ("recompute-all-new", large.first, small.first),
        ("recompute-all", large.again, small.again),
    ):
        yield Figure(name, night.speed, "cases/s", night.cases, night.speed / before.speed, as_few)
    memory = large.again.memory
    ratio = memory / small.again.memory
    yield Figure("recompute-all-memory", memory, "MB", large.again.cases, ratio, as_few)

    two, one = _run_night(urls, "--every-case", "--workers", "2"), large.again
    ratio = two.speed / one.speed
    yield Figure("recompute-all-two-workers", two.speed, "cases/s", two.cases, ratio, "one worker")


def _run_nights(urls: Urls, closed: int) -> Nights:
    first = _run_night(urls, "--every-case")
    # So that the next night writes every row of the open cases, as after a day on which all have changed.
    with psycopg.connect(urls.admin, autocommit=True) as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(OUTCOMES)}".encode())
        connection.execute("SET session_replication_role = replica")
        for table in OUTCOMES:
            rows = f"{table} kept USING discharge_case c WHERE c.id = kept.case_id AND c.is_open"
            connection.execute(f"DELETE FROM {rows}".encode())  # noqa: S608 - our own constants
    of_open = _run_night(urls)
    again = _run_night(urls, "--every-case")
    return Nights(closed, first, of_open, again)


def _run_night(urls: Urls, *options: str) -> Night:
    return Night(**json.loads(run_manage(urls, "worker", "bench_night", *options)))
