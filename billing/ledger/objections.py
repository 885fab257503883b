"""The objections that HSF has to decide: to what was entered afterwards, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

_UNDECIDED = """
SELECT id, reference, type, happened_at, entered_at, channel, objected_by, objected_at, reason, case_id
FROM billing_undecided_objections(%s)
"""


@dataclass(frozen=True, slots=True)
class UndecidedObjection:
    """`type` is that of the message objected to, which was sent at `happened_at` by its sender's word."""

    id: UUID
    reference: str
    type: str
    happened_at: datetime
    entered_at: datetime
    channel: str
    objected_by: str
    objected_at: datetime
    reason: str
    case_id: UUID


def undecided_objections(month: date | None = None) -> list[UndecidedObjection]:
    """The oldest first; of a month, those that may change what it comes to. HSF's alone."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDECIDED, [month])
        return [UndecidedObjection(*row) for row in cursor.fetchall()]
