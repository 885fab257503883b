"""Marks of what has been sent or done, so that it isn't again: rows, which hold behind any pooler."""

from __future__ import annotations

from datetime import datetime

from municipalities.models import JobMark


def mark(name: str) -> datetime | None:
    return JobMark.objects.filter(pk=name).values_list("at", flat=True).first()


def first_mark(name: str, *, now: datetime) -> datetime:
    """The mark; `now` where there was none, and then for everybody."""
    return JobMark.objects.get_or_create(name=name, defaults={"at": now})[0].at


def move(name: str, *, seen: datetime, to: datetime) -> bool:
    """Moves a mark that is still where the caller saw it; False where it is not.

    Within the caller's transaction: whoever else would move it waits, and then sees that it has been moved.
    """
    return bool(JobMark.objects.filter(pk=name, at=seen).update(at=to))


def set_mark(name: str, *, at: datetime) -> None:
    JobMark.objects.update_or_create(name=name, defaults={"at": at})
