"""Each unit's part of the plan: the newest version, the earlier ones, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from discharge.models import Message
from discharge.presenters.messages.differences import Piece, find_differences
from discharge.presenters.messages.timeline import message_fields, row_words
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import LONGEST, Field, Kind, rows_of
from discharge.queries import CaseFile, SeenMessage, versions


@dataclass(frozen=True, slots=True)
class NoteWords:
    """The newest version of a unit's part; `number` counts its versions."""

    id: UUID
    title: str
    sender: str
    at: datetime
    number: int
    fields: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class VersionWords:
    """One version; `changes` are (label, pieces) against the version before it, all of it for the first."""

    number: int
    sender: str
    at: datetime
    changes: list[tuple[str, list[Piece]]]


@dataclass(frozen=True, slots=True)
class NewerWords:
    """A colleague's newer version beside what the reader is about to send."""

    sender: str
    at: datetime
    changes: list[tuple[str, list[Piece]]]


def notes(file: CaseFile, unit: UUID, *, hidden: bool) -> list[NoteWords]:
    """What the unit has written as its own part, by type: the newest version, where the reader sees it."""
    newest = {version for (_, writer), version in file.state.versions.items() if writer == unit}
    return [
        NoteWords(
            message.pk,
            MESSAGE_TYPES[message.type].title,
            message.sender,
            message.sent_at,
            number=len(versions(file, message.pk)),
            fields=message_fields(message, file.names, hidden=hidden, beside_circumstances=True),
        )
        for message in file.messages
        if message.pk in newest
    ]


def version_words(written: list[SeenMessage]) -> list[VersionWords]:
    """The newest first; each against the one before it."""
    message_type = MESSAGE_TYPES[written[0].type]
    before: list[Mapping[str, Any]] = [{}, *(version.content for version in written)]
    words = [
        VersionWords(number, v.sender, v.sent_at, changes(message_type, before[number - 1], v.content))
        for number, v in enumerate(written, 1)
    ]
    return words[::-1]


def newer_words(newer: Message, values: Mapping[str, Any]) -> NewerWords:
    message_type = MESSAGE_TYPES[newer.type]
    return NewerWords(newer.sender.user.name, newer.sent_at, changes(message_type, newer.content, values))


def changes(
    message_type: MessageType, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[tuple[str, list[Piece]]]:
    """What differs, by the label of each text that either has."""
    texts = [field for field in message_type.fields if field.kind in LONGEST or field.kind is Kind.ROWS]
    both = [(f.label, _as_text(f, old.get(f.name)), _as_text(f, new.get(f.name))) for f in texts]
    return [(label, find_differences(before, after)) for label, before, after in both if before or after]


def _as_text(field: Field, value: Any) -> str:
    """A list with a line for each row."""
    if field.kind is not Kind.ROWS or not value:
        return value or ""
    return "\n".join(row_words(field, row) for row in rows_of(field, value))
