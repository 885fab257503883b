"""Whatever changes a case is judged by the whole case as it would be then."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from discharge.process import Refused
from discharge.process.judging import whereabouts
from discharge.process.judging.whereabouts import Stay
from discharge.process.state import CaseState, Entry


def refuse_contradiction(case_id: UUID, before: CaseState, after: CaseState, change: Entry) -> None:
    """Raise Refused, at the field that is to blame, where the message makes the case contradict itself."""
    moved = (before.admitted_at, before.ended_at) != (after.admitted_at, after.ended_at)
    others: list[Stay] = []
    if moved:
        with connection.cursor() as cursor:
            cursor.execute("SELECT admitted_at, ended_at FROM discharge_other_stays(%s)", [case_id])
            others = [Stay(*row) for row in cursor.fetchall()]
    found = whereabouts.refusal(before, after, change, others)
    if found:
        field, words = found
        raise Refused(words, {field: words} if field else None)
