"""The user's own units."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def unread_by_assignment() -> dict[UUID, int]:
    """For each assignment of the user who acts: how many cases hold something to acknowledge."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assignment_id, unread FROM discharge_unread()")
        return dict(cursor.fetchall())
