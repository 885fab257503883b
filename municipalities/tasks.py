"""What is done by itself about logins and the directory."""

from __future__ import annotations

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from municipalities.actions import sync_catalogue as sync
from municipalities.cache import forget_ended
from municipalities.login.session_store import SessionStore
from municipalities.models import CatalogueImport


@shared_task(name="municipalities.clear_sessions")
def clear_sessions() -> None:
    """Take away the rows of sessions, and of counts, that have ended."""
    SessionStore.clear_expired()
    forget_ended()


@shared_task(name="municipalities.sync_catalogue")
def sync_catalogue() -> None:
    """Read in the configured export of the HSA catalogue; without one there is nothing to do.

    A file that can't be read raises: the queue's log and the job's failure say so, and nothing has changed.
    """
    if settings.HSA_CATALOGUE_FILE:
        path = Path(settings.HSA_CATALOGUE_FILE)
        sync(path=path, origin=CatalogueImport.Origin.SCHEDULE, now=timezone.now())
