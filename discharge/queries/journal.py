"""A case's messages as the fold takes them, and what the reader sees of them, each read in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection

from discharge import process
from discharge.models import Attachment, Destruction
from discharge.process import CANCEL, MESSAGE_TYPES
from discharge.process.judging import endings
from discharge.process.state import Address, CaseState, Entry, Outside
from municipalities import directory, from_json
from municipalities.ids import new_id
from municipalities.models import Unit, User

_JOURNAL = "SELECT * FROM discharge_journal(%s)"
_MESSAGES = "SELECT * FROM discharge_case_messages(%s)"
_CARRIED = "SELECT * FROM discharge_carried_messages(%s, %s)"
#: How many columns of each are the journal's, and which of them holds the facts.
_OF_JOURNAL, _FACTS = 14, 6


@dataclass(frozen=True, slots=True)
class UndoneReceipt:
    """A receipt that was taken back, when and by whom."""

    acknowledged_at: datetime
    undone_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Receiver:
    """A unit that a message was sent to, and when it was acknowledged there, by whom, as which assignment.

    One that is not connected is told on paper. `undone` are the receipts that were given before, and undone.
    """

    unit: Unit
    acknowledged_at: datetime | None
    acknowledged_by: str
    connected: bool = True
    assignment: UUID | None = None
    undone: tuple[UndoneReceipt, ...] = ()


@dataclass(frozen=True, eq=False)
class SeenMessage:
    """A message that the reader sees, with all that is shown of it; `sender` is the person's name.

    `sent_at` is when it came into the system; what was sent outside it is told of by `outside` and `sent_by`.
    `sender_unit` is whose words they are; where that is not connected, `entered_by` has entered them.
    """

    pk: UUID
    case_id: UUID
    type: str
    sent_at: datetime
    sender: str
    sender_unit: Unit
    facts: Mapping[str, Any]
    content: Mapping[str, Any]
    corrects_id: UUID | None
    receivers: list[Receiver]
    attachments: list[Attachment]
    #: By which decision its content is.
    destroyed: Destruction | None
    outside: Outside | None = None
    sent_by: str = ""
    entered_by: Unit | None = None

    @property
    def true_time(self) -> datetime:
        """When it was sent, in the system or outside it; of a correction, when what it corrects was."""
        return self.outside.at if self.outside else self.sent_at

    @property
    def shown_at(self) -> datetime:
        """The same, but a correction's own time."""
        return self.sent_at if self.corrects_id else self.true_time

    @property
    def sender_unit_id(self) -> UUID:
        """Of who wrote it here, and may take it back."""
        return (self.entered_by or self.sender_unit).pk

    def waits_for(self, unit: UUID) -> bool:
        """Whether the unit has not acknowledged it yet."""
        to = self.receiver(unit)
        return to is not None and to.connected and to.acknowledged_at is None

    def receiver(self, unit: UUID) -> Receiver | None:
        """The unit as one of its receivers."""
        return next((to for to in self.receivers if to.unit.pk == unit), None)

    @cached_property
    def said(self) -> dict[str, Any]:
        """What it says by field, as the rules use it."""
        return MESSAGE_TYPES[self.type].decoded({**self.facts, **self.content})


@dataclass(frozen=True, eq=False, slots=True)
class CarriedMessage:
    """A message that the reader sees, as far as a form begins with what it says."""

    pk: UUID
    type: str
    shown_at: datetime
    sender_unit: Unit
    corrects_id: UUID | None
    content: Mapping[str, Any]
    destroyed: bool


def read(case_id: UUID) -> list[Entry]:
    """All messages of the case, oldest first: facts only, the same whoever acts."""
    return [_as_entry(row) for row in _read_rows(_JOURNAL, case_id)]


def read_seen(case_id: UUID) -> tuple[list[Entry], list[SeenMessage]]:
    """The same, and those of them that row-level security lets the reader see, with what they say."""
    rows = _read_rows(_MESSAGES, case_id)
    entries = [_as_entry(row[:_OF_JOURNAL]) for row in rows]
    return entries, [
        _as_seen(case_id, entry, row[_FACTS], *row[_OF_JOURNAL:])
        for entry, row in zip(entries, rows, strict=True)
        if row[_OF_JOURNAL] is not None
    ]


