"""A row of the work list that is open: what the unit has not acknowledged, and what has just been done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.presenters.case import Choice, choices, in_order
from discharge.presenters.messages.timeline import MessageWords, message_words
from discharge.process import MESSAGE_TYPES, available
from discharge.process.judging.undoing import UNDO_WITHIN, refusal_to_take_back, refusal_to_undo
from discharge.process.words import messages_words
from discharge.queries import CaseFile, Receiver, SeenMessage
from municipalities.models import Assignment
from municipalities.swedish.clock import moment_words
from municipalities.swedish.lists import and_list


@dataclass(frozen=True, slots=True)
class Recent:
    """What has been done in the case a moment ago, by whom; `undoes` where the reader may undo it."""

    id: UUID
    words: str
    undoes: bool


@dataclass(frozen=True, slots=True)
class OpenRow:
    """`unread` is what waits for the unit, oldest first; `choices` what it may send, what it owes first.

    `receipts` and `sent` are what the unit has just acknowledged and sent.
    """

    unread: list[MessageWords]
    choices: list[Choice]
    receipts: list[Recent]
    sent: list[Recent]
    has_left: bool

    @property
    def acknowledging(self) -> str:
        return acknowledging(len(self.unread))

    @property
    def in_row(self) -> list[Choice]:
        """What is done in the row itself."""
        return [choice for choice in self.choices if MESSAGE_TYPES[choice.type].in_row]

    @property
    def first(self) -> str:
        """What of it is in view at once; nothing that only withdraws something."""
        for choice in in_order(self.in_row):
            return choice.type if choice.is_task or not MESSAGE_TYPES[choice.type].withdraws else ""
        return ""

    @property
    def elsewhere(self) -> list[Choice]:
        """What has a form of its own."""
        return [choice for choice in self.choices if not (choice.is_seldom or choice in self.in_row)]

    @property
    def undoes_receipts(self) -> list[UUID]:
        return [one.id for one in self.receipts if one.undoes]


def open_row(file: CaseFile, by: Assignment, now: datetime) -> OpenRow:
    hidden = file.case.patient.protected_identity
    said = (message_words(message, file, by.unit_id, hidden=hidden) for message in file.messages)
    offered = available(file.state, by.unit_id, by.unit.party)
    has_left = file.case.seen_until is not None
    return OpenRow(
        [one for one in said if one.waits_for_us],
        [] if has_left else choices(file, by.unit_id, offered, now),
        _receipts(file, by, now),
        [] if has_left else _sent(file, by, now),
        has_left,
    )


def _receipts(file: CaseFile, by: Assignment, now: datetime) -> list[Recent]:
    found = []
    for message in file.messages:
        to = message.receiver(by.unit_id)
        if to is None or to.acknowledged_at is None or now > to.acknowledged_at + UNDO_WITHIN:
            continue
        message_type, own = MESSAGE_TYPES[message.type], to.assignment == by.pk
        refusal = refusal_to_undo(message_type, to.acknowledged_at, now, own=own)
        words = f"Kvitterat: {message_type.title}, {by_whom(to, now)}"
        found.append(Recent(message.pk, words, undoes=not refusal and file.state.acts(by.unit_id)))
    return found


def _sent(file: CaseFile, by: Assignment, now: datetime) -> list[Recent]:
    """What of it can be undone."""
    return [
        Recent(
            message.pk, f"Skickat: {MESSAGE_TYPES[message.type].title}, {_said_by(message, now)}", undoes=True
        )
        for message in file.counting
        if message.sender_unit_id == by.unit_id
        and not message.corrects_id
        and not refusal_to_take_back(MESSAGE_TYPES[message.type], message.sent_at, now)
    ]


def by_whom(to: Receiver, now: datetime) -> str:
    at = moment_words(to.acknowledged_at, now) if to.acknowledged_at else ""
    return f"{at} av {to.acknowledged_by}"


def _said_by(message: SeenMessage, now: datetime) -> str:
    return f"{moment_words(message.sent_at, now)} av {message.sender}"


def overtaken_words(latest: SeenMessage, now: datetime) -> str:
    """That somebody has sent the same since the row was opened."""
    title, unit = MESSAGE_TYPES[latest.type].title, latest.sender_unit.full_name
    return (
        f"{title} skickades {_said_by(latest, now)}, {unit}, medan raden var öppen. Inget är skickat nu. "
        "Skicka igen om det ska ändras."
    )


def taken_words(latest: SeenMessage, now: datetime) -> str:
    """That somebody has the case already."""
    return f"Planeringen är redan mottagen, {_said_by(latest, now)}. Byt handläggare i ärendet."


def acknowledging(number: int) -> str:
    return f"Kvittera {messages_words(number)}"


def acknowledged_words(number: int) -> str:
    """What has been done, also where a colleague had done it already."""
    return f"Kvitterat: {messages_words(number)}." if number else "Inget mer att kvittera."


def undone_words(number: int) -> str:
    return f"Ångrat: {messages_words(number)} väntar på kvittens igen." if number else "Inget att ångra."


def beside_words(file: CaseFile, shown: Collection[UUID], by: Assignment, now: datetime) -> list[str]:
    """Of what a row had shown, and of the case as it is now: what was not acknowledged by this, and why."""
    seen = {message.pk: message for message in file.messages}
    said, unit = [], by.unit_id
    others = [
        to
        for to in (seen[one].receiver(unit) for one in shown if one in seen)
        if to and to.acknowledged_at and to.assignment != by.pk
    ]
    if others:
        who = and_list(dict.fromkeys(by_whom(to, now) for to in others))
        said.append(f"Redan kvitterat: {messages_words(len(others))}, {who}.")
    if hidden := {entry.id for entry in file.entries} & set(shown) - seen.keys():
        said.append(f"Spärrat sedan raden öppnades, och inte kvitterat: {messages_words(len(hidden))}.")
    new = [message for message in file.messages if message.waits_for(unit) and message.pk not in shown]
    if shown and new:
        said.append(f"Nytt sedan raden öppnades: {messages_words(len(new))}. Läs och kvittera nedan.")
    return said
