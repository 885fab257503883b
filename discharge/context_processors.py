"""The unit chooser of every page's head, with what waits on each unit (a context processor)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from discharge import queries
from municipalities.models import Assignment
from municipalities.queries.users import assignments_of


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One of the user's assignments, and how many of its cases hold something to acknowledge."""

    assignment: Assignment
    unread: int
    is_current: bool


def unit_choices(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that pages and fragments without the head ask nothing."""
    choices = SimpleLazyObject(lambda: _unit_choices(request))
    elsewhere = SimpleLazyObject(lambda: sum(c.unread for c in choices if not c.is_current))
    here = SimpleLazyObject(lambda: sum(c.unread for c in choices if c.is_current))
    return {"unit_choices": choices, "unread_here": here, "unread_elsewhere": elsewhere}


def _unit_choices(request: HttpRequest) -> list[UnitChoice]:
    if not hasattr(request, "assignment") or not request.user.is_authenticated:
        return []
    unread = queries.unread_by_assignment()
    current = request.assignment.pk if request.assignment else None
    return [
        UnitChoice(mine, unread.get(mine.pk, 0), mine.pk == current) for mine in assignments_of(request.user)
    ]
