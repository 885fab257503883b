"""Acting as an assignment: what lets a transaction see anything at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

from municipalities.models import Assignment


def set_assignment(assignment_id: UUID | None) -> None:
    """Say to PostgreSQL, for this transaction only, whose rows may be seen (None: nobody's)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.assignment', %s, true)", [str(assignment_id or "")])


@contextmanager
def acting(assignment: Assignment | None) -> Iterator[None]:
    """A transaction that acts as `assignment`; for jobs, streams, tests and the demonstration."""
    with transaction.atomic():
        set_assignment(assignment.pk if assignment else None)
        yield
