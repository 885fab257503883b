"""Correcting a message that has been sent: a new message, the original stays readable and marked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from discharge import process
from discharge.actions.sending.clock import Clock, time_of_message
from discharge.actions.sending.composing import Composed, OnBehalf, put_together
from discharge.actions.sending.contradictions import refuse_contradiction
from discharge.actions.sending.drafts import discard_draft
from discharge.actions.sending.messages import judge_and_write, lock_case, sent_by
from discharge.models import Message
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.process.judging import afterwards, endings, objections
from discharge.process.state import CaseState, Entry
from discharge.queries import journal, may_correct
from municipalities.ids import new_id
from municipalities.models import Assignment


@transaction.atomic
def correct(
    *,
    by: Assignment,
    case_id: UUID,
    message_id: UUID,
    values: dict[str, Any],
    submission: UUID,
    now: datetime | Clock,
) -> Message:
    """Rätta: send the message anew with other values. It counts at the original's time.

    Values that are left out stay as they were. Raises Refused, Case.DoesNotExist, Message.DoesNotExist.
    """
    case = lock_case(case_id)
    entries = journal.read(case_id)
    if sent := sent_by(submission, entries):
        return sent
    state = process.fold(entries)
    composed = _compose_correction(
        state,
        entries,
        by=by,
        case_id=case_id,
        message_id=message_id,
        values=values,
        submission=submission,
        now=now,
    )
    judge_and_write(case, entries, state, composed)
    discard_draft(by=by, case_id=case_id, type=composed.message.type, about=message_id, corrects=True)
    return composed.message


def preview_correction(
    *, by: Assignment, case_id: UUID, message_id: UUID, values: dict[str, Any], now: datetime | Clock
) -> CaseState:
    """What the case would come to with the correction. Writes nothing. Raises Refused as `correct`."""
    entries = journal.read(case_id)
    before = process.fold(entries)
    composed = _compose_correction(
        before,
        entries,
        by=by,
        case_id=case_id,
        message_id=message_id,
        values=values,
        submission=new_id(),
        now=now,
    )
    after = process.fold([*entries, composed.entry])
    refuse_contradiction(case_id, before, after, composed.entry)
    endings.end_until(after, composed.entry.entered_at)
    return after


def _compose_correction(
    state: CaseState,
    entries: list[Entry],
    *,
    by: Assignment,
    case_id: UUID,
    message_id: UUID,
    values: dict[str, Any],
    submission: UUID,
    now: datetime | Clock,
) -> Composed:
    original = Message.objects.get(pk=message_id, case_id=case_id)
    corrections = [e.id for e in process.effective(entries) if e.corrects == original.pk]
    versions = [original, *Message.objects.filter(pk__in=corrections).order_by("sent_at", "id")]
    message_type = MESSAGE_TYPES[original.type]
    now = time_of_message(now, state.last_at)
    destroyed = may_correct.destroyed_messages(case_id)
    if refused := may_correct.refusal_of_correction(original, entries, state, destroyed, by=by):
        raise Refused(refused)
    _refuse_outside(message_type, values, original, state, entries, now=now)
    values = message_type.decoded(versions[-1].facts | versions[-1].content) | values
    before = process.fold_before(entries, original.pk)
    if problems := may_correct.problems_of_correction(message_type, values, before, versions, now):
        raise Refused(problems=problems)
    return put_together(
        message_type,
        values,
        state,
        case_id=case_id,
        by=OnBehalf(by, original.on_behalf_of) if original.on_behalf_of else by,
        submission=submission,
        now=now,
        corrects=original.pk,
    )


def _refuse_outside(
    message_type: MessageType,
    values: dict[str, Any],
    original: Message,
    state: CaseState,
    entries: list[Entry],
    *,
    now: datetime,
) -> None:
    """Raise Refused where what the correction says of how the message was sent is wrong."""
    if not afterwards.is_said(values):
        return
    receivers = {to.unit for entry in entries if entry.id == original.pk for to in entry.recipients}
    found = afterwards.find_problems(message_type, values, state, now, receivers=receivers)
    sent = afterwards.said(values) if not found else None
    if sent:
        found = afterwards.refusal_of_time(original.sent_at, sent.at)
        if decided := objections.refusal_of_time(state, original.pk, sent.at):
            found = {afterwards.AT: decided}
    if found:
        raise Refused(problems=found)
