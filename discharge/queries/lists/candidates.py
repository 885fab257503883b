"""Which rows of a list a page shows: found by the list's index, many at a time, and put in its order.

The gravest colour stands first, and colours follow the clock, so no index can hold them. What any unit has
to do is no more than `TOGETHER` rows: they are found together by their index and sorted here. A longer list
is sorted in pieces of as many (docs/decisions/0053).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.crypto import salted_hmac

from discharge.models import Participation
from discharge.process.judging.urgency import NEVER, Urgency, judge_urgency
from discharge.process.outlook import LiabilityOutlook, Outlook
from discharge.queries.lists.held import ListQuestion, Shape
from discharge.queries.named_lists import NamedList
from municipalities.statements import Statement

TOGETHER = 200
_DIGITS = 16


class Candidate(NamedTuple):
    """What a row is sorted by, by the columns' names."""

    id: UUID
    case_id: UUID
    active: bool
    to_answer: int
    to_acknowledge: int
    since: datetime
    admitted_at: datetime
    deadline: datetime | None
    due: datetime
    concerned: bool
    starts_on: date | None
    liability_state: str
    liability_from: date | None
    liability_due_on: date | None

    @classmethod
    def read_rows(cls, rows: QuerySet[Participation]) -> list[Candidate]:
        return [cls(*row) for row in rows.values_list(*cls._fields)]

    @classmethod
    def ask_rows(cls, statement: Statement, values: Mapping[str, Any]) -> list[Candidate]:
        return [cls(*row) for row in statement.ask_rows(values)]

    def urgency_at(self, now: datetime) -> Urgency:
        """As the row's tag has it; a part that has ended has nothing that is urgent."""
        if not self.active:
            return Urgency.NONE
        outlook = LiabilityOutlook()
        if self.concerned:
            outlook = LiabilityOutlook(
                Outlook(self.liability_state), self.liability_from, due_on=self.liability_due_on
            )
        return judge_urgency(outlook, self.due, now, waits_for_us=bool(self.to_answer or self.to_acknowledge))

    def place_in_list(self, now: datetime, *, by_anybodys: bool) -> tuple[Any, ...]:
        """Where it stands in a list: by its colour, then by what anybody owes or what the unit does."""
        deadline = self.due if by_anybodys else self.deadline or NEVER
        return self.urgency_at(now), deadline, self.admitted_at, self.id


@dataclass(frozen=True, slots=True)
class Found:
    """A page's rows; `after` stands in the next page's address, so that none before it is counted."""

    rows: list[Candidate]
    has_next: bool
    after: str


def find_page(
    asked: ListQuestion, named: NamedList, now: datetime, *, number: int, size: int, after: str
) -> Found:
    """The page of that number, of so many rows each.

    `after` is the last page's `Found.after`. Where it is empty, or its row has changed since, the rows before
    the page are counted.
    """
    together = max(size, TOGETHER) if named.in_colours else size
    first = (number - 1) * size
    start = first - first % together
    place = row_of(after, named) if start else None
    if place:
        following = asked.shape.rows(named).filter(stands_after(place, named))
        statement = _in_order(following, named, 0, together + 1)
    else:
        after, statement = "", counted_off(asked.shape, named, start, start + together + 1)
    candidates = Candidate.ask_rows(statement, asked.values)
    piece = candidates[:together]
    if len(candidates) > together and first + size == start + together:
        after = _sign(piece[-1].id, _values_of(piece[-1], named))
    if named.in_colours:
        piece = sorted(piece, key=lambda row: row.place_in_list(now, by_anybodys=named.by_anybodys))
    shown = piece[first - start :]
    has_next = len(shown) > size or len(candidates) > together
    return Found(shown[:size], has_next, after)


@lru_cache(maxsize=500)
def counted_off(shape: Shape, named: NamedList, start: int, stop: int) -> Statement:
    return _in_order(shape.rows(named), named, start, stop)


def _in_order(rows: QuerySet[Participation], named: NamedList, start: int, stop: int) -> Statement:
    return Statement.of(rows.order_by(*named.found_by).values_list(*Candidate._fields)[start:stop])


# --- where a page begins, in the order of the list's index ------------------------------------------


def _values_of(row: Candidate, named: NamedList) -> list[Any]:
    return [getattr(row, name.removeprefix("-")) for name in named.found_by]


def _sign(row: UUID, values: list[Any]) -> str:
    """The row and a digest of where it stands: an address tells no times of anybody."""
    digest = salted_hmac("discharge.worklist", repr(values), algorithm="sha256").hexdigest()
    return f"{row}.{digest[:_DIGITS]}"


def row_of(after: str, named: NamedList) -> list[Any] | None:
    """Where the row stands that an address names; None where it stands elsewhere by now."""
    try:
        row = UUID(after.partition(".")[0])
    except ValueError:
        return None
    found = Candidate.read_rows(Participation.objects.filter(pk=row))
    place = _values_of(found[0], named) if found else []
    return place if found and _sign(row, place) == after else None


def stands_after(place: list[Any], named: NamedList) -> Q:
    """Compared as one row, so that the index is entered there."""
    here = _Row(*(F(name.removeprefix("-")) for name in named.found_by))
    there = _Row(*(Value(value) for value in place))
    return Q(LessThan(here, there) if named.found_by[0].startswith("-") else GreaterThan(here, there))


class _Row(Func):
    """Several columns that are compared in their order."""

    template = "ROW(%(expressions)s)"
    output_field = models.BooleanField()
