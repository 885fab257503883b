"""What goes on paper: messages to units that are not connected, which are told when that is noted as sent.

A message that nobody has noted as sent was never sent to such a unit; one that is, reached it at the noted
time (assumed). Such a unit owes nothing here, and acknowledges nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from discharge.process.on_paper.paper import Delivery, OnPaper
from discharge.process.state import CaseState, Ends, Entry, Task
from discharge.process.times import paper_due

#: The message that notes how and when paper was sent.
NOTE = "payer_told"


def write(state: CaseState, entry: Entry, information: str) -> None:
    """The message has to go on paper to those of its receivers that are not connected.

    That its part is over is told to nobody who has been told of nothing.
    """
    by = _sender(state, entry)
    for address in entry.recipients:
        told = (one for one in state.deliveries.values() if one.told_at and one.paper.unit == address.unit)
        if address.connected or (state.parts[address.unit].ended_at and not any(told)):
            continue
        paper = OnPaper(entry.id, address.unit)
        state.deliveries[paper] = Delivery(
            paper,
            entry.type,
            by,
            entry.sent_at,
            paper_due(state, entry),
            information,
            entry.told_at(address.unit) if entry.reaches(address) else None,
        )


def _sender(state: CaseState, entry: Entry) -> UUID:
    """Who has handed over its part sends nothing more: whoever took it does. For the region the ward does."""
    if state.acts(entry.author):
        return entry.author
    if entry.author in state.parts:
        return entry.facts.get("to") or entry.author
    return state.ward or entry.author


def note(state: CaseState, entry: Entry) -> None:
    """The papers reached their receivers at the noted time; of two notes of one the earlier counts."""
    told_at = entry.facts["told_at"]
    for paper in entry.facts["papers"]:
        delivery = state.deliveries.get(paper)
        if delivery is None:
            # The message has been cancelled since.
            continue
        delivery.told_at = min(filter(None, (delivery.told_at, told_at)))
        part = state.parts[paper.unit]
        if part.is_office and part.municipality:
            _reach(part.municipality, state, delivery, entry)


def _reach(municipality: str, state: CaseState, delivery: Delivery, note: Entry) -> None:
    """The notices that the paper tells of have come to the municipality (LUS 5:3)."""
    told_at = note.facts["told_at"]
    if state.admission_notice:
        # It may have been rung before it was written.
        state.admission_reached.note(municipality, told_at, note.id)
    written = delivery.sent_at
    told = [
        period
        for period in state.ready_periods
        if period.sent_at <= written
        # What was entered afterwards stands in no other paper that had been written by then.
        and (period.entered_at <= written or state.is_notice(period, delivery.paper.message))
    ]
    for period in told[-1:]:
        ends = [moment for moment in (state.ended_at, period.withdrawn_at) if moment]
        if all(told_at <= end for end in ends):
            # A time is noted to the minute.
            period.reached.note(municipality, max(told_at, written), note.id)


def owe(state: CaseState, entry: Entry) -> None:
    """Tasks as they are after the message: nothing of who is not connected, and paper of who has any left."""
    if not state.deliveries and all(part.connected for part in state.parts.values()):
        return
    state.asked = [task for task in state.asked if task.type != NOTE and state.parts[task.unit].connected]
    for unit in dict.fromkeys(one.by for one in state.deliveries.values()):
        left = state.untold(unit) if state.acts(unit) else []
        if left:
            due = min((one.due for one in left if one.due), default=None)
            task = Task(unit, NOTE, left[0].type, left[0].sent_at, due, Ends.AGE)
            state.asked.append(task)


def pass_on(state: CaseState, unit: UUID, receiver: UUID) -> None:
    """Who takes over a part sends what is left of its paper."""
    for delivery in state.untold(unit):
        delivery.by = receiver


def withdraw_consent(state: CaseState) -> None:
    """What may not be told any more goes on no paper."""
    ended = [
        paper
        for paper, one in state.deliveries.items()
        if not state.may_have(one.information, state.parts[paper.unit])
    ]
    forget(state, ended)


def forget(state: CaseState, papers: Iterable[OnPaper]) -> None:
    """Nobody sends these any more, unless they have been."""
    state.deliveries = {
        paper: one for paper, one in state.deliveries.items() if one.told_at or paper not in set(papers)
    }
