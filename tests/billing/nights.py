"""Nights as they are in production: begun by a message on the queue, computed by worker processes."""

from __future__ import annotations

import time
from datetime import date

import psycopg

from billing.models import NightlyRun
from vardovergang.celery import app

#: Rows of these are what a night must leave alone when nothing has changed. xmin tells who wrote a row last.
KEPT = (
    "billing_liability_result",
    "billing_liability_period",
    "billing_liability_day",
    "billing_liability_failure",
    "billing_uncomputed_case",
    "discharge_case",
    "discharge_participation",
)


def night(day: date, *, within: float = 30) -> NightlyRun:
    """Ask for the night's run and wait until it has come to an end."""
    before = NightlyRun.objects.filter(date=day).values_list("started_at", flat=True).first()
    app.send_task("billing.nightly", [day.isoformat()])
    return finished(day, begun_after=before, within=within)


def finished(day: date, *, begun_after: object = None, within: float = 30) -> NightlyRun:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        run = NightlyRun.objects.filter(date=day).exclude(state="running").first()
        if run and run.started_at != begun_after:
            return run
        time.sleep(0.02)
    raise AssertionError(f"The night {day} did not end: {list(NightlyRun.objects.values())}")


def dump(connection: psycopg.Connection) -> dict[str, list[tuple]]:
    """Every row with the transaction that wrote it."""
    return {
        table: connection.execute(f"SELECT xmin::text, t.* FROM {table} t ORDER BY t::text").fetchall()
        for table in KEPT
    }


def outcome(connection: psycopg.Connection) -> dict[str, list[tuple]]:
    """What the nights came to, without the ids and the transactions of the rows."""
    return {
        "results": connection.execute(
            "SELECT case_id, reasons, ready_days, charged_days, amount, facts_digest, rates"
            " FROM billing_liability_result ORDER BY case_id"
        ).fetchall(),
        "days": connection.execute(
            "SELECT d.case_id, p.number, d.date, d.state, d.ready, d.free_day, d.reasons, d.rate"
            " FROM billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id ORDER BY 1, 2, 3"
        ).fetchall(),
        "shown": connection.execute(
            "SELECT id, starts_on, free_days_left, liability_state FROM discharge_case ORDER BY id"
        ).fetchall(),
    }
