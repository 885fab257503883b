"""Several messages of one case in one go: judged one after another, written together."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge import process
from discharge.actions.sending import derive
from discharge.actions.sending.composing import Composed, OnBehalf, compose, speaker
from discharge.actions.sending.contradictions import refuse_contradiction
from discharge.actions.sending.messages import insert, lock_case, write_consequences, write_receipts
from discharge.models import Message
from discharge.process import MESSAGE_TYPES
from discharge.process.state import Address, CaseState, Entry
from discharge.queries import journal
from municipalities.access.acting import set_assignment
from municipalities.ids import new_id
from municipalities.models import Assignment
from municipalities.units.parties import Party


class Batch:
    """What is sent and acknowledged in a case that this transaction has locked, until `write`.

    Judged by the rules of `actions.send` and to the same rows, under the row-level security of each who
    acts; what follows from the messages is written once, and when somebody comes into the case or leaves it.
    """

    def __init__(self, case_id: UUID) -> None:
        """Raises Case.DoesNotExist when the unit that acts takes no part in the case."""
        self._case_id = lock_case(case_id).pk
        self._entries = journal.read(case_id)
        self._state = process.fold(self._entries)
        self._actor: Assignment | None = None
        self._sent: dict[Assignment, list[Composed]] = {}
        self._read: dict[Assignment, list[tuple[UUID, datetime]]] = {}

    def first_of(self, type: str) -> UUID:
        """The first message of the type in the case."""
        return next(entry.id for entry in self._entries if entry.type == type)

    @property
    def state(self) -> CaseState:
        """What has been said so far adds up to."""
        return self._state

    def send(self, *, by: Assignment | OnBehalf, type: str, values: dict[str, Any], now: datetime) -> Message:
        """As `actions.send`. Raises Refused."""
        message_type, before = MESSAGE_TYPES[type], self._state
        composed = compose(
            message_type,
            values,
            before,
            self._entries,
            case_id=self._case_id,
            by=by,
            submission=new_id(),
            now=now,
        )
        entries = [*self._entries, composed.entry]
        after = process.fold(entries)
        refuse_contradiction(self._case_id, before, after, composed.entry)
        writer, _ = speaker(by)
        self._sent.setdefault(writer, []).append(composed)
        self._entries, self._state = entries, after
        if _active_units(self._state) != _active_units(before):
            self.write()
        return composed.message

    def acknowledge(self, *, by: Assignment, now: datetime) -> None:
        """As `actions.acknowledge`: all that waits for the unit."""
        waiting = [e.id for e in self._entries if any(_waits_for(a, by) for a in e.recipients)]
        if waiting:
            self._read.setdefault(by, []).extend((message, now) for message in waiting)
            self._entries = [_as_acknowledged(entry, by, now) for entry in self._entries]
            self._state.parts[by.unit_id].acknowledge_all()

    def write(self) -> None:
        """Write what has been said since the last time, and what follows from it."""
        for by, sent in self._sent.items():
            self._act_as(by)
            insert(sent)
        # Who has written too comes last: by one of those the rest is written.
        for by, read in sorted(self._read.items(), key=lambda reading: reading[0] in self._sent):
            self._act_as(by)
            if write_receipts(by, self._case_id, read[-1][1], dict(read)) < len(read):
                # A block hides the rest, which waits on.
                self._entries = journal.read(self._case_id)
                self._state = process.fold(self._entries)
            if not self._sent:
                derive.write_acknowledged(self._case_id, self._state.parts[by.unit_id])
        if self._sent:
            # By one who has said something: whoever reads may have handed over, and writes no more. A ward
            # first, since it alone writes what it has said for statistics; last who lost sight of the case.
            self._act_as(min(self._sent, key=self._is_far_from_case))
            write_consequences(
                lock_case(self._case_id), self._state
            )  # as billing left it at the last writing
        self._sent, self._read = {}, {}

    def _is_far_from_case(self, by: Assignment) -> tuple[bool, bool]:
        is_mistaken = self._state.parts[by.unit_id].mistaken_at is not None
        return is_mistaken, by.unit.party != Party.INPATIENT

    def _act_as(self, by: Assignment) -> None:
        if by != self._actor:
            set_assignment(by.pk)
            self._actor = by


def _active_units(state: CaseState) -> set[UUID]:
    return {part.unit for part in state.parts.values() if part.ended_at is None}


def _waits_for(address: Address, by: Assignment) -> bool:
    return address.connected and address.unit == by.unit_id and address.acknowledged_at is None


def _as_acknowledged(entry: Entry, by: Assignment, now: datetime) -> Entry:
    read = (replace(a, acknowledged_at=now) if _waits_for(a, by) else a for a in entry.recipients)
    return replace(entry, recipients=tuple(read))
