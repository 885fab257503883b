"""What holds of each row of a patient's circumstances: what was said last, by whom and when, and what before.

A message that says nothing of a row (an older one, or one that does not carry it) changes nothing; an empty
text says that what was said no longer holds. A correction says at its own time what it changes: others may
have carried on what it puts right, and have said that later than the message that it corrects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from discharge.process.circumstances.rows import ROWS, Circumstance


class Saying(Protocol):
    """A message that a reader sees."""

    @property
    def type(self) -> str: ...

    @property
    def shown_at(self) -> datetime: ...


class Sent(Saying, Protocol):
    """The same as it was sent: it may correct another one, or have been cancelled or destroyed since."""

    @property
    def pk(self) -> UUID: ...

    @property
    def corrects_id(self) -> UUID | None: ...

    @property
    def content(self) -> Mapping[str, Any]: ...

    @property
    def destroyed(self) -> Any: ...


M = TypeVar("M", bound=Saying)
S = TypeVar("S", bound=Sent)


@dataclass(frozen=True, slots=True)
class Held(Generic[M]):
    """What has been said of a row, and the messages in a run that have said the same, oldest first."""

    row: Circumstance
    value: str
    said_in: tuple[M, ...]

    @property
    def first(self) -> M:
        return self.said_in[0]

    @property
    def last(self) -> M:
        return self.said_in[-1]


#: A message, and what it says or changes.
Says = tuple[M, Mapping[str, Any]]


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """What a correction changes of the rows; what it leaves out has ended."""
    said = {row.name: (before.get(row.name), after.get(row.name)) for row in ROWS}
    return {name: new or "" for name, (old, new) in said.items() if (old or "") != (new or "")}


def find_sayings(messages: Iterable[S], cancelled: Set[UUID]) -> list[Says[S]]:
    """Each of the messages that is not cancelled, with what it says; a correction with what it changes."""
    said: list[Says[S]] = []
    latest: dict[UUID, Mapping[str, Any]] = {}
    for message in sorted(messages, key=lambda one: one.shown_at):
        original = message.corrects_id or message.pk
        # What a destroyed correction said is not known: it has ended nothing.
        if not message.destroyed and not cancelled & {message.pk, original}:
            before = latest.get(original)
            said.append((message, message.content if before is None else changes_of(before, message.content)))
            latest[original] = message.content
    return said


def find_histories(sayings: Iterable[Says[M]]) -> dict[str, list[Held[M]]]:
    """For each row that has been spoken of, all that has been said of it, oldest first.

    A message whose content is destroyed says nothing.
    """
    found: dict[str, list[Held[M]]] = {}
    for message, said in sayings:
        for row in ROWS:
            value = said.get(row.name) if message.type in row.messages else None
            if value is None:
                continue
            runs = found.get(row.name, [])
            if runs and runs[-1].value == value:
                runs[-1] = Held(row, value, (*runs[-1].said_in, message))
            elif runs or value:
                found[row.name] = [*runs, Held(row, value, (message,))]
    return found


def find_holding(sayings: Iterable[Says[M]]) -> dict[str, Held[M]]:
    """What holds now, by row."""
    return {name: runs[-1] for name, runs in find_histories(sayings).items() if runs[-1].value}
