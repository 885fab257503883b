"""What is done about logins by itself."""

from __future__ import annotations

from celery import shared_task

from municipalities.sessions import SessionStore


@shared_task(name="municipalities.clear_sessions")
def clear_sessions() -> None:
    """Take away the rows of sessions that have ended."""
    SessionStore.clear_expired()
