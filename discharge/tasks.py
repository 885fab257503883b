"""What is done by itself about cases."""

from __future__ import annotations

from celery import shared_task

from discharge import actions


@shared_task(name="discharge.forget_drafts")
def forget_drafts() -> None:
    """Remove what somebody began about a patient and never sent."""
    actions.forget_drafts()
