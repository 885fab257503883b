"""The statement that begins a request: who it is of, acting as which assignment, and what every page shows.

Before it nothing is asked but the session. An app that shows something of its own in every page's head has
it asked along (`ask_along`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from municipalities import directory, from_json
from municipalities.models import Assignment, User

_BACKEND = "django.contrib.auth.backends.ModelBackend"
#: What is asked along: a subquery of one value, by its name.
_along: dict[str, str] = {}
_ENTER = "SELECT entry{along} FROM app_enter(%s, %s, %s, %s) AS entry"
# It rests on the entry, so that it is asked after it.
_ALONG = ", (SELECT value FROM ({value}) AS asked (value) WHERE entry IS NOT NULL)"


@dataclass(frozen=True)
class Entry:
    """Who a request is of. `along` holds what was asked along; empty where no page was expected."""

    version: UUID
    user: User | None = None
    acts: str | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    along: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def assignment(self) -> Assignment | None:
        """The one that the request acts as."""
        return next((self._assignment(row) for row in self.rows if row["id"] == self.acts), None)

    @cached_property
    def assignments(self) -> list[Assignment]:
        """All that the user has today, by the unit's name."""
        mine = [self._assignment(row) for row in self.rows]
        return sorted(mine, key=lambda assignment: assignment.unit.sort_key)

    def _assignment(self, row: dict[str, Any]) -> Assignment:
        assignment = from_json.row(Assignment, row)
        assignment.user, assignment.unit = cast("User", self.user), directory.unit(assignment.unit_id)
        return assignment


def ask_along(name: str, value: str) -> None:
    """Called from the app's `ready`: `value` is a SELECT of one value, asked as the assignment that acts."""
    _along[name] = value


def enter(user_id: str | None, assignment_id: str | None, *, reads_only: bool, for_page: bool) -> Entry:
    """Begins the transaction: see `app_enter` in the database. `for_page` asks along what its head shows."""
    names = list(_along) if for_page and user_id else []
    statement = _ENTER.format(along="".join(_ALONG.format(value=_along[name]) for name in names))
    with connection.cursor() as cursor:
        cursor.execute(statement, [user_id, assignment_id or None, timezone.localdate(), reads_only])
        entry, *along = cursor.fetchone()
    return Entry(
        version=UUID(entry["directory"]),
        user=entry["user"] and from_json.row(User, entry["user"]),
        acts=entry["acts"],
        rows=entry["mine"] or [],
        along=dict(zip(names, along, strict=True)),
    )


def is_session_of(session: SessionBase, user: User) -> bool:
    """Whether the session was begun by the user's login, as Django's `get_user` asks it at first."""
    given = session.get(HASH_SESSION_KEY) or ""
    is_ours = session.get(BACKEND_SESSION_KEY) == _BACKEND
    return is_ours and constant_time_compare(given, user.get_session_auth_hash())
