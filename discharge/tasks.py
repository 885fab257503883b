"""What is done by itself about cases."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from discharge import actions


@shared_task(name="discharge.forget_drafts")
def forget_drafts() -> None:
    """Remove what somebody began about a patient and never sent."""
    actions.forget_drafts()


@shared_task(name="discharge.end_tasks")
def end_tasks() -> None:
    """End what nobody can be expected to do any more."""
    actions.end_tasks(timezone.now())
