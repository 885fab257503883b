"""Correcting a message that has been sent: a new message, the original stays readable and marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction

from discharge import correcting, journal, process
from discharge.actions.clock import Clock, time_of_message
from discharge.actions.composing import put_together
from discharge.actions.drafts import discard_draft
from discharge.actions.messages import deliver, locked, sent_by
from discharge.models import Message
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.process.journal import of_entries
from discharge.state import Entry
from municipalities.models import Assignment, Unit


@transaction.atomic
def correct(
    *,
    by: Assignment,
    case_id: UUID,
    message_id: UUID,
    values: dict[str, Any],
    submission: UUID,
    now: datetime | Clock,
    to: Sequence[Unit] = (),
) -> Message:
    """Rätta: send the message anew with other values. It counts at the original's time.

    `to` are further receivers, for a correction that changes the municipality: what was sent before
    then counts for that municipality from the correction on. Values that are left out stay as
    they were. Raises Refused, Case.DoesNotExist, Message.DoesNotExist.
    """
    case = locked(case_id)
    entries = journal.read(case_id)
    if sent := sent_by(submission, entries):
        return sent
    original = Message.objects.get(pk=message_id, case=case)
    row = MESSAGE_TYPES[original.type]
    state = process.fold(entries)
    now = time_of_message(now, state.last_at)
    if refused := correcting.refusal(original, entries, by=by):
        raise Refused(refused)
    latest = _latest(original, entries)
    values = row.decoded(latest.facts | latest.content) | values
    _check(row, original, values, entries)
    composed = put_together(
        row,
        values,
        state,
        case_id=case_id,
        by=by,
        submission=submission,
        now=now,
        to=to,
        corrects=original.pk,
    )
    deliver(case, entries, composed)
    discard_draft(by=by, case_id=case_id, type=row.name, about=original.pk, corrects=True)
    return composed.message


def _latest(original: Message, entries: list[Entry]) -> Message:
    """The message as it was last corrected: what is left out stays as it is now, also its files."""
    latest = of_entries(entries).latest(original.pk)
    return original if latest is None else Message.objects.get(pk=latest.id)


def _check(row: MessageType, original: Message, values: dict[str, Any], entries: list[Entry]) -> None:
    """The values are judged as the case stood when the original was sent, by the clock of then."""
    before = process.fold(takewhile(lambda entry: entry.id != original.pk, entries))
    problems = row.problems(values, before, original.sent_at)
    if problems:
        raise Refused(problems=problems)
