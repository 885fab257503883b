"""What is done by itself, and when; and how long a page tries to reach the queue."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

#: To the queue, from a page: no more, or a frozen Redis would hold its thread.
ONE_MORE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
HALF_A_DAY = 12 * 3600


def every(seconds: int, task: str) -> dict[str, Any]:
    """A message that nobody has taken when the next is due is of no use."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def daily(clock: str, task: str, *, on: str = "*") -> dict[str, Any]:
    """At this time of the day, or of one day a week; after half a day it is the next time's business."""
    hour, minute = clock.split(":")
    return {
        "task": task,
        "schedule": crontab(hour=int(hour), minute=int(minute), day_of_week=on),
        "options": {"expires": HALF_A_DAY},
    }
