"""A message that is about to be cancelled: what it says, and what follows for the case and for money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.extensions import consequences
from discharge.presenters.messages.timeline import MessageWords, message_words
from discharge.presenters.people.parties import to_do
from discharge.process.judging.phases import opens_again
from discharge.process.state import CaseState, Task
from discharge.queries import CaseFile
from municipalities.models import Assignment
from municipalities.swedish.clock import full_words

COUNTS_NOT = "Det räknas som om meddelandet aldrig har skickats. Det går att läsa, märkt som makulerat."
WITHOUT = "Utan meddelandet"
A_CORRECTION = "Rättelsen tas tillbaka: det som meddelandet sade före den gäller igen."


@dataclass(frozen=True, slots=True)
class Cancelling:
    message: MessageWords
    effects: list[str]


def cancelling(
    file: CaseFile, message_id: UUID, after: CaseState, by: Assignment, now: datetime, *, hidden: bool
) -> Cancelling | None:
    """What the case comes to by `after`; None where the unit may not cancel the message."""
    words = next(
        (w for w in cancellable_messages(file, by.unit_id, hidden=hidden) if w.id == message_id), None
    )
    if words is None:
        return None
    is_correction = any(m.pk == message_id and m.corrects_id for m in file.messages)
    effects = [A_CORRECTION if is_correction else COUNTS_NOT]
    return Cancelling(
        words,
        [
            *effects,
            *changed_tasks(file, after),
            *consequences.tell_consequences(file, after, by, now, WITHOUT),
        ],
    )


def cancellable_messages(file: CaseFile, unit: UUID, *, hidden: bool) -> list[MessageWords]:
    """The unit's own messages that may be cancelled, the latest first."""
    words = (message_words(m, file, unit, hidden=hidden) for m in reversed(file.messages))
    return [each for each in words if each.cancelled_by]


def changed_tasks(file: CaseFile, after: CaseState) -> Iterator[str]:
    """Who no longer owes what, and who owes something again."""
    names = file.names | {part.unit_id: part.unit.full_name for part in file.parts}
    before, then = _owed_tasks(file.state), _owed_tasks(after)
    for key in (key for key in before if key not in then):
        yield f"{names.get(key[0], 'En enhet')} ska inte längre {to_do(key[1])}."
    for key, task in then.items():
        if key not in before:
            by_when = f", senast {full_words(task.due)}" if task.due else ""
            yield f"{names.get(key[0], 'En enhet')} ska {to_do(key[1])}{by_when}."
    if opens_again(file.state, after):
        yield "Ärendet öppnas igen."


def moved_deadlines(file: CaseFile, after: CaseState) -> Iterator[str]:
    """Whose time for what becomes another."""
    before = _owed_tasks(file.state)
    for key, task in _owed_tasks(after).items():
        was = before.get(key)
        if was and was.due != task.due:
            who = file.names.get(key[0], "En enhet")
            due = f"senast {full_words(task.due)}" if task.due else "utan sista tid"
            instead = f", i stället för {full_words(was.due)}" if was.due else ""
            yield f"{who} ska {to_do(key[1])} {due}{instead}."


def _owed_tasks(state: CaseState) -> Mapping[tuple[UUID, str], Task]:
    return {(task.unit, task.type): task for task in state.tasks if to_do(task.type)}
