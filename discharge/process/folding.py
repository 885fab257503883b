"""The fold: what all messages of one case add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import takewhile
from uuid import UUID

from discharge.process import effects
from discharge.process.journal import of_entries
from discharge.process.judging import endings
from discharge.process.message_type import Ask, MessageType
from discharge.process.on_paper import deliveries as papers
from discharge.process.parts import effects as parts
from discharge.process.parts.planning import HELD, holds_planning, settle_tasks
from discharge.process.parts.state import Part
from discharge.process.state import Address, CaseState, Entry, Outside, Task
from discharge.process.steps import highest_step
from discharge.process.table import MESSAGE_TYPES
from discharge.process.table.participants import ENTERING
from municipalities.units.parties import Party


def fold(entries: Iterable[Entry]) -> CaseState:
    """What all messages of one case add up to; they are given in the order in which they came in."""
    return _fold_while(entries, lambda entry: True)


def fold_before(entries: Iterable[Entry], message: UUID) -> CaseState:
    """What the messages before this one add up to, as they have been corrected and cancelled since."""
    return _fold_while(entries, lambda entry: entry.id != message)


def fold_until(entries: Iterable[Entry], at: datetime) -> CaseState:
    """What the messages until then add up to, likewise; a hand-over taken back since has not been."""
    return _fold_while(entries, lambda entry: entry.sent_at <= at)


def _fold_while(entries: Iterable[Entry], counts: Callable[[Entry], bool]) -> CaseState:
    counting = effective(list(entries))
    state = _begin(counting)
    for entry in takewhile(counts, counting):
        _carry(state, entry)
    _judge(state)
    return state


def _begin(counting: list[Entry]) -> CaseState:
    """A hand-over that has been taken back is known to be so when its turn comes."""
    fields = ((entry, MESSAGE_TYPES[entry.type].naming.takes_back) for entry in counting)
    return CaseState(taken_back=frozenset(entry.facts[name] for entry, name in fields if name))


def effective(entries: list[Entry]) -> list[Entry]:
    """The messages as they count now, in the order in which they count.

    A corrected one has its last correction's facts at its own time; what was entered afterwards stands at its
    true time, unless an objection to it has been upheld.
    A cancelled message was never sent. The correction itself stays in its place as a message
    that only brings in its receivers: what it changes, it changes where the original stands.
    """
    journal = of_entries(entries)
    counting = [entry for entry in entries if entry.id not in journal.cancelled]
    sent = {entry.corrects: entry.outside for entry in counting if entry.corrects and entry.outside}
    found = [_as_corrected(entry, journal.latest(entry.id), sent.get(entry.id)) for entry in counting]
    if any(entry.outside for entry in found):
        overruled = _overruled(found)
        found = [replace(e, sent_at=e.entered_at) if e.id in overruled else e for e in found]
        found.sort(key=lambda entry: entry.sent_at)
    return found


def _overruled(entries: list[Entry]) -> set[UUID]:
    """The messages that an objection has been upheld to: the time of the entry counts."""
    objected: dict[UUID, UUID] = {}
    upheld: dict[UUID, bool] = {}
    for entry in entries:
        naming = MESSAGE_TYPES[entry.type].naming
        if naming.objects_to:
            objected[entry.id] = entry.facts[naming.objects_to]
        if naming.decides:
            upheld[entry.facts[naming.decides]] = effects.is_upheld(entry)
    return {message for objection, message in objected.items() if upheld.get(objection)}


def _as_corrected(entry: Entry, latest: Entry | None, sent: Outside | None) -> Entry:
    """What its last correction says, sent as the last that speaks of it says (`sent`)."""
    if latest and latest is not entry:
        entry = replace(entry, facts=latest.facts)
    if sent is None:
        return entry
    return replace(entry, sent_at=sent.at, outside=replace(sent, entered_at=entry.entered_at))


def apply(state: CaseState, entry: Entry) -> None:
    """Fold one more message, which changes none of those before it, into the state."""
    _carry(state, entry)
    _judge(state)


def _judge(state: CaseState) -> None:
    """What nobody asks between two messages: what may be done now, and how far the case has come."""
    if state.messages:
        endings.withhold(state)
        state.step = highest_step(state)


def _carry(state: CaseState, entry: Entry) -> None:
    """Carry one message into the state: parts, tasks met, the row's own effect, tasks asked."""
    message_type = MESSAGE_TYPES[entry.type]
    if message_type.tells_owed:
        endings.withhold(state)
    if entry.id in state.taken_back:
        parts.pass_by(state, entry)
    come = bring_in_parts(state, entry)
    new = entry.facts.get(message_type.naming.to_unit) if message_type.naming.to_unit else None
    state.note_answer(entry.unit, new)
    if entry.corrects or entry.id in state.taken_back:
        _end_entry(state, entry)
        return
    if entry.outside:
        state.entered_afterwards[entry.id] = entry
    meant = state.meant(entry)
    _meet_tasks(state, message_type, meant)
    if first := _told_before(state, message_type, meant):
        state.duplicates[entry.id] = first.id
        message_type.tell_again(state, meant)
    else:
        message_type.apply(state, meant)
        state.told[message_type.told_as] = entry
    if message_type.naming.follows:
        state.versions[message_type.name, message_type.author_of(entry.unit)] = entry.id
    _ask_receivers(state, message_type, meant, come)
    state.sent[message_type.name] = state.sent.get(message_type.name, 0) + 1
    _end_entry(state, entry)