def read_carried(case_id: UUID, types: Iterable[str]) -> tuple[list[Entry], list[CarriedMessage]]:
    """All messages as the fold takes them, and of those of the types that the reader sees what they say."""
    rows = _read_rows(_CARRIED, case_id, list(types))
    entries = [_as_entry(row[:_OF_JOURNAL]) for row in rows]
    return entries, [
        CarriedMessage(
            entry.id,
            entry.type,
            entry.sent_at,
            directory.unit(entry.unit),
            entry.corrects,
            _parse_json(content),
            destroyed,
        )
        for entry, (content, destroyed) in zip(entries, (row[_OF_JOURNAL:] for row in rows), strict=True)
        if content is not None
    ]


def state_without(message_id: UUID, entries: Iterable[Entry], now: datetime) -> CaseState:
    """The state that the case comes to when its message is cancelled."""
    entries = list(entries)
    entry = next(entry for entry in entries if entry.id == message_id)
    cancels = replace(
        entry,
        id=new_id(),
        type=CANCEL.name,
        sent_at=now,
        facts={CANCEL.naming.cancels: str(message_id)},
        recipients=(),
        corrects=None,
        submission=None,
        outside=None,
    )
    state = process.fold([*entries, cancels])
    endings.end_until(state, now)
    return state


def _read_rows(sql: str, *asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return cursor.fetchall()


def _as_entry(row: tuple[Any, ...]) -> Entry:
    message, kind, sent_at, unit, party, municipality, facts, recipients, corrects, submission, *sent = row
    decoded = MESSAGE_TYPES[kind].decoded(_parse_json(facts))
    addresses = tuple(
        Address(UUID(to), its_party, area, datetime.fromisoformat(seen) if seen else None, connected)
        for to, its_party, area, seen, connected in _parse_json(recipients) or ()
    )
    sender, outside = (unit, party, municipality), None
    happened_at, channel, told, by = sent
    if happened_at:
        outside = Outside(happened_at, channel, frozenset(told), entered_at=sent_at)
    at = happened_at if outside and not corrects else sent_at
    return Entry(message, kind, at, *sender, decoded, addresses, corrects, submission, outside, by)


def _as_seen(case_id: UUID, entry: Entry, facts: Any, sent_by: str, *shown: Any) -> SeenMessage:
    content, sender, receipts, undone, files, destroyed = (_parse_json(value) for value in shown)
    facts = _parse_json(facts)
    receivers = [_as_receiver(to, receipts or {}, undone or ()) for to in entry.recipients]
    return SeenMessage(
        pk=entry.id,
        case_id=case_id,
        type=entry.type,
        sent_at=entry.entered_at,
        sender=User.name_of(*sender),
        sender_unit=directory.unit(entry.unit),
        facts=facts,
        content=content,
        corrects_id=entry.corrects,
        receivers=sorted(receivers, key=lambda receiver: receiver.unit.sort_key),
        attachments=[from_json.row(Attachment, file) for file in files or ()],
        destroyed=destroyed and from_json.row(Destruction, destroyed),
        outside=entry.outside,
        sent_by=sent_by,
        entered_by=directory.unit(entry.by) if entry.by else None,
    )


def _as_receiver(to: Address, receipts: Mapping[str, Any], undone: Iterable[Any]) -> Receiver:
    unit = str(to.unit)
    *name, assignment = receipts.get(unit, (None,))
    return Receiver(
        directory.unit(to.unit),
        to.acknowledged_at,
        User.name_of(*name) if name else "",
        to.connected,
        UUID(assignment) if assignment else None,
        tuple(
            UndoneReceipt(datetime.fromisoformat(given), datetime.fromisoformat(back), User.name_of(*who))
            for of, given, back, *who in undone
            if of == unit
        ),
    )


def _parse_json(value: Any) -> Any:
    """Django leaves jsonb of a raw query as text."""
    return json.loads(value) if isinstance(value, str) else value
