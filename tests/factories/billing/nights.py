"""Nights as they are in production: begun by a message on the queue, computed by worker processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg

from billing.models import NightlyRun
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.stays import Stay
from tests.processes import node
from vardovergang.celery import app

MONDAY = datetime(2020, 3, 9, 8, 0, tzinfo=STOCKHOLM)
SATURDAY = date(2020, 3, 14)

#: Rows of these are what a night must leave alone when nothing has changed.
KEPT = (
    "billing_liability_result",
    "billing_liability_period",
    "billing_liability_day",
    "billing_liability_failure",
    "billing_uncomputed_case",
    "discharge_case",
    "discharge_participation",
)
COPY = """
WITH copies AS (
    INSERT INTO discharge_case SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', gen_random_uuid(), 'reference', left(gen_random_uuid()::text, 11),
        'payer_id', %(payer)s::text))).*
    FROM discharge_case c, generate_series(1, %(times)s) WHERE c.id = %(case)s
    RETURNING id, payer_id
)
INSERT INTO discharge_case_facts
SELECT copies.id, f.facts || jsonb_build_object('municipality', payer_id)
FROM copies, discharge_case_facts f WHERE f.case_id = %(case)s
"""


def stay_in(place: str = "Huddinge", code: str = "0126", now: datetime = MONDAY) -> Stay:
    """Municipalities outside the city have been one area all along; its districts have not."""
    return Stay(
        now=now,
        person=people.person(municipality=code, district=None),
        officer=people.assignment_at(f"Biståndsenheten {place}"),
        coordinator=people.assignment_at("Huddinge vårdcentral"),
    )


def ready_stay(place: str = "Huddinge", code: str = "0126", now: datetime = MONDAY) -> Stay:
    """Ready at about nine, with everything in place that the municipality's liability asks for."""
    stay = stay_in(place, code, now)
    stay.name_contact()
    stay.call_to_sip()
    stay.send(stay.coordinator, "outpatient_care", status="available")
    stay.ready()
    return stay


def copies(connection: psycopg.Connection, case_id: UUID, times: int, payer: str) -> None:
    """More cases like a closed one, of the same person and for this municipality, put there by SQL."""
    connection.execute(COPY, {"case": case_id, "times": times, "payer": payer})


def night(day: date = SATURDAY, *, within: float = 30) -> NightlyRun:
    """Ask for the night's run and wait until it has come to an end."""
    before = NightlyRun.objects.filter(date=day).values_list("started_at", flat=True).first()
    app.send_task("billing.nightly", [day.isoformat()])
    return ended(day, begun_after=before, within=within)


def ended(day: date = SATURDAY, *, begun_after: datetime | None = None, within: float = 30) -> NightlyRun:
    runs = NightlyRun.objects.filter(date=day).exclude(state="running")
    if begun_after:
        runs = runs.exclude(started_at=begun_after)
    until(runs.exists, within=within)
    return runs.get()


def until(happens: Callable[[], bool], *, within: float = 120) -> None:
    deadline = time.monotonic() + within
    while not happens():
        assert time.monotonic() < deadline, "It did not happen in time"
        time.sleep(0.02)


#: A worker that has been started answers within this, however busy the machine; one that has not, never.
SOON_SECONDS = 5


@contextmanager
def usual_worker_resting() -> Iterator[None]:
    """The test run's own worker, if it has started, takes nothing off the queue meanwhile."""
    usual: dict[str, Any] = {"destination": [node()], "reply": True, "timeout": SOON_SECONDS}
    app.control.cancel_consumer("celery", **usual)
    yield
    app.control.add_consumer("celery", **usual)


def dump(connection: psycopg.Connection) -> dict[str, list[tuple]]:
    """Every row with xmin, the transaction that wrote it: it changes whatever is written."""
    return {
        table: connection.execute(f"SELECT t.xmin::text, t.* FROM {table} t ORDER BY t::text").fetchall()
        for table in KEPT
    }
