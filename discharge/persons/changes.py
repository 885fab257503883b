"""What has been changed of a person in one case, from its versions: who is told, and for how long. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from municipalities.swedish.clock import local_date

#: So long a list says what a person was called before the name was changed in the case.
FORMERLY_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Registration:
    """One version: by whom, when, and what it says, as (what, in words)."""

    id: UUID
    at: datetime
    unit_id: UUID
    unit: str
    who: str
    name: str
    said: tuple[tuple[str, str], ...] = ()


class Changed(NamedTuple):
    """A registration beside the one that it took the place of."""

    before: Registration
    after: Registration

    @property
    def lines(self) -> tuple[tuple[str, str, str], ...]:
        """What it says otherwise, as (what, before, now)."""
        both = zip(self.before.said, self.after.said, strict=True)
        return tuple((label, was, now) for (label, was), (_, now) in both if was != now)


def changes_between(versions: Sequence[Registration]) -> list[Changed]:
    """Newest first; the versions are those of one case, oldest first."""
    return [Changed(before, after) for before, after in pairwise(versions)][::-1]


def news_to(unit_id: UUID, since: datetime, versions: Sequence[Registration]) -> list[Changed]:
    """What others have changed since the unit came into the case, and since it last registered anything."""
    own = [version.at for version in versions if version.unit_id == unit_id]
    seen = max([since, *own])
    return [changed for changed in changes_between(versions) if changed.after.at > seen]


def former_name(versions: Sequence[Registration], today: date) -> str:
    """What the person was called before the last change of name; empty when that is long ago."""
    renamed = (changed for changed in changes_between(versions) if changed.before.name != changed.after.name)
    last = next(renamed, None)
    is_new = last is not None and today - local_date(last.after.at) < FORMERLY_FOR
    return last.before.name if last and is_new else ""
