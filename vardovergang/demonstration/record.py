"""What this database holds of the demonstration county: nothing, one that was begun, or a whole one.

Kept as a table's comment, which the owner role may set: it lies in the database that it speaks of, and
a site that is no demonstration gets no table for it (docs/decisions/0021).
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from discharge.models import Case
from municipalities.models import Unit
from vardovergang.demonstration.history.population import History
from vardovergang.demonstration.plans import Plan

PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Record:
    """`finished` is true when all that is told is there, and all of the history if there is to be one."""

    plan: Plan
    finished: bool
    history: History | None = None


def read_record() -> Record | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('discharge_case'::regclass, 'pg_class')")
        comment = cursor.fetchone()[0]
    said = json.loads(comment) if comment else {}
    if not said:
        return None
    history = said.get("history")
    return Record(
        Plan.from_json(said["demonstration"]),
        said["finished"],
        History.from_json(history) if history else None,
    )


def write_record(record: Record) -> None:
    history = record.history.as_json() if record.history else None
    said = {"demonstration": record.plan.as_json(), "finished": record.finished, "history": history}
    comment = json.dumps(said)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON TABLE discharge_case IS {}").format(sql.Literal(comment)))


def others_database() -> str:
    """Why no county may be begun here; empty where one may."""
    if Case.objects.exists():
        return "Databasen har redan ärenden: demonstrationslänet görs bara i en tom databas."
    return others_directory()


def others_directory() -> str:
    """Why nothing made up may be added here, not to a county that is there either; empty where it may."""
    if Unit.objects.filter(hsa_id__isnull=False).exclude(hsa_id__contains="-DEMO").exists():
        return "Katalogen har andra enheter än demonstrationslänets: använd en tom databas."
    return ""


def nobody_else() -> bool:
    """Whether we are alone with the county from now on, until this connection ends.

    Held shared by everybody at work and taken exclusively to begin, so that what a killed command has
    left running (it stops after the person that it is telling) is waited for.
    """
    deadline = time.monotonic() + PATIENCE
    while not _take_lock("pg_try_advisory_lock"):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    at_work()
    _take_lock("pg_advisory_unlock")
    return True


def at_work() -> None:
    _take_lock("pg_advisory_lock_shared")


def _take_lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended('demonstration', 0))")
        return cursor.fetchone()[0] is True
