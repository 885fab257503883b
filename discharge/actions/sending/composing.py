"""What is to be said in a case: judged by the process table and put together. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from discharge import process
from discharge.actions.sending import payers
from discharge.actions.sending.clock import Clock, time_of_message
from discharge.actions.sending.directory import STORED, Directory
from discharge.models import Message
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.process.fields import Kind
from discharge.process.judging import afterwards, checks, previous_messages
from discharge.process.judging.afterwards import SentOutside
from discharge.process.judging.payers import receiving_units
from discharge.process.state import Address, CaseState, Entry
from municipalities import directory as known_directory
from municipalities.ids import new_id
from municipalities.models import Assignment, Role, Unit
from municipalities.swedish.clock import local_date

NOT_CONNECTED = (
    "Enheten är inte ansluten och kan inte ta över ärendet här. "
    "Lägg till den som deltagande enhet: den får meddelandena på papper."
)
NOT_SAID_WHEN = "Ange när meddelandet skickades."
NO_RECEIVER = "Välj bland de enheter som deltar i ärendet nu och får ta del av uppgifterna."


@dataclass(frozen=True, slots=True)
class Composed:
    """A message that may be sent: as it is stored, as the fold takes it, and the values with their files."""

    message: Message
    entry: Entry
    values: dict[str, Any]


class OnBehalf(NamedTuple):
    """Who enters what a unit that is not connected has said, or what a ward sent outside the system.

    Of one's own words the own unit.
    """

    by: Assignment
    unit: Unit


def speaker(by: Assignment | OnBehalf) -> tuple[Assignment, Unit]:
    """Who writes, and the unit whose words they are."""
    return by if isinstance(by, OnBehalf) else (by, by.unit)


def compose(
    message_type: MessageType,
    values: dict[str, Any],
    state: CaseState,
    entries: list[Entry],
    *,
    case_id: UUID,
    by: Assignment | OnBehalf,
    submission: UUID,
    now: datetime | Clock,
    directory: Directory = STORED,
) -> Composed:
    """The message that `by` sends next in a case of these messages, to everyone whom the table names.

    `state` is the fold of `entries`. Raises Refused when a rule or a value says no.
    """
    now = time_of_message(now, state.last_at)
    sender, says = speaker(by)
    if isinstance(by, OnBehalf):
        _refuse_entering(message_type, values, state, sender, says, now)
    sent = _sent_outside(message_type, values, state, entries, unit=says.pk, now=now)
    then, at = (process.fold_until(entries, sent.at), sent.at) if sent else (state, now)
    _refuse_message(message_type, values, state, then, by=OnBehalf(sender, says), now=at, directory=directory)
    if message_type.naming.cancels:
        _refuse_cancelling(message_type, values | _filled_values(message_type, state, ()), entries, by=sender)
    previous_messages.refuse_outdated(message_type, values, state, entries, says.pk)
    to = _new_parties(message_type, values, by=sender, now=now, directory=directory)
    values = values | _filled_values(message_type, state, to)
    if message_type.corrects_payer:
        values = payers.with_leaving(values, state, directory)
        payers.refuse_area(values, state, to, local_date(now), directory)
    if message_type.naming.takes_back:
        values[message_type.naming.takes_back] = state.handed_over[sender.unit_id].message
    return put_together(
        message_type, values, state, case_id=case_id, by=by, submission=submission, now=now, to=to
    )


def _refuse_entering(
    message_type: MessageType,
    values: dict[str, Any],
    state: CaseState,
    sender: Assignment,
    says: Unit,
    now: datetime,
) -> None:
    """Raise Refused unless `sender` may enter what the unit has said; the region, what was sent outside."""
    if sender.role == Role.INVOICER:
        if refused := message_type.refusal_of_entering_for_ward(state, says.pk):
            raise Refused(refused)
        if not afterwards.is_said(values):
            raise Refused(problems={afterwards.AT: NOT_SAID_WHEN})
        return
    own = f"{says.full_name} är ansluten, och svarar själv. Be enheten."
    refused = message_type.refusal_of_entering(state, sender.unit_id, says.pk)
    if refused := own if says.is_connected_on(local_date(now)) else refused:
        raise Refused(refused)


def put_together(
    message_type: MessageType,
    values: dict[str, Any],
    state: CaseState,
    *,
    case_id: UUID,
    by: Assignment | OnBehalf,
    submission: UUID,
    now: datetime,
    to: Iterable[Unit] = (),
    corrects: UUID | None = None,
) -> Composed:
    """The message of values that have been judged. Raises Refused when a chosen receiver is none.

    Of a correction they may say how what it corrects was sent outside the system.
    """
    sender, says = speaker(by)
    values, today = message_type.settled(values), local_date(now)
    may_have = [unit for unit in process.receivers(message_type, state, says.pk) if unit != sender.unit_id]
    if message_type.corrects_payer:
        may_have = receiving_units(may_have, values)
    chosen = _chosen_receivers(message_type, values, may_have)
    if says.pk in state.parts and sender.unit_id not in state.parts:
        # The ward is told of what the region has entered in its name.
        chosen = [*chosen, says.pk]
    # What has been connected stays so; what was not, may be by now.
    receivers = [
        Address(
            part.unit,
            part.party,
            part.municipality,
            connected=part.connected or known_directory.unit(part.unit).is_connected_on(today),
        )
        for part in (state.parts[unit] for unit in chosen)
    ]
    receivers += [
        Address(u.pk, u.party, u.municipality_id, connected=u.is_connected_on(today))
        for u in to
        if u.pk not in chosen
    ]
    # The parties that may read it, where that rests on a consent or it is kept; None: everybody in the case.
    readers: list[str] | None = None
    if message_type.needs_consent:
        may_read = (state.parts[unit].party for unit in may_have)
        readers = sorted({sender.unit.party, says.party, *may_read, *(unit.party for unit in to)})
    elif message_type.kept_by:
        readers = sorted(message_type.kept_by)
    facts, content = message_type.split(values)
    message = Message(
        id=new_id(),
        case_id=case_id,
        type=message_type.name,
        sender=sender,
        sender_unit_id=sender.unit_id,
        on_behalf_of_id=None if says.pk == sender.unit_id else says.pk,
        sent_at=now,
        facts=facts,
        content=content,
        submission=submission,
        corrects_id=corrects,
        readers=readers,
    )
    outside, at = None, now
    if sent := afterwards.said(values):
        message.happened_at, message.channel, message.sent_by = sent.at, sent.channel, sent.by
        message.told = sorted(sent.told)
        outside, at = sent.outside(now), now if corrects else sent.at
    known = {field.name: value for field, value in message_type.facts_in(values)}
    entry = Entry(
        message.id,
        message_type.name,
        at,
        says.pk,
        says.party,
        says.municipality_id,
        known,
        tuple(receivers),
        corrects,
        submission,
        outside,
        None if says.pk == sender.unit_id else sender.unit_id,
    )
    return Composed(message, entry, values)


def _filled_values(message_type: MessageType, state: CaseState, to: Iterable[Unit]) -> dict[str, Any]:
    """What nobody types: what the case says, or the kind of care of the unit that comes in."""
    filled = [field for field in message_type.fields if field.filled]
    known = {field.name: field.suggest(state) for field in filled if field.suggest}
    return known | {field.name: unit.care_type for unit in to for field in filled if not field.suggest}


def _sent_outside(
    message_type: MessageType,
    values: dict[str, Any],
    state: CaseState,
    entries: list[Entry],
    *,
    unit: UUID,
    now: datetime,
) -> SentOutside | None:
    """How the message was sent outside the system; None where it is sent here. Raises Refused."""
    if not afterwards.is_said(values):
        return None
    receivers = process.receivers(message_type, state, unit)
    if found := afterwards.find_problems(message_type, values, state, now, receivers=receivers):
        raise Refused(problems=found)
    sent = afterwards.said(values)
    if sent and (twice := afterwards.refusal_twice(message_type, sent, entries, unit)):
        raise Refused(problems=twice)
    return sent


def _refuse_message(
    message_type: MessageType,
    values: dict[str, Any],
    state: CaseState,
    then: CaseState,
    *,
    by: OnBehalf,
    now: datetime,
    directory: Directory,
) -> None:
    """Raise Refused unless the unit may send this now, with these values; or could `then`, in the case as it
    was."""
    sender, says = by
    senders = message_type.senders_in(state)
    decides = sender.role == Role.INVOICER and says.pk == sender.unit_id
    if says.party not in senders and not decides:
        # Nobody sends it in a case that it does not belong to.
        others = " eller ".join(sorted(party.label.lower() for party in senders))
        raise Refused(
            f"Er enhet skickar inte {process.in_sentence(message_type.title)}."
            + (f" Be {others} att göra det." if others else "")
        )
    refusals = (
        message_type.refusals_to_region(state) if decides else message_type.refusals(state, says.pk, then)
    )
    if refusals:
        raise Refused(" ".join(refusals))
    found = message_type.problems(values, then, now)
    asked = [field.name for field in message_type.fields if field.kind is Kind.COLLEAGUE]
    if asked:
        valid = directory.colleagues(sender.unit_id, local_date(now))
        found |= {name: "Välj en kollega på enheten." for name in asked if values.get(name) not in valid}
    left = {one.paper for one in state.untold(sender.unit_id)}
    found |= {
        field.name: checks.NO_PAPER
        for field in message_type.fields
        if field.kind is Kind.PAPERS and not left.issuperset(values.get(field.name) or ())
    }
    if found:
        raise Refused(problems=found)


def _refuse_cancelling(
    message_type: MessageType, values: dict[str, Any], entries: list[Entry], *, by: Assignment
) -> None:
    """Raise Refused unless the message that is to be cancelled is the unit's own and may be."""
    known = process.effective(entries)
    own = {entry.id: entry for entry in known if by.unit_id in (entry.author, entry.unit)}
    entry = own.get(values[message_type.naming.cancels])
    if entry is None:
        raise Refused(
            problems={
                message_type.naming.cancels: "Välj ett av era egna meddelanden som inte redan är makulerat."
            }
        )
    if not MESSAGE_TYPES[entry.type].may_be_cancelled:
        raise Refused(
            problems={message_type.naming.cancels: "Meddelandet går inte att makulera. Rätta det i stället."}
        )


