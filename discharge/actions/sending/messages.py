"""Sending and acknowledging messages in a case that exists."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from discharge import process
from discharge.actions.sending import attachments, derive
from discharge.actions.sending.clock import Clock, read_clock
from discharge.actions.sending.composing import Composed, OnBehalf, compose
from discharge.actions.sending.contradictions import refuse_contradiction
from discharge.actions.sending.drafts import discard_draft
from discharge.actions.sending.rooms import with_room
from discharge.actions.sending.stays import refusing_second_stay, refusing_used_form
from discharge.extensions import hooks
from discharge.models import Case, Message, Receipt, ReceiptUndone, Recipient
from discharge.process import MESSAGE_TYPES, Refused, columns
from discharge.process.judging.undoing import RECEIPTS_STAND, refusal_to_undo
from discharge.process.state import CaseState, Entry
from discharge.queries import journal
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit
from municipalities.statements import Given, Statement, columns_of

#: What is read of a case whose next message is judged, in the table's order.
_LOCKED = tuple(
    name for name in columns_of(Case) if name in {"id", "patient_id", *columns.names(columns.CASE_LIABILITY)}
)


class Known(NamedTuple):
    """The messages of a case, and what they add up to; of its tasks those may have ended that time ends."""

    entries: list[Entry]
    state: CaseState


@transaction.atomic
def send(
    *,
    by: Assignment,
    case_id: UUID,
    type: str,
    values: dict[str, Any],
    submission: UUID,
    now: datetime | Clock,
    behalf: UUID | None = None,
    known: Known | None = None,
) -> Message:
    """Send a message of `type` in a case to everyone whom the process table names as receiver.

    `behalf` is a unit that is not connected, whose words `by` enters. `known` is the case as its form was
    read: it is folded anew only where something has been said or acknowledged since.

    `submission` is the form's own id: sent twice, the first message is handed back and nothing
    happens. `now` is best a clock, which is read when the case is locked. Raises Refused when a rule or
    a value says no, Case.DoesNotExist when the unit takes no part in the case.
    """
    case = lock_case(case_id)
    entries = journal.read(case_id)
    if sent := sent_by(submission, entries):
        return sent
    message_type = MESSAGE_TYPES[type]
    state = known.state if known and known.entries == entries else process.fold(entries)
    values = with_room(message_type, values)
    unit = Unit.objects.filter(pk=behalf).first() if behalf else by.unit
    if unit is None:
        raise Refused("Enheten finns inte i katalogen. Välj en enhet som deltar.")
    composed = compose(
        message_type,
        values,
        state,
        entries,
        case_id=case_id,
        by=OnBehalf(by, unit) if behalf else by,
        submission=submission,
        now=now,
    )
    judge_and_write(case, entries, state, composed)
    if behalf is None:
        about = composed.values.get(message_type.naming.replies_to)
        discard_draft(by=by, case_id=case_id, type=type, about=about)
    return composed.message


def preview(
    *, by: Assignment, case_id: UUID, type: str, values: dict[str, Any], now: datetime | Clock
) -> tuple[Entry, CaseState]:
    """The message as it would be sent, and what the case would come to. Nothing is written.

    Raises Refused as `send` does.
    """
    entries = journal.read(case_id)
    message_type, before = MESSAGE_TYPES[type], process.fold(entries)
    composed = compose(
        message_type, values, before, entries, case_id=case_id, by=by, submission=new_id(), now=now
    )
    after = process.fold([*entries, composed.entry])
    refuse_contradiction(case_id, before, after, composed.entry)
    return composed.entry, after


def judge_and_write(
    case: Case, entries: list[Entry], before: CaseState, composed: Composed, *beside: Composed
) -> None:
    """Write one more message of the case and what follows from it; `before` is the fold of `entries`.

    What is sent `beside` it says nothing of where the person was. Raises Refused: the case would contradict
    itself, or the person have a second open stay.
    """
    sent = [composed, *beside]
    state = process.fold([*entries, *(one.entry for one in sent)])
    refuse_contradiction(case.pk, before, state, composed.entry)
    with refusing_used_form():
        insert(sent)
    with refusing_second_stay():
        write_consequences(case, state)


_INSERT = "SELECT discharge_insert_messages(%s::jsonb, %s::jsonb)"


def insert(sent: Sequence[Composed]) -> None:
    """Insert the messages with their recipients and files."""
    messages = [one.message for one in sent]
    recipients = [
        Recipient(
            message_id=one.message.pk,
            case_id=one.message.case_id,
            unit_id=to.unit,
            party=to.party,
            connected=to.connected,
        )
        for one in sent
        for to in one.entry.recipients
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [_rows_as_json(messages), _rows_as_json(recipients)])
    for one in sent:
        attachments.insert(one.message, MESSAGE_TYPES[one.message.type], one.values)


def _rows_as_json(rows: Sequence[Message | Recipient]) -> str:
    """The rows by column."""
    fields = rows[0]._meta.concrete_fields if rows else ()  # noqa: SLF001 - Django documents it
    return json.dumps(
        [{str(each.column): _as_json(getattr(row, each.attname)) for each in fields} for row in rows]
    )


def _as_json(value: Any) -> Any:
    """JSON as it is, and what JSON has no word for as PostgreSQL reads it."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return value if value is None or isinstance(value, dict) else str(value)


