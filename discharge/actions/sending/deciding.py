"""Deciding in a case without taking part in it: the region's invoicer (HSF), by the case's reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge import process
from discharge.actions.sending.clock import Clock
from discharge.actions.sending.composing import Composed, OnBehalf, compose
from discharge.actions.sending.contradictions import refuse_contradiction
from discharge.actions.sending.messages import judge_and_write, lock_case, sent_by
from discharge.models import Case, Message, Participation
from discharge.process import MESSAGE_TYPES, Refused
from discharge.process.state import CaseState, Entry
from discharge.queries import CaseFile, journal
from discharge.queries.lookups.deciding import NOT_ENTERED_HERE, parts_to_enter_for
from municipalities import directory
from municipalities.ids import new_id
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

    Or one that the ward sent outside the system, entered in its name (`entered_by_region`).

    The database lets who decides read the facts of that case and write what follows, until the door is
    closed again: no content, no name (database/functions/deciding.sql). Raises Refused when a rule or a
    value says no, Case.DoesNotExist where there is no such case.
    """
    case = lock_case(_open_door(reference))
    entries = journal.read(case.pk)
    message = sent_by(submission, entries)
    if message is None:
        state = process.fold(entries)
        composed = _compose(
            case.pk,
            entries,
            state,
            by=by,
            reference=reference,
            type=type,
            values=values,
            submission=submission,
            now=now,
        )
        judge_and_write(case, entries, state, composed)
        message = composed.message
    _close_door()
    return message


@transaction.atomic
def preview_entry(
    *, by: Assignment, reference: str, type: str, values: dict[str, Any], now: datetime | Clock
) -> tuple[CaseFile, Entry, CaseState]:
    """What the case would come to by what the ward sent outside the system. Nothing is written.

    The file holds no message and no person. Raises Refused as `decide` does.
    """
    case_id = _open_door(reference)
    case, entries = Case.objects.get(pk=case_id), journal.read(case_id)
    before = process.fold(entries)
    composed = _compose(
        case_id,
        entries,
        before,
        by=by,
        reference=reference,
        type=type,
        values=values,
        submission=new_id(),
        now=now,
    )
    after = process.fold([*entries, composed.entry])
    refuse_contradiction(case_id, before, after, composed.entry)
    parts = list(Participation.objects.filter(case=case).select_related("unit"))
    _close_door()
    return CaseFile(case, before, entries, parts, [], {}), composed.entry, after


def _compose(
    case_id: UUID,
    entries: list[Entry],
    state: CaseState,
    *,
    by: Assignment,
    reference: str,
    type: str,
    values: dict[str, Any],
    submission: UUID,
    now: datetime | Clock,
) -> Composed:
    row = MESSAGE_TYPES[type]
    speaks: Assignment | OnBehalf = by
    if row.entered_by_region:
        if state.ward is None or state.ward not in parts_to_enter_for(reference):
            raise Refused(NOT_ENTERED_HERE)
        speaks = OnBehalf(by, directory.unit(state.ward))
    return compose(row, values, state, entries, case_id=case_id, by=speaks, submission=submission, now=now)


def _open_door(reference: str) -> UUID:
    """Raises Case.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_open_decision(%s)", [reference])
        case_id: UUID | None = cursor.fetchone()[0]
    if case_id is None:
        raise Case.DoesNotExist
    return case_id


def _close_door() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_close_decision()")
