"""Where sessions are kept: in a table that knows whose they are, on a connection of its own.

A login may end in a GET (the way back from an identity service), whose own transaction is read-only, and
a session must not be undone with a request that fails. So session and login events go the access log's way.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.sessions.backends import db
from django.db import connections, models
from django.utils import timezone

from municipalities.access.log import LOG_CONNECTION

if TYPE_CHECKING:
    from municipalities.models import UserSession

#: What a session holds about itself: seconds since 1970, and how the user came in.
BEGAN, SEEN, WAY = "began", "seen", "way"
_LOAD = "SELECT session_data FROM municipalities_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> Any:
        from municipalities.models import UserSession

        return UserSession

    def load(self) -> dict[str, Any]:
        """The same as Django does by way of a model; every request begins with it."""
        with connections[LOG_CONNECTION].cursor() as cursor:
            cursor.execute(_LOAD, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        row = cast("UserSession", super().create_model_instance(data))
        row.user_id = data.get(USER_KEY)
        row.began_at, row.seen_at = _utc_moment(data.get(BEGAN)), _utc_moment(data.get(SEEN))
        row.way = data.get(WAY, "")
        return row


def _utc_moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


class OutsideTheRequest:
    """A router for the two tables that are committed whatever becomes of the request."""

    tables = ("municipalities_session", "municipalities_login_event")

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        return LOG_CONNECTION if model._meta.db_table in self.tables else None  # noqa: SLF001 - Django's documented way

    db_for_write = db_for_read
