"""What has been changed of a person in one case, from its versions: who is told, and for how long. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from municipalities.swedish.clock import local_date

#: So long a list says what a person was called before the name was changed in the case.
FORMERLY_FOR = timedelta(days=14)


class Version(Protocol):
    """What is read of a registration here."""

    @property
    def registered_at(self) -> datetime: ...
    @property
    def registered_unit_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...


V = TypeVar("V", bound=Version)
Registered = TypeVar("Registered")


class Changed(NamedTuple, Generic[Registered]):
    """A registration beside the one that it took the place of."""

    before: Registered
    after: Registered


def changes_between(versions: Sequence[V]) -> list[Changed[V]]:
    """Newest first; the versions are those of one case, oldest first."""
    return [Changed(before, after) for before, after in pairwise(versions)][::-1]


def news_to(unit: UUID, since: datetime, versions: Sequence[V]) -> list[Changed[V]]:
    """What others have changed since the unit came into the case, and since it last registered anything."""
    own = [version.registered_at for version in versions if version.registered_unit_id == unit]
    seen = max([since, *own])
    return [changed for changed in changes_between(versions) if changed.after.registered_at > seen]


def former_name(versions: Sequence[V], today: date) -> str:
    """What the person was called before the last change of name; empty when that is long ago."""
    renamed = (changed for changed in changes_between(versions) if changed.before.name != changed.after.name)
    last = next(renamed, None)
    is_new = last is not None and today - local_date(last.after.registered_at) < FORMERLY_FOR
    return last.before.name if last and is_new else ""