def lock_case(case_id: UUID) -> Case:
    """The case, kept from everybody else until the transaction ends. Raises Case.DoesNotExist."""
    found = locking_statement().ask_rows({"case": case_id})
    if not found:
        raise Case.DoesNotExist
    return Case.from_db("default", _LOCKED, found[0])


@cache
def locking_statement() -> Statement:
    locked = Case.objects.select_for_update(no_key=True).filter(pk=Given("case"))
    return Statement.of(locked.values_list(*_LOCKED))


def sent_by(submission: UUID, entries: list[Entry]) -> Message | None:
    """The message that the form has sent already, if it has."""
    sent = (entry.id for entry in entries if entry.submission == submission)
    return next((Message.objects.get(pk=message_id) for message_id in sent), None)


def write_consequences(case: Case, state: CaseState) -> None:
    """Write what follows from the case's messages, and tell the apps above."""
    derive.write_derived(case, state)
    hooks.tell_of_change(case, state)


def write_receipts(by: Assignment, case_id: UUID, now: datetime, read: Mapping[UUID, datetime] | None) -> int:
    """Acknowledge what waits for the unit in the case, or of that what was `read`, when; return how many."""
    messages, times = (list(read), list(read.values())) if read is not None else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT discharge_acknowledge(%s, %s, %s, %s, %s::uuid[], %s::timestamptz[])",
            [case_id, by.unit_id, by.pk, now, messages, times],
        )
        (written,) = cursor.fetchone()
    return int(written)


@transaction.atomic
def acknowledge(
    *, by: Assignment, case_id: UUID, now: datetime | Clock, messages: Collection[UUID] | None = None
) -> int:
    """Kvittera: acknowledge these messages, or all that the unit sees and that wait for it; return how many.

    Acknowledging twice does nothing, and what a block hides waits on. Raises Case.DoesNotExist when the unit
    takes no part.
    """
    lock_case(case_id)
    at = read_clock(now)
    number = write_receipts(by, case_id, at, None if messages is None else dict.fromkeys(messages, at))
    if number:
        state = process.fold(journal.read(case_id))
        derive.write_acknowledged(case_id, state.parts[by.unit_id])
    return number


@transaction.atomic
def undo_receipts(
    *, by: Assignment, case_id: UUID, message_ids: Collection[UUID], now: datetime | Clock
) -> int:
    """Ångra: take back what `by` acknowledged of the messages a moment ago; return how many.

    They wait for the unit again, and both rows stand. What waits already, or is hidden by a block, is passed
    by. Raises Refused, and nothing is undone, where one of them can't be; Case.DoesNotExist when the unit
    takes no part.
    """
    lock_case(case_id)
    at = read_clock(now)
    given = list(
        Receipt.objects.filter(
            case_id=case_id, unit_id=by.unit_id, undone=None, recipient__message_id__in=message_ids
        ).select_related("recipient__message")
    )
    state = process.fold(journal.read(case_id))
    if not state.acts(by.unit_id):
        raise Refused(RECEIPTS_STAND)
    for receipt in given:
        message_type, own = MESSAGE_TYPES[receipt.recipient.message.type], receipt.assignment_id == by.pk
        if refusal := refusal_to_undo(message_type, receipt.acknowledged_at, at, own=own):
            raise Refused(refusal)
    ReceiptUndone.objects.bulk_create(
        ReceiptUndone(
            receipt=receipt,
            recipient_id=receipt.recipient_id,
            case_id=case_id,
            unit_id=by.unit_id,
            assignment=by,
            undone_at=at,
        )
        for receipt in given
    )
    if given:
        state = process.fold(journal.read(case_id))
        derive.write_acknowledged(case_id, state.parts[by.unit_id])
    return len(given)
