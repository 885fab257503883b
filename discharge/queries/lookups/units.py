"""The user's own units."""

from __future__ import annotations

from django.db import connection

UNREAD = "unread"
#: By assignment of the user who acts: how many cases hold something to acknowledge, a hundred at most.
ASK_UNREAD = "SELECT json_object_agg(assignment_id, unread) FROM discharge_unread()"


def unread_by_assignment() -> dict[str, int]:
    """For a page that did not begin by asking it (`ask_along`), such as a form that is shown again."""
    with connection.cursor() as cursor:
        cursor.execute(ASK_UNREAD)
        return cursor.fetchone()[0] or {}
