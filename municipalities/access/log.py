"""The trace of every reading: one row a reading, kept whatever becomes of the request.

It is written on a connection of its own, so that the row stays when the request is rolled back.

Whoever reads writes the row: the query, or the function that makes a file. What is refused before anything is
read is written by the gate that refuses; a view writes none. `queries/logged.py` says what an app's rows are
about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils import timezone

from municipalities.ids import new_id
from municipalities.models import AccessLog, Assignment

LOG_CONNECTION = "access_log"
# The database lets in rows of who acts alone, so the statement says to its own connection who that is.
_RECORD = """
INSERT INTO "municipalities_access_log"
    (id, at, assignment_id, user_id, unit_id, action, refused, case_id, patient_id, case_ids, detail)
SELECT %(id)s, %(at)s, %(assignment)s, %(user)s, %(unit)s, %(action)s, %(refused)s, %(case)s::uuid,
       %(patient)s::uuid, %(cases)s::uuid[], %(detail)s
WHERE set_config('app.assignment', %(assignment)s::text, true) IS NOT NULL
"""


def record(
    action: AccessLog.Action,
    *,
    by: Assignment,
    case_id: UUID | None = None,
    patient_id: UUID | None = None,
    case_ids: Iterable[UUID] = (),
    refused: bool = False,
    detail: str = "",
) -> None:
    """Write one row of the access log, committed at once, refused attempts too."""
    row: dict[str, Any] = {
        "id": new_id(),
        "at": timezone.now(),
        "assignment": by.pk,
        "user": by.user_id,
        "unit": by.unit_id,
        "action": action,
        "refused": refused,
        "case": case_id,
        "patient": patient_id,
        "cases": list(case_ids),
        "detail": detail,
    }
    with connections[LOG_CONNECTION].cursor() as cursor:
        cursor.execute(_RECORD, row)
