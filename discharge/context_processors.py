"""The unit chooser of every page's head, with what waits on each unit (a context processor)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from discharge import queries
from municipalities.access.entering import Entry
from municipalities.access.roles import CARE_ROLES
from municipalities.models import Assignment

#: More is counted no further.
MOST = 99


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One of the user's assignments, and how many of its cases hold something to acknowledge."""

    assignment: Assignment
    unread: int
    is_current: bool

    @property
    def unread_words(self) -> int | str:
        return _count_words(self.unread)


def unit_choices(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that pages and fragments without the head ask nothing."""
    choices = SimpleLazyObject(lambda: _unit_choices(request))
    elsewhere = SimpleLazyObject(lambda: _count_words(sum(c.unread for c in choices if not c.is_current)))
    here = SimpleLazyObject(lambda: _count_words(sum(c.unread for c in choices if c.is_current)))
    acts: Assignment | None = getattr(request, "assignment", None)
    return {
        "unit_choices": choices,
        "unread_here": here,
        "unread_elsewhere": elsewhere,
        "may_search": acts is not None and acts.role in CARE_ROLES,
    }


def _unit_choices(request: HttpRequest) -> list[UnitChoice]:
    entry: Entry | None = getattr(request, "entry", None)
    if entry is None or entry.user is None:
        return []
    known = queries.UNREAD in entry.along
    unread = (entry.along[queries.UNREAD] or {}) if known else queries.unread_by_assignment()
    return [
        UnitChoice(mine, unread.get(str(mine.pk), 0), str(mine.pk) == entry.acts)
        for mine in entry.assignments
    ]


def _count_words(number: int) -> int | str:
    return number if number <= MOST else f"{MOST}+"
