"""When what was asked for ends although nobody has done it. The only judge of it.

While the person is in hospital nothing ends by age. What may not be sent is not owed meanwhile: what lacks
nothing but a consent is owed again the day that it is given. A stay that goes on again owes again what had
ended with it, since everything is folded anew. (All assumed; LUS 3:2 excepts what is secret.)
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from discharge.process.state import CaseKind, CaseState, Ends, Entry, Task, Withheld
from discharge.process.table import MESSAGE_TYPES
from discharge.process.times import ASKED_FOR
from municipalities.swedish.clock import last_second, local_date

#: The types that may lack a consent; of the others nobody is asked for it.
CONSENTED = frozenset(name for name, row in MESSAGE_TYPES.items() if row.asks_consent)


def note_consents(state: CaseState, entry: Entry) -> None:
    """Judge after a message which of the tasks lack a consent; what lacks none any more is due that day."""
    for number, task in enumerate(state.asked):
        if task.type not in CONSENTED:
            continue
        is_lacking = MESSAGE_TYPES[task.type].lacks_consent(state, task.unit)
        if is_lacking and task.withheld is not Withheld.CONSENT:
            state.asked[number] = replace(task, withheld=Withheld.CONSENT)
        elif not is_lacking and task.withheld is Withheld.CONSENT:
            due = task.due and max(task.due, last_second(local_date(entry.entered_at)))
            state.asked[number] = replace(task, withheld=Withheld.NO, due=due)


def withhold(state: CaseState) -> None:
    """Judge which of the tasks that lack no consent their units may do now."""
    for number, task in enumerate(state.asked):
        if task.withheld is not Withheld.CONSENT:
            refused = MESSAGE_TYPES[task.type].refusals(state, task.unit)
            withheld = Withheld.RULE if refused else Withheld.NO
            if withheld is not task.withheld:
                state.asked[number] = replace(task, withheld=withheld)


def ends_at(task: Task, state: CaseState) -> datetime | None:
    """From when nobody is asked for it any more; None while no time ends it."""
    if task.ends is Ends.MEETING:
        return state.sip.planned.starts_at if state.sip.planned else None
    if state.in_hospital or (task.ends is Ends.CASE and state.kind is not CaseKind.SIP):
        return None
    from_then = max(filter(None, (state.ended_at, task.due, task.since)))
    return last_second(local_date(from_then) + ASKED_FOR)


def next_end(state: CaseState) -> datetime | None:
    """When the next of the tasks ends by time, if nothing happens."""
    return min(filter(None, (ends_at(task, state) for task in state.asked)), default=None)


def end_until(state: CaseState, now: datetime) -> None:
    """End what time has ended by now."""
    for task in list(state.asked):
        if (at := ends_at(task, state)) and at <= now:
            state.end_task(task, at)


def end_before(state: CaseState, next_one: datetime | None) -> None:
    """End all that had ended when the case was known to come to its next end then (`next_end`)."""
    for task in list(state.asked):
        if (at := ends_at(task, state)) and (next_one is None or at < next_one):
            state.end_task(task, at)
