"""What holds of each row of a patient's circumstances: what was said last, by whom and when, and what before.

A message that says nothing of a row (an older one, or one that does not carry it) changes nothing; an empty
text says that what was said no longer holds. A correction says at its own time what it changes: others may
have carried on what it puts right, and have said that later than the message that it corrects.
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


#: A message, and what it says or changes.
Says = tuple[M, Mapping[str, Any]]


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """What a correction changes of the rows; what it leaves out has ended."""
    said = {row.name: (before.get(row.name), after.get(row.name)) for row in ROWS}
    return {name: new or "" for name, (old, new) in said.items() if (old or "") != (new or "")}


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
