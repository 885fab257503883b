"""What holds of each row of a patient's circumstances: what was said last, by whom and when, and what before.

A message that says nothing of a row (an older one, or one that does not carry it) changes nothing; an empty
text says that what was said no longer holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from discharge.process.circumstances.rows import ROWS, Circumstance


class Saying(Protocol):
    """A message that a reader sees."""

    @property
    def type(self) -> str: ...

    @property
    def content(self) -> Mapping[str, Any]: ...

    @property
    def shown_at(self) -> datetime: ...


M = TypeVar("M", bound=Saying)


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


def find_histories(messages: Iterable[M]) -> dict[str, list[Held[M]]]:
    """For each row that has been spoken of, all that has been said of it, oldest first.

    `messages` are those that count, in their order; one whose content is destroyed says nothing.
    """
    found: dict[str, list[Held[M]]] = {}
    for message in messages:
        for row in ROWS:
            value = message.content.get(row.name) if message.type in row.messages else None
            if value is None:
                continue
            runs = found.get(row.name, [])
            if runs and runs[-1].value == value:
                runs[-1] = Held(row, value, (*runs[-1].said_in, message))
            elif runs or value:
                found[row.name] = [*runs, Held(row, value, (message,))]
    return found


def find_holding(messages: Iterable[M]) -> dict[str, Held[M]]:
    """What holds now, by row."""
    return {name: runs[-1] for name, runs in find_histories(messages).items() if runs[-1].value}
