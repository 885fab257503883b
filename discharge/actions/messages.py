"""Sending and acknowledging messages in a case that exists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from discharge import hooks, journal, process
from discharge.actions import derive
from discharge.fields import Kind
from discharge.models import Case, Message, Receipt, Recipient
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.state import Address, CaseState, Entry
from municipalities.ids import new_id
from municipalities.models import Assignment, Unit


@transaction.atomic
def send(
    *, by: Assignment, case_id: UUID, type: str, values: dict[str, Any], submission: UUID, now: datetime
) -> Message:
    """Send a message of `type` in a case to everyone whom the process table names as receiver.

    `submission` is the form's own id: sent twice, the first message is handed back and nothing
    happens. Raises Refused when a rule or a value says no, Case.DoesNotExist when the
    unit takes no part in the case.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    sent = Message.objects.filter(submission=submission).first()
    if sent:
        return sent
    row = MESSAGE_TYPES[type]
    state = process.fold(journal.read(case_id))
    values = _allowed(row, values, state, by=by, now=now)
    message = deliver(row, case, state, values, by=by, submission=submission, now=now)
    derive.write(case, state)
    hooks.changed(case, state)
    return message


def _allowed(
    row: MessageType, values: dict[str, Any], state: CaseState, *, by: Assignment, now: datetime
) -> dict[str, Any]:
    if by.unit.party not in row.senders:
        raise Refused(f"Er enhet skickar inte {row.title.lower()}.")
    refusals = row.refusals(state, by.unit_id)
    if refusals:
        raise Refused(" ".join(refusals))
    if state.last_at and now < state.last_at:
        raise Refused("Ett senare meddelande finns redan i ärendet. Läs det och försök igen.")
    found = row.problems(values, state, now) | _unknown_colleague(row, values, by, now)
    if found:
        raise Refused(problems=found)
    return values


def _unknown_colleague(
    row: MessageType, values: dict[str, Any], by: Assignment, now: datetime
) -> dict[str, str]:
    colleagues = Assignment.objects.valid_on(process.local_date(now)).filter(unit_id=by.unit_id)
    return {
        field.name: "Välj en kollega på enheten."
        for field in row.fields
        if field.kind is Kind.COLLEAGUE and not colleagues.filter(user_id=values.get(field.name) or 0).exists()
    }


def deliver(
    row: MessageType,
    case: Case,
    state: CaseState,
    values: dict[str, Any],
    *,
    by: Assignment,
    submission: UUID,
    now: datetime,
    to: Iterable[Unit] = (),
) -> Message:
    """Insert the message with its recipients and carry it into `state`."""
    facts, content = row.split(values)
    message = Message(
        id=new_id(),
        case=case,
        type=row.name,
        sender=by,
        sender_unit_id=by.unit_id,
        sent_at=now,
        facts=facts,
        content=content,
        submission=submission,
    )
    message.save(force_insert=True)
    addresses = [*_addresses(row, state, values, by, now), *(_address(unit) for unit in to)]
    Recipient.objects.bulk_create(
        Recipient(message=message, case=case, unit_id=address.unit, party=address.party)
        for address in addresses
    )
    fact_values = {field.name: values.get(field.name) for field in row.fields if field.fact}
    municipality = by.unit.municipality_id
    entry = Entry(
        message.id, row.name, now, by.unit_id, by.unit.party, municipality, fact_values, tuple(addresses)
    )
    process.apply(state, entry)
    return message


def _addresses(
    row: MessageType, state: CaseState, values: dict[str, Any], by: Assignment, now: datetime
) -> list[Address]:
    units = process.receivers(row, state, by.unit_id)
    addresses = [Address(u, state.parts[u].party, state.parts[u].municipality) for u in units]
    if row.to_unit:
        receiver = _address(_new_party(row, values[row.to_unit], by, now))
        addresses += [receiver] if receiver.unit not in units else []
    return addresses


def _new_party(row: MessageType, unit_id: UUID, by: Assignment, now: datetime) -> Unit:
    field = next(field for field in row.fields if field.name == row.to_unit)
    units = Unit.objects.valid_on(process.local_date(now)).filter(party=field.units)
    unit = units.filter(pk=unit_id).exclude(pk=by.unit_id).first()
    if unit is None:
        raise Refused(problems={row.to_unit: "Enheten finns inte i katalogen. Välj en enhet i listan."})
    return unit


def _address(unit: Unit) -> Address:
    return Address(unit.pk, unit.party, unit.municipality_id)


@transaction.atomic
def acknowledge(*, by: Assignment, case_id: UUID, now: datetime, message_id: UUID | None = None) -> int:
    """Kvittera: acknowledge one message, or all that wait for the unit, and return how many.

    Acknowledging twice does nothing. Raises Case.DoesNotExist when the unit takes no part.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    waiting = Recipient.objects.filter(case=case, unit_id=by.unit_id, receipt__isnull=True)
    if message_id:
        waiting = waiting.filter(message_id=message_id)
    receipts = Receipt.objects.bulk_create(
        Receipt(recipient=recipient, case=case, unit_id=by.unit_id, assignment=by, acknowledged_at=now)
        for recipient in waiting
    )
    if receipts:
        derive.write_parts(case, process.fold(journal.read(case_id)))
    return len(receipts)
