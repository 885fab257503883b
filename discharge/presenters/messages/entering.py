"""What follows of a message that is entered afterwards, or of a corrected date, before it is confirmed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from discharge.extensions import consequences
from discharge.presenters.messages.cancelling import changed_tasks, moved_deadlines
from discharge.process import MESSAGE_TYPES
from discharge.process.judging import afterwards
from discharge.process.state import CaseState, Entry
from discharge.queries import CaseFile
from municipalities.models import Assignment
from municipalities.swedish.clock import full_words, length_words

WITH, WITH_CORRECTION = "Med meddelandet", "Med rättelsen"
MOVES = "Det här ändras av att datumet rättas. Kontrollera och bekräfta."


@dataclass(frozen=True, slots=True)
class Review:
    """`mark` is what a form that has been read and confirmed says: of other effects it is another."""

    effects: list[str]
    title: str = "Det här följer om meddelandet skrivs in. Kontrollera och bekräfta."

    @property
    def mark(self) -> str:
        return hashlib.sha256("\n".join(self.effects).encode()).hexdigest()[:16]


def review(file: CaseFile, entry: Entry, after: CaseState, by: Assignment, now: datetime) -> Review:
    """What the case comes to by `after`, with the message."""
    by_id = {known.id: known for known in (*file.entries, entry)}
    effects = []
    if not afterwards.is_duplicate(after, entry.id):
        effects.append(f"Meddelandet räknas från {full_words(entry.sent_at)}.")
    for later, first in afterwards.new_duplicates(file.state, after):
        title = MESSAGE_TYPES[by_id[later].type].title
        at, counting = full_words(by_id[later].sent_at), full_words(by_id[first].sent_at)
        effects.append(
            f"Samma sak är meddelad två gånger: ”{title}” {at} blir en dubblett, {counting} räknas."
        )
    told = consequences.tell_consequences(file, after, by, now, WITH)
    return Review([*effects, *changed_tasks(file, after), *told])


def review_beginning(entry: Entry, after: CaseState) -> Review:
    """What follows of the notice that begins the case `after`."""
    due, said = after.due.get(entry.id), f"Meddelandet räknas från {full_words(entry.sent_at)}"
    effects = [f"{said}."]
    if due and entry.sent_at <= due:
        effects = [f"{said}: i tid, senast {full_words(due)}."]
    elif due:
        late = length_words(entry.sent_at - due)
        effects = [
            f"{said}: {late} för sent, det skulle ha skickats senast {full_words(due)}.",
            # LUS 5:3.
            "Då uppstår inget betalningsansvar för vårdtillfället.",
        ]
    return Review([*effects, "Mottagarnas tider räknas från det att meddelandet skrivs in här."])


def review_of_correction(file: CaseFile, after: CaseState, by: Assignment, now: datetime) -> Review | None:
    """What moves with a date that is corrected: tasks and deadlines, liable days, months that are closed.

    None where nothing does: then nobody has to confirm it.
    """
    moved = [*moved_deadlines(file, after), *changed_tasks(file, after)]
    told = consequences.tell_consequences(file, after, by, now, WITH_CORRECTION)
    if not moved and set(told) <= {consequences.LIABILITY_STAYS}:
        return None
    return Review([*moved, *told], MOVES)
