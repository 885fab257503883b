"""Which rows of a list a page shows: found by the list's index, many at a time, and put in its order.

The gravest colour stands first, and colours follow the clock, so no index can hold them. What any unit has
to do is no more than `TOGETHER` rows: they are found together by their index and sorted here. A longer list
is sorted in pieces of as many (docs/decisions/0053).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Expression, F, Func, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.crypto import salted_hmac

from discharge.models import Participation
from discharge.process.judging.urgency import NEVER, Urgency, judge_urgency
from discharge.process.outlook import LiabilityOutlook, Outlook
from discharge.queries.lists.held import ListQuestion, Shape
from discharge.queries.lists.sorting import Ordered, places_in_order
from discharge.queries.named_lists import Order
from municipalities.statements import Given, Statement

TOGETHER = 200
_DIGITS = 16
#: The values of a list's order, in a row.
Place = tuple[Any, ...]


class Candidate(NamedTuple):
    """What a row is sorted by, by the columns' names, and where it stands by what its list is ordered by."""

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
    stands_at: tuple[Any, ...]

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Candidate:
        return cls._make((*row[: len(COLUMNS)], tuple(row[len(COLUMNS) :])))

    @classmethod
    def ask_rows(cls, statement: Statement, values: Mapping[str, Any]) -> list[Candidate]:
        return [cls.of_row(row) for row in statement.ask_rows(values)]

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


COLUMNS = Candidate._fields[:-1]


@dataclass(frozen=True, slots=True)
class Found:
    """A page's rows; `after` stands in the next page's address, so that none before it is counted."""

    rows: list[Candidate]
    has_next: bool
    after: str


def find_page(
    asked: ListQuestion, wanted: Ordered, now: datetime, *, number: int, size: int, after: str
) -> Found:
    """The page of that number, of so many rows each.

    `after` is the last page's `Found.after`. Where it is empty, or its row has changed since, the rows before
    the page are counted.
    """
    named = wanted.named
    together = max(size, TOGETHER) if wanted.in_colours else size
    first = (number - 1) * size
    start = first - first % together
    place = row_of(after, wanted) if start else None
    if not place:
        after = ""
    rows = slice(0, together + 1) if place else slice(start, start + together + 1)
    candidates = (ask_by_place if wanted.is_by_place else _ask)(asked, wanted, place, rows)
    piece = candidates[:together]
    if len(candidates) > together and first + size == start + together:
        after = _sign(piece[-1].id, piece[-1].stands_at)
    if wanted.in_colours:
        piece = sorted(piece, key=lambda row: row.place_in_list(now, by_anybodys=named.by_anybodys))
    shown = piece[first - start :]
    has_next = len(shown) > size or len(candidates) > together
    return Found(shown[:size], has_next, after)


def _ask(asked: ListQuestion, wanted: Ordered, place: Place | None, rows: slice) -> list[Candidate]:
    if place is None:
        statement = counted_off(asked.shape, wanted, rows.start, rows.stop)
    else:
        following = wanted.rows(asked.shape).filter(stands_after(place, wanted.order))
        statement = _in_order(following, wanted, rows)
    return Candidate.ask_rows(statement, asked.values)


@lru_cache(maxsize=500)
def counted_off(shape: Shape, wanted: Ordered, start: int, stop: int) -> Statement:
    return _in_order(wanted.rows(shape), wanted, slice(start, stop))


def _in_order(rows: QuerySet[Participation], wanted: Ordered, which: slice) -> Statement:
    in_order = rows.order_by(*wanted.order.as_terms())
    return Statement.of(in_order.values_list(*COLUMNS, *wanted.order.all_columns)[which])


# --- in the order of places, which the directory knows ----------------------------------------------

_BY_PLACE = """
SELECT {columns}
FROM unnest(%s::text[], %s::text[], %s::uuid[]) WITH ORDINALITY AS here (place, name, part, number),
LATERAL ({rows}) AS found ({columns})
ORDER BY number, {order} OFFSET {start} LIMIT {number}
"""


def ask_by_place(asked: ListQuestion, wanted: Ordered, place: Place | None, rows: slice) -> list[Candidate]:
    """The rows of one place after the other, by name in each: the index is entered once a place."""
    places = places_in_order(asked.values["unit"], wanted)
    where, *name_and_part = place or (None, *wanted.before_all)
    if where in places:
        places = places[places.index(where) :]
    from_here = [name_and_part, *([wanted.before_all] * len(places))]
    names, parts = ([at[n] for at in from_here[: len(places)]] for n in (0, 1))
    given = {**asked.values, "places": places, "names": names, "parts": parts, "row_before": name_and_part[1]}
    return Candidate.ask_rows(by_place(asked.shape, wanted, rows.start, rows.stop), given)


@lru_cache(maxsize=500)
def by_place(shape: Shape, wanted: Ordered, start: int, stop: int) -> Statement:
    in_place = wanted.rows(shape).filter(
        from_there(wanted.order.keys[1:], RawSQL("ROW(here.name, here.part)", ()), wanted.order.descending),
        ~Q(pk=Given("row_before")),
        listed__place=RawSQL("here.place", ()),
    )
    inner = _in_order(in_place, wanted, slice(0, stop))
    columns = [f"c{number}" for number in range(len(COLUMNS) + len(wanted.order.keys))]
    way = " DESC" if wanted.order.descending else ""
    sql = _BY_PLACE.format(
        columns=", ".join(columns),
        rows=inner.sql,
        order=", ".join(f"{name}{way}" for name in columns[-2:]),
        start=start,
        number=stop - start,
    )
    return Statement(sql, (Given("places"), Given("names"), Given("parts"), *inner.values))


# --- where a page begins, in the order of the list's index ------------------------------------------


def _sign(row: UUID, place: Place) -> str:
    """The row and a digest of where it stands: an address tells no times of anybody."""
    digest = salted_hmac("discharge.worklist", repr(place), algorithm="sha256").hexdigest()
    return f"{row}.{digest[:_DIGITS]}"


def row_of(after: str, wanted: Ordered) -> Place | None:
    """Where the row stands that an address names; None where it stands elsewhere by now."""
    try:
        row = UUID(after.partition(".")[0])
    except ValueError:
        return None
    named = Participation.objects.filter(pk=row).values_list(*wanted.order.all_columns).first()
    return named if named and _sign(row, named) == after else None


def stands_after(place: Place, order: Order) -> Q:
    """Compared as one row, so that the index is entered there."""
    *_, row = place
    return from_there(order.keys, _Row(*map(Value, place)), order.descending) & ~Q(pk=row)


def from_there(keys: tuple[str | Expression | F, ...], there: Expression, descending: bool) -> Q:
    # With what stands there: PostgreSQL reckons by the first column, whose value many rows may have.
    here = _Row(*Order(keys).all_columns)
    return Q(LessThanOrEqual(here, there) if descending else GreaterThanOrEqual(here, there))


class _Row(Func):
    """Several columns that are compared in their order."""

    template = "ROW(%(expressions)s)"
    output_field = models.BooleanField()
