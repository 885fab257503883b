"""Which of a municipality's units holds the planning: one at a time, whatever is sent. Pure.

The act speaks of the units concerned (LUS 5:3 p. 2) and says nothing of this: (assumed). The first one does,
unless the message that brought it in names another, or it has been passed on since. When it leaves, the next
of those that take part does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from discharge.process.state import CaseState, Entry, Task

TAKE, REPLY = "take", "ready_reply"
#: What whoever holds the planning owes, alone of its municipality's units.
HELD = frozenset({TAKE, REPLY})


def offices_beside(state: CaseState, unit: UUID) -> list[UUID]:
    """The units of the unit's municipality that act in the case, itself too; none of another party's unit."""
    own = state.parts.get(unit)
    if own is None or not own.is_office:
        return []
    return [
        part.unit
        for part in state.parts.values()
        if part.is_office and part.ended_at is None and part.municipality == own.municipality
    ]


def holder_beside(state: CaseState, unit: UUID) -> UUID | None:
    """Who holds the planning in the unit's municipality."""
    offices = offices_beside(state, unit)
    chosen = (one for one in offices if one in state.planning)
    return next(chosen, offices[0] if offices else None)


def holds_planning(state: CaseState, unit: UUID) -> bool:
    return holder_beside(state, unit) == unit


def may_pass_planning(state: CaseState, unit: UUID) -> bool:
    """Whoever holds it and another of the municipality's that takes part; the ward where there are such."""
    if state.parts[unit].is_office:
        return holds_planning(state, unit) and len(offices_beside(state, unit)) > 1
    return any(len(offices_beside(state, one)) > 1 for one in state.parts)


def give_planning(state: CaseState, unit: UUID | None) -> None:
    """The unit holds it, where it is a municipality's."""
    if unit in state.parts and state.parts[unit].is_office:
        own = state.parts[unit].municipality
        state.planning -= {one.unit for one in state.parts.values() if one.municipality == own}
        state.planning.add(unit)


def pass_planning(state: CaseState, entry: Entry) -> None:
    """Another unit of the municipality holds it: what the former owed is its own, and it takes it."""
    unit = entry.facts["holder"]
    give_planning(state, unit)
    is_owed = any(task.type == TAKE and task.unit in offices_beside(state, unit) for task in state.asked)
    if not is_owed and not state.parts[unit].responsible and not state.outside_act:
        state.asked.append(Task(unit, TAKE, entry.type, entry.entered_at, None))


def drop_tasks(state: CaseState, units: Collection[UUID], entry: Entry) -> None:
    """Units whose parts have ended owe nothing; whoever took part beside them goes on with the planning."""
    dropped = [task for task in state.asked if task.unit in units]
    state.asked = [task for task in state.asked if task.unit not in units]
    for task in dropped:
        next_one = holder_beside(state, task.unit) if task.type in HELD else None
        if next_one and state.parts[next_one].since < entry.entered_at:
            state.asked.append(replace(task, unit=next_one))


def settle_tasks(state: CaseState) -> None:
    """What only whoever holds the planning owes is owed by that unit, once, and not when it is done."""
    held = [task for task in state.asked if task.type in HELD]
    if all(holds_planning(state, task.unit) for task in held):
        return
    moved: dict[tuple[UUID, str], Task] = {}
    for task in held:
        holder = holder_beside(state, task.unit) or task.unit
        done = {TAKE} if state.parts[holder].responsible else set()
        done |= {REPLY} if state.ready is None or state.ready.reply else set()
        if holder == task.unit:
            moved[holder, task.type] = task
        elif task.type not in done:
            moved.setdefault((holder, task.type), replace(task, unit=holder))
    state.asked = [task for task in state.asked if task.type not in HELD] + list(moved.values())
