"""The fold: what all messages of one case add up to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import takewhile
from uuid import UUID

from discharge.process.journal import Journal, of_entries
from discharge.process.message_type import Ask, MessageType
from discharge.process.state import Address, CaseState, Entry, Part, Task
from discharge.process.steps import reached
from discharge.process.table import MESSAGE_TYPES
from municipalities.units.parties import Party


def fold(entries: Iterable[Entry]) -> CaseState:
    """What all messages of one case add up to, in the order they were sent."""
    state = CaseState()
    for entry in effective(list(entries)):
        apply(state, entry)
    return state


def fold_before(entries: Iterable[Entry], message: UUID) -> CaseState:
    """What the messages before this one add up to, as they have been corrected and cancelled since."""
    state = CaseState()
    for entry in takewhile(lambda entry: entry.id != message, effective(list(entries))):
        apply(state, entry)
    return state


def effective(entries: list[Entry]) -> list[Entry]:
    """The messages as they count now: a corrected one has its last correction's facts at its own time.

    A cancelled message was never sent. The correction itself stays in its place as a message
    that only brings in its receivers: what it changes, it changes where the original stands.
    """
    journal = of_entries(entries)
    return [_as_corrected(entry, journal) for entry in entries if entry.id not in journal.cancelled]


def _as_corrected(entry: Entry, journal: Journal[Entry]) -> Entry:
    latest = journal.latest(entry.id)
    return entry if latest is None or latest is entry else replace(entry, facts=latest.facts)


def apply(state: CaseState, entry: Entry) -> None:
    """Carry one message into the state: parts, tasks met, the row's own effect, tasks asked."""
    row = MESSAGE_TYPES[entry.type]
    _join(state, entry)
    if entry.corrects:
        _end(state, entry)
        return
    _meet(state, row, entry)
    row.apply(state, entry)
    if row.naming.follows:
        state.versions[row.name, entry.unit] = entry.id
    _ask(state, row, entry)
    state.sent[row.name] = state.sent.get(row.name, 0) + 1
    _end(state, entry)


def _meet(state: CaseState, row: MessageType, entry: Entry) -> None:
    """What the message does is no longer owed, nor what was asked for by a message that it withdraws."""
    met = [t for t in state.tasks if t.type == row.name and (row.meets_for_all or t.unit == entry.unit)]
    dues = [t.due for t in met if t.unit == entry.unit and t.due]
    if dues:
        state.due[entry.id] = min(dues)
    state.tasks = [t for t in state.tasks if t not in met and t.asked_by not in row.withdraws]


def _end(state: CaseState, entry: Entry) -> None:
    _count_from(state, entry)
    state.messages += 1
    state.last_at = entry.sent_at
    state.step = reached(state)


def _join(state: CaseState, entry: Entry) -> None:
    sender = Address(entry.unit, entry.party, entry.municipality)
    for address in (sender, *entry.recipients):
        state.parts.setdefault(
            address.unit, Part(address.unit, address.party, address.municipality, entry.sent_at)
        )
    for address in entry.recipients:
        if address.acknowledged_at is None:
            state.parts[address.unit].unacknowledged += 1


def _count_from(state: CaseState, entry: Entry) -> None:
    """A notice counts from when it first reached a unit of the paying municipality (LUS 5:3 p. 1)."""
    # A surgery lies in a municipality too, but what reaches it has not reached the municipality.
    offices = [a.municipality for a in entry.recipients if a.party == Party.MUNICIPAL]
    if state.payer is not None and state.payer not in offices:
        return
    if state.admission_notice and state.admission_counts_from is None:
        state.admission_counts_from = entry.sent_at
    if state.ready and state.ready.counts_from is None:
        state.ready.counts_from = entry.sent_at


def _ask(state: CaseState, row: MessageType, entry: Entry) -> None:
    """What the message asks of its receivers, or where a unit comes in with it, of that unit alone."""
    own = row.within(state, entry)
    if own:
        state.due[entry.id] = own
    if state.outside_act:
        return
    coming_in = entry.facts.get(row.naming.to_unit) if row.naming.to_unit else None
    for ask in row.asks:
        for address in entry.recipients:
            if address.party == ask.party and coming_in in (None, address.unit) and ask.when(state):
                _owe(state, address.unit, ask, row, entry)
    for ask in row.to_self:
        if ask.when(state):
            _owe(state, entry.unit, ask, row, entry)


def _owe(state: CaseState, unit: UUID, ask: Ask, row: MessageType, entry: Entry) -> None:
    """Asked anew, the new time counts; but what comes with a case that is handed over keeps its own."""
    owed = [t for t in state.tasks if t.unit == unit and t.type == ask.type]
    if owed and row.naming.to_unit:
        return
    state.tasks = [t for t in state.tasks if t not in owed]
    due = ask.due(state, entry)
    state.tasks.append(Task(unit, ask.type, row.name, entry.sent_at, due, ask.outlives_stay))


def available(state: CaseState, unit: UUID, party: str) -> list[tuple[MessageType, list[str]]]:
    """The message types that a party sends, in the order of the process, each with why it may not now.

    What is far ahead, another unit's to do, or makes no sense in such a case, is left out.
    """
    rows = [
        row
        for row in MESSAGE_TYPES.values()
        if party in row.senders_in(state) and not row.starts_case and not row.is_far_ahead(state, unit)
    ]
    return [(row, row.refusals(state, unit)) for row in sorted(rows, key=lambda row: row.step)]


def receivers(row: MessageType, state: CaseState, sender: UUID) -> list[UUID]:
    """The units with a part in the case that a message of this row goes to."""
    return row.receiving(state, sender)