def bring_in_parts(state: CaseState, entry: Entry) -> list[Address]:
    """Whoever sends or receives a message has a part from then on.

    Returns the receivers that have been connected since they were last written to.
    """
    addresses = entry.recipients
    # The region decides in a case without taking part in it.
    if entry.party != Party.ADMINISTRATION:
        addresses = (Address(entry.unit, entry.party, entry.municipality), *addresses)
    at, come = entry.entered_at, []
    for address in addresses:
        part = state.parts.get(address.unit)
        if part is None:
            part = Part(address.unit, address.party, address.municipality, at, connected=address.connected)
            state.parts[address.unit] = part
        # What was entered afterwards stands before what brought the unit in.
        part.since = min(part.since, at)
    for address in entry.recipients:
        part = state.parts[address.unit]
        if address.connected and not part.connected:
            come.append(address)
        part.connected = address.connected
        if address.connected and address.acknowledged_at is None:
            part.leave_unread(entry.entered_at, afterwards=entry.outside is not None)
    return come


def _told_before(state: CaseState, message_type: MessageType, entry: Entry) -> Entry | None:
    """The message that told the same before, where one of the two was entered afterwards: it counts alone."""
    first = state.told.get(message_type.told_as) if message_type.is_told(state) else None
    return first if first and (first.outside or entry.outside) else None


def _meet_tasks(state: CaseState, message_type: MessageType, entry: Entry) -> None:
    """What the message does is no longer owed, nor what was asked for by a message that it withdraws."""
    met = [
        t
        for t in state.asked
        if t.type == message_type.name and (message_type.meets_for_all or t.unit == entry.unit)
    ]
    dues = [t.due for t in met if t.unit == entry.unit and t.due]
    if dues:
        state.due[entry.id] = min(dues)
    withdrawn = {ask.type for name in message_type.withdraws for ask in MESSAGE_TYPES[name].asks}
    state.asked = [t for t in state.asked if t not in met and t.type not in withdrawn]


