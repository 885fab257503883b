from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from monthly_statistics import actions


@shared_task(name="monthly_statistics.refresh")
def refresh() -> None:
    """Publish what the night has changed. Run after each night's computation; may run twice."""
    actions.refresh(now=timezone.now())


@shared_task(name="monthly_statistics.refresh_recover")
def refresh_recover() -> None:
    """Ask again for what a night's end asked for and nobody did: the worker was killed, or the queue away."""
    actions.recover()
