"""How a message changes who takes part."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from discharge.process.on_paper import deliveries as papers
from discharge.process.parts.planning import drop_tasks, give_planning, holds_planning, offices_beside
from discharge.process.parts.state import HandedOver, Part, StandIn
from discharge.process.state import CaseState, Entry


def hand_over(state: CaseState, entry: Entry) -> None:
    """The receiving unit takes the sender's place; what the sender owed, the receiver owes."""
    receiver = entry.facts["to"]
    is_new = _is_new(state.parts[receiver], entry)
    bring_in(state, receiver)
    if holds_planning(state, entry.unit) and receiver in offices_beside(state, entry.unit):
        give_planning(state, receiver)
    _leave_to(state, entry, HandedOver(entry.id, receiver, is_new))
    papers.pass_on(state, entry.unit, receiver)
    if state.begun_by == entry.unit:
        state.begun_by = receiver
    state.asked = [replace(t, unit=receiver) if t.unit == entry.unit else t for t in state.asked]
    if state.sip.planned:
        state.sip.planned.hand_over(entry.unit, receiver)


def refuse_as_wrong(state: CaseState, entry: Entry) -> None:
    """Sent on where the sender knows to whom; else nobody has it until the ward finds the right one."""
    if entry.facts["to"]:
        hand_over(state, entry)
        return
    _leave_to(state, entry, HandedOver(entry.id, None, is_new=False))
    drop_tasks(state, [entry.unit], entry)


def add_participant(state: CaseState, entry: Entry) -> None:
    bring_in(state, entry.facts["to"])
    if entry.facts.get("holds"):
        give_planning(state, entry.facts["to"])


def bring_in(state: CaseState, unit: UUID) -> None:
    """The unit has a part from now on, and rightly so, whatever brought it in before."""
    state.parts[unit].go_on()
    state.handed_over.pop(unit, None)
    state.stand_ins.pop(unit, None)
    for left in state.handed_over.values():
        left.is_new &= left.to != unit


def _leave_to(state: CaseState, entry: Entry, left: HandedOver) -> None:
    end_part(state, entry.unit, entry)
    state.handed_over[entry.unit] = left


def _is_new(part: Part | None, entry: Entry) -> bool:
    """Whether the unit had no part before the message, or should have had none."""
    return part is None or part.since >= entry.entered_at or part.mistaken_at is not None


def pass_by(state: CaseState, entry: Entry) -> None:
    """A hand-over that was taken back later: the sender keeps its place and what it owes.

    Until then what the receiver is asked, where it has no part of its own, the sender owes.
    """
    receiver = entry.facts["to"]
    part = state.parts.get(receiver)
    is_new = _is_new(part, entry)
    if receiver is None or (part and part.ended_at is None and not is_new):
        return
    state.stand_ins[receiver] = StandIn(entry.unit, is_new, entry.entered_at)
    if part is None:
        address = next(one for one in entry.recipients if one.unit == receiver)
        part = state.parts[receiver] = Part(receiver, address.party, address.municipality, entry.entered_at)
    # What was entered meanwhile, with an earlier true time, may have brought it in and asked it something.
    part.ended_at = part.ended_at or entry.entered_at
    state.asked = [replace(t, unit=entry.unit) if t.unit == receiver else t for t in state.asked]


def take_back_handover(state: CaseState, entry: Entry) -> None:
    """Who had no part before never should have had one; another one's stands as it stood."""
    for unit, one in [item for item in state.stand_ins.items() if item[1].unit == entry.unit]:
        del state.stand_ins[unit]
        if one.is_new:
            part = state.parts[unit]
            # Until now it could act, unless the ward had removed it.
            part.ended_at = None if part.mistaken_at or part.ended_at == one.since else part.ended_at
            part.mistaken_at = None
            take_back_part(state, unit, entry)


def remove_participant(state: CaseState, entry: Entry) -> None:
    removed = entry.facts["participant"]
    end_part(state, removed, entry)
    papers.forget(state, [paper for paper in state.deliveries if paper.unit == removed])
    drop_tasks(state, [removed], entry)


def end_part(state: CaseState, unit: UUID, entry: Entry) -> None:
    state.parts[unit].ended_at = entry.entered_at


def take_back_part(state: CaseState, unit: UUID, entry: Entry) -> None:
    """The unit never should have had a part: it owes nothing, and reads nothing of the case any more.

    That the message takes the part back must be known to `discharge_takes_back_part` too.
    """
    part = state.parts[unit]
    part.mistaken_at = entry.entered_at
    part.ended_at = part.ended_at or entry.entered_at
    part.acknowledge_all()
    papers.forget(state, [paper for paper in state.deliveries if paper.unit == unit])
    drop_tasks(state, [unit], entry)


def leave(state: CaseState, units: Collection[UUID], entry: Entry) -> None:
    """The parts of the units end, those that have not: they owe nothing, and take nothing back any more."""
    for unit in units:
        state.handed_over.pop(unit, None)
        if state.parts[unit].ended_at is None:
            end_part(state, unit, entry)
    drop_tasks(state, units, entry)
