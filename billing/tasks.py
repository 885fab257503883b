"""What the queue runs. Arguments are ids and dates; the rows say the rest."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from billing.actions import (
    answer_what_if,
    begin,
    recover_what_ifs,
    resend_left_tasks,
    run_task,
    verify_outcomes,
    watch,
)
from billing.models import NightlyRun
from discharge.process import Refused

log = structlog.get_logger(__name__)

#: A database that is away for a while: tried again after 10, 20, 40 … seconds; after that, `nightly_watch`.
PATIENTLY: dict[str, Any] = {
    "autoretry_for": (OperationalError, InterfaceError),
    "retry_backoff": 10,
    "retry_jitter": False,
    "max_retries": 6,
}


@shared_task(name="billing.nightly", **PATIENTLY)
def nightly(
    day: str | None = None, origin: str = NightlyRun.Origin.SCHEDULE, user_id: int | None = None
) -> None:
    """Begin the night's run: of today, unless another day is named."""
    begin(
        day=date.fromisoformat(day) if day else timezone.localdate(),
        now=timezone.now(),
        origin=NightlyRun.Origin(origin),
        user_id=user_id,
    )


@shared_task(name="billing.nightly_task", bind=True, **PATIENTLY)
def nightly_task(self: Task, task_id: str) -> None:
    run_task(UUID(task_id), worker=str(self.request.hostname))


@shared_task(name="billing.nightly_recover")
def nightly_recover() -> None:
    resend_left_tasks()


@shared_task(name="billing.nightly_watch")
def nightly_watch() -> None:
    watch(now=timezone.now())


@shared_task(name="billing.nightly_verify", **PATIENTLY)
def nightly_verify() -> None:
    """Each week; what it finds is told by the log, and by the site's health until it finds nothing."""
    try:
        verify_outcomes()
    except Refused:
        log.exception("night_not_verified")


@shared_task(name="billing.what_if", bind=True)
def what_if(self: Task, what_if_id: str) -> None:
    answer_what_if(UUID(what_if_id), worker=str(self.request.hostname))


@shared_task(name="billing.what_if_recover")
def what_if_recover() -> None:
    recover_what_ifs()