def _chosen_receivers(message_type: MessageType, values: dict[str, Any], receivers: list[UUID]) -> list[UUID]:
    """The receivers that the sender has chosen. Raises Refused when one of them is none."""
    if not message_type.naming.to_parties:
        return receivers
    chosen = set(values[message_type.naming.to_parties])
    if chosen - set(receivers):
        raise Refused(problems={message_type.naming.to_parties: NO_RECEIVER})
    return [unit for unit in receivers if unit in chosen]


def _new_parties(
    message_type: MessageType,
    values: dict[str, Any],
    *,
    by: Assignment,
    now: datetime,
    directory: Directory,
) -> list[Unit]:
    """The unit that comes in with the message, if one does. Raises Refused if it is in no directory."""
    if not message_type.naming.to_unit or not values.get(message_type.naming.to_unit):
        return []
    field = next(field for field in message_type.fields if field.name == message_type.naming.to_unit)
    parties = field.units or (by.unit.party,)
    found = directory.unit(values[message_type.naming.to_unit], local_date(now))
    if found is None or found.party not in parties or found.pk == by.unit_id:
        raise Refused(
            problems={message_type.naming.to_unit: "Enheten finns inte i katalogen. Välj en enhet i listan."}
        )
    if not field.on_paper and not found.is_connected_on(local_date(now)):
        raise Refused(problems={message_type.naming.to_unit: NOT_CONNECTED})
    return [found]
