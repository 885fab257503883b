"""Keeping what somebody has typed and not sent; nothing of it locks anybody else."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge.models import Draft, Message
from discharge.process import Refused
from municipalities.door import limits
from municipalities.ids import new_id
from municipalities.models import Assignment

_TOO_LARGE = "Utkastet är inte sparat: {}. Det du har skrivit står kvar här. Skriv kortare."
_SAVE = """
INSERT INTO discharge_draft AS old
    (id, case_id, user_id, unit_id, type, about, corrects, values, submission, saved_at)
VALUES (%(id)s, %(case)s, %(user)s, %(unit)s, %(type)s, %(about)s, %(corrects)s, %(values)s::jsonb,
        %(submission)s, %(now)s)
ON CONFLICT (case_id, user_id, unit_id, type, about, corrects) DO UPDATE
    SET values = old.values || excluded.values, submission = excluded.submission, saved_at = excluded.saved_at
"""
# With every message that is sent: to put it together costs more than to ask it.
_DISCARD = """
DELETE FROM discharge_draft
WHERE user_id = %s AND unit_id = %s AND case_id = %s AND type = %s AND about IS NOT DISTINCT FROM %s
  AND corrects = %s
"""


@transaction.atomic
def save_draft(
    *,
    by: Assignment,
    case_id: UUID | None,
    type: str,
    values: dict[str, Any],
    submission: UUID,
    now: datetime,
    about: UUID | None = None,
    corrects: bool = False,
) -> bool:
    """Keep what stands in the form `submission`, as typed; False when that form has been sent.

    A value that is left out stays as it was last typed. Without `case_id` it is to begin a case. Raises
    Refused for what is too large to keep, ProgrammingError (row-level security) when the unit takes no part
    in the case.
    """
    size = len(json.dumps(values, ensure_ascii=False))
    longest = max((len(value) for value in values.values() if isinstance(value, str)), default=0)
    if longest > limits.DRAFT_TEXT:
        raise Refused(_TOO_LARGE.format(f"en text har {longest} tecken, högst {limits.DRAFT_TEXT} sparas"))
    if size > limits.DRAFT:
        raise Refused(_TOO_LARGE.format(f"formuläret har {size} tecken, högst {limits.DRAFT} sparas"))
    if Message.objects.filter(submission=submission).exists():
        return False
    whose: dict[str, Any] = {
        "case": case_id,
        "user": by.user_id,
        "unit": by.unit_id,
        "type": type,
        "about": about,
        "corrects": corrects,
    }
    typed: dict[str, Any] = {
        "id": new_id(),
        "values": json.dumps(values),
        "submission": submission,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, {**whose, **typed})
    return True


@transaction.atomic(savepoint=False)
def discard_draft(
    *,
    by: Assignment,
    case_id: UUID | None,
    type: str,
    about: UUID | None = None,
    corrects: bool = False,
) -> None:
    """Throw the draft away; what was never kept is discarded already."""
    if case_id is None:
        mine = Draft.objects.of(by.user_id, by.unit_id, None)
        mine.filter(type=type, about=about, corrects=corrects).delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(_DISCARD, [by.user_id, by.unit_id, case_id, type, about, corrects])


def forget_drafts() -> int:
    """Remove what was typed and will not be sent; returns how many. For the worker alone.

    Row-level security says which: the worker sees no draft, and may remove these.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM discharge_draft")
        return cursor.rowcount
