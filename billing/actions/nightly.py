"""Asking for a night from the page; the worker computes it."""

from __future__ import annotations

from celery import current_app

from billing.models import NightlyRun
from municipalities.models import Assignment


def ask_for_run(*, by: Assignment) -> None:
    """Put today's run on the queue: the worker begins it, since the site's role can't write its rows."""
    order = {"origin": NightlyRun.Origin.PAGE, "user_id": by.user_id}
    current_app.send_task("billing.nightly", kwargs=order)
