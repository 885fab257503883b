"""Deciding in a case without taking part in it: the region's invoicer (HSF), by the case's reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge import process
from discharge.actions.sending.clock import Clock
from discharge.actions.sending.composing import compose
from discharge.actions.sending.messages import judge_and_write, lock_case, sent_by
from discharge.models import Case, Message
from discharge.process import MESSAGE_TYPES
from discharge.queries import journal
from municipalities.models import Assignment


@transaction.atomic
def decide(
    *,
    by: Assignment,
    reference: str,
    type: str,
    values: dict[str, Any],
    submission: UUID,
    now: datetime | Clock,
) -> Message:
    """Send a message of a `type` that the region decides by, to everyone whom the process table names.

    The database lets who decides read the facts of that case and write what follows, until the door is
    closed again: no content, no name (database/functions/deciding.sql). Raises Refused when a rule or a
    value says no, Case.DoesNotExist where there is no such case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_open_decision(%s)", [reference])
        (case_id,) = cursor.fetchone()
    if case_id is None:
        raise Case.DoesNotExist
    case = lock_case(case_id)
    entries = journal.read(case_id)
    message = sent_by(submission, entries)
    if message is None:
        row, state = MESSAGE_TYPES[type], process.fold(entries)
        composed = compose(
            row, values, state, entries, case_id=case_id, by=by, submission=submission, now=now
        )
        judge_and_write(case, entries, state, composed)
        message = composed.message
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_close_decision()")
    return message
