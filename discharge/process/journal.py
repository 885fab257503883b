"""What counts of a case's messages: the one answer for fold, pages, papers and the explanation of money.

A cancelled message was never sent. A corrected one says what its last correction says, at its own time and
in its own place; a correction that is itself cancelled has corrected nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from discharge.process.state import Entry
from discharge.process.table import MESSAGE_TYPES

T = TypeVar("T")


class Mark(StrEnum):
    """What has become of a message since it was sent."""

    COUNTS = ""
    CANCELLED = "cancelled"
    CORRECTED = "corrected"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Line:
    """A message, as far as it matters to what counts."""

    id: UUID
    corrects: UUID | None = None
    cancels: UUID | None = None


class StoredMessage(Protocol):
    """A message as the database keeps it."""

    @property
    def pk(self) -> Any: ...

    @property
    def type(self) -> str: ...

    @property
    def corrects_id(self) -> Any: ...

    @property
    def facts(self) -> Any: ...


class Journal(Generic[T]):
    """Messages in the order in which they were sent, and which of them count."""

    def __init__(
        self, messages: Iterable[T], line: Callable[[T], Line], cancelled: Iterable[UUID] = ()
    ) -> None:
        """`cancelled` are known to be so although what cancels them is not among the messages."""
        self._by_id = {(said := line(message)).id: (said, message) for message in messages}
        lines = [said for said, _ in self._by_id.values()]
        self.cancelled = frozenset(cancelled) | {said.cancels for said in lines if said.cancels}
        self._last = {said.id: said.id for said in lines if not said.corrects}
        for said in lines:
            if said.corrects and said.id not in self.cancelled:
                self._last[said.corrects] = said.id

    @property
    def originals(self) -> list[T]:
        """All that is no correction, cancelled or not."""
        return [message for said, message in self._by_id.values() if not said.corrects]

    @cached_property
    def counting(self) -> list[T]:
        """The messages that count, each as it was last corrected, in the place of its original."""
        kept = [
            said for said, _ in self._by_id.values() if not said.corrects and said.id not in self.cancelled
        ]
        return [self._by_id[self._last[said.id]][1] for said in kept]

    def latest(self, message: UUID) -> T | None:
        """The message as it was last corrected; None where it is not among these, nor a correction of it."""
        found = self._by_id.get(self._last.get(message, message))
        return found[1] if found else None

    def mark(self, message: UUID) -> Mark:
        """What the message is to be marked with: whether it was cancelled, corrected, or corrects."""
        original = self._by_id[message][0].corrects
        if self.cancelled & {message, original}:
            return Mark.CANCELLED
        if self._last[original or message] != message:
            return Mark.CORRECTED
        return Mark.CORRECTION if original else Mark.COUNTS


def of_entries(entries: Iterable[Entry]) -> Journal[Entry]:
    """The messages as the fold takes them."""
    return Journal(
        entries, lambda entry: Line(entry.id, entry.corrects, cancelled_by(entry.type, entry.facts))
    )


def of_messages(messages: Iterable[StoredMessage]) -> Journal[Any]:
    """The messages as they are stored, those that the reader may see."""
    return Journal(messages, lambda m: Line(m.pk, m.corrects_id, cancelled_by(m.type, m.facts)))


def cancelled_by(type: str, facts: Mapping[str, Any]) -> UUID | None:
    """The message that one of the type with these facts cancels."""
    field = MESSAGE_TYPES[type].naming.cancels
    said = facts[field] if field else None
    return UUID(str(said)) if said else None