def _end_entry(state: CaseState, entry: Entry) -> None:
    """A notice counts from when it first reached a unit of the paying municipality (LUS 5:3 p. 1)."""
    settle_tasks(state)
    papers.write(state, entry, MESSAGE_TYPES[entry.type].needs_consent)
    reached = [*entry.recipients]
    if MESSAGE_TYPES[entry.type].naming.takes_back:
        # Whoever takes its hand-over back reads then what was sent meanwhile.
        reached.append(Address(entry.unit, entry.party, entry.municipality))
    for address in reached:
        # A surgery lies in a municipality too, but what reaches it has not reached the municipality.
        if address.party == Party.MUNICIPAL and address.municipality and entry.reaches(address):
            at = entry.told_at(address.unit)
            if state.admission_notice:
                state.admission_reached.note(address.municipality, at)
            reads_from = entry.entered_at if address.connected else at
            if state.ready and (told_at := _told_of_ready(state, entry, at, reads_from)):
                state.ready.reached.note(address.municipality, told_at)
    state.count_notices()
    papers.owe(state, entry)
    endings.note_consents(state, entry)
    state.messages += 1
    state.last_at = max(state.last_at or entry.entered_at, entry.entered_at)


def _told_of_ready(state: CaseState, entry: Entry, at: datetime, reads_from: datetime) -> datetime | None:
    """When a receiver that got the message then heard by it that the person is ready; None if it did not.

    The notice itself says so; another message when the notice has come in, for whoever reads the case then.
    """
    if state.ready is None or state.is_notice(state.ready, entry.id):
        return at
    return next((told for told in (at, reads_from) if told >= state.ready.entered_at), None)


def _ask_receivers(
    state: CaseState, message_type: MessageType, entry: Entry, come: Iterable[Address]
) -> None:
    """What the message asks of its receivers, or where a unit comes in with it, of that unit alone.

    Of those that have `come` to be connected since they were last written to, what of one that comes in.
    """
    own = message_type.within(state, entry)
    if own:
        state.due[entry.id] = own
    if state.outside_act:
        return
    coming_in = entry.facts.get(message_type.naming.to_unit) if message_type.naming.to_unit else None
    asked = [to for to in entry.recipients if coming_in in (None, to.unit)]
    asks = [(ask, to) for ask in message_type.asks for to in asked]
    for ask, to in asks + [(ask, to) for ask in ENTERING for to in come]:
        is_anothers = ask.type in HELD and not holds_planning(state, to.unit)
        is_named = ask.of is None or to.unit in ask.of(state, entry)
        if to.party == ask.party and is_named and ask.when(state) and not is_anothers:
            _owe_task(state, to.unit, ask, message_type, entry)
    for ask in message_type.to_self:
        if ask.when(state):
            _owe_task(state, entry.unit, ask, message_type, entry)


def _owe_task(state: CaseState, unit: UUID, ask: Ask, message_type: MessageType, entry: Entry) -> None:
    """Asked anew, the new time counts; but what comes with a case that is handed over keeps its own."""
    owed = [t for t in state.asked if t.unit == unit and t.type == ask.type]
    if owed and message_type.naming.to_unit:
        return
    due = ask.due(state, entry)
    if entry.id in state.duplicates and not (due and owed and (owed[0].due is None or due < owed[0].due)):
        # Asked twice, the earlier time counts; what has been done already is not asked for again.
        return
    state.asked = [t for t in state.asked if t not in owed]
    state.asked.append(Task(unit, ask.type, message_type.name, entry.entered_at, due, ask.ends))


def available(state: CaseState, unit: UUID, party: str) -> list[tuple[MessageType, list[str]]]:
    """The message types that a party sends, in the order of the process, each with why it may not now.

    What is far ahead, another unit's to do, or makes no sense in such a case, is left out.
    """
    rows = [
        message_type
        for message_type in MESSAGE_TYPES.values()
        if party in message_type.senders_in(state)
        and not message_type.starts_case
        and not message_type.is_far_ahead(state, unit)
    ]
    return [(row, row.refusals(state, unit)) for row in sorted(rows, key=lambda row: row.step)]


def receivers(message_type: MessageType, state: CaseState, sender: UUID) -> list[UUID]:
    """The units with a part in the case that a message of this row goes to."""
    return message_type.receiving(state, sender)
