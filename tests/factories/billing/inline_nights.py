"""Nights that are computed in this very process, with the worker's login and without the queue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import psycopg
import pytest
from pytest_django import Settings

from billing.actions import begin, run_task
from billing.models import NightlyRun
from billing.nightly import run as nightly_run
from billing.nightly.computing import compute_locked
from municipalities.swedish.clock import STOCKHOLM

LATER = datetime(2030, 1, 1, tzinfo=STOCKHOLM)
Scope = NightlyRun.Scope


class Nights:
    """One after the other; `read` are the ids of the cases that the latest has read, in its order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
        self.read: list[str] = []
        settings.AFTER_NIGHTLY = []
        monkeypatch.setattr(nightly_run, "_dispatch", lambda tasks: None)
        compute = compute_locked

        def note(ids: str, **values: Any) -> int:
            self.read += ids.strip("{}").split(",")
            return compute(ids, **values)

        monkeypatch.setattr(nightly_run, "compute_locked", note)

    def compute(self, day: date, scope: Scope = Scope.DUE) -> NightlyRun:
        self.read = []
        run = begin(day=day, now=LATER, origin=NightlyRun.Origin.COMMAND, scope=scope)
        for task in run.tasks.order_by("payer", "first").values_list("pk", flat=True):
            run_task(task, worker="here")
        run.refresh_from_db()
        return run


@contextmanager
def unnoticed(connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """Changes that no trigger sees, as those of a restored table."""
    connection.execute("SET session_replication_role = replica")
    yield connection
    connection.execute("SET session_replication_role = DEFAULT")
