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
from discharge.queries.lists.held import TASK_COLUMNS, ListQuestion, Shape
from discharge.queries.lists.sorting import Ordered, places_in_order
from discharge.queries.named_lists import Order, TaskCondition
from municipalities.statements import Given, Statement

TOGETHER = 200
_DIGITS = 16
#: The values of a list's order, in a row.
Place = tuple[Any, ...]


class OwnTask(NamedTuple):
    """One thing that the unit has to do in a case; `due` is None where no text sets a time."""

    type: str
    since: datetime | None
    due: datetime | None


class Candidate(NamedTuple):
    """What a row is sorted by, by the columns' names, and where it stands by what its list is ordered by.

    `task` is what the row is about in a list of tasks.
    """

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
    task: OwnTask | None = None

    @classmethod
    def of_row(cls, row: Sequence[Any], *, of_task: bool) -> Candidate:
        values, task = (row[: -len(OwnTask._fields)], row[-len(OwnTask._fields) :]) if of_task else (row, ())
        # Without a type where the case has no task of the list's kind.
        own = OwnTask._make(task) if task and task[0] else None
        return cls._make((*values[: len(COLUMNS)], tuple(values[len(COLUMNS) :]), own))

    def urgency_at(self, now: datetime) -> Urgency:
        """As the row's tag has it; a part that has ended has nothing that is urgent."""
        if not self.active:
            return Urgency.NONE
        outlook = LiabilityOutlook()
        if self.concerned:
            outlook = LiabilityOutlook(
                Outlook(self.liability_state), self.liability_from, due_on=self.liability_due_on
            )
        due, waits = self.deadline, bool(self.to_answer or self.to_acknowledge)
        if self.task:
            due, waits = self.task.due, True
        return judge_urgency(outlook, due, now, waits_for_us=waits)

    def place_in_list(self, now: datetime, *, by_anybodys: bool) -> tuple[Any, ...]:
        """Where it stands in a list: by its colour, then by what anybody owes or what the unit does."""
        deadline = self.due if by_anybodys else self.deadline or NEVER
        if self.task:
            deadline = self.task.due or NEVER
        return self.urgency_at(now), deadline, self.admitted_at, self.id


COLUMNS = Candidate._fields[:-2]


@dataclass(frozen=True, slots=True)
class Found:
    """A page's rows; `after` stands in the next page's address, so that none before it is counted."""

    rows: list[Candidate]
    has_next: bool
    after: str

    @property
    def cases(self) -> list[UUID]:
        """Each once, as the rows have them."""
        return list(dict.fromkeys(row.case_id for row in self.rows))


def find_page(
    asked: ListQuestion, wanted: Ordered, now: datetime, *, number: int, size: int, after: str
) -> Found:
    """The page of that number, of so many cases each, or tasks.

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
    parts = list(dict.fromkeys(row.id for row in candidates))
    of_piece = set(parts[:together])
    piece = [row for row in candidates if row.id in of_piece]
    if len(parts) > together and first + size == start + together:
        after = _sign(piece[-1].id, piece[-1].stands_at)
    if named.tasks:
        # A case where only the other tasks are left is among the piece's cases, and has no row.
        piece = [row for row in piece if row.task]
        # As many pages as there are of its cases, all of a length: a case may have several tasks, or none.
        pages = together // size
        each = max(1, -(-len(piece) // pages))
        size = each if len(parts) > together else max(size, each)
        start, first = 0, ((number - 1) % pages) * size
    if wanted.in_colours:
        piece = sorted(piece, key=lambda row: row.place_in_list(now, by_anybodys=named.by_anybodys))
    shown = piece[first - start :]
    has_next = len(shown) > size or len(parts) > together
    return Found(shown[:size], has_next, after)


def _ask(asked: ListQuestion, wanted: Ordered, place: Place | None, rows: slice) -> list[Candidate]:
    if place is None:
        statement = counted_off(asked.shape, wanted, rows.start, rows.stop)
    else:
        following = wanted.rows(asked.shape).filter(stands_after(place, wanted.order))
        statement = _in_order(following, wanted, rows)
    return _candidates(statement, wanted, asked.values)


def _candidates(statement: Statement, wanted: Ordered, values: Mapping[str, Any]) -> list[Candidate]:
    """The statement's rows; in a list of tasks a row for each of these, and one for a case without any."""
    tasks = wanted.named.tasks
    if tasks:
        statement = with_tasks(statement, len(columns_asked(wanted)), tasks)
    return [Candidate.of_row(row, of_task=bool(tasks)) for row in statement.ask_rows(values)]


def columns_asked(wanted: Ordered) -> tuple[Any, ...]:
    """What is asked of each row: what it is sorted by, where it stands, and what its tasks are read from."""
    of_tasks = TASK_COLUMNS if wanted.named.tasks else ()
    return (*COLUMNS, *wanted.order.all_columns, *of_tasks)


@lru_cache(maxsize=500)
def counted_off(shape: Shape, wanted: Ordered, start: int, stop: int) -> Statement:
    return _in_order(wanted.rows(shape), wanted, slice(start, stop))


def _in_order(rows: QuerySet[Participation], wanted: Ordered, which: slice) -> Statement:
    in_order = rows.order_by(*wanted.order.as_terms())
    return Statement.of(in_order.values_list(*columns_asked(wanted))[which])


_WITH_TASKS = """
SELECT {shown}, task.type, task.since, task.due
FROM (SELECT one.*, row_number() OVER () FROM ({rows}) AS one) AS row ({columns}, number)
LEFT JOIN LATERAL discharge_own_tasks({tasks}) AS task ON {condition}
ORDER BY number, task.due, task.type
"""


@lru_cache(maxsize=500)
def with_tasks(statement: Statement, asked: int, tasks: TaskCondition) -> Statement:
    """The rows of the statement, of whose `asked` columns the last are those of tasks, once for each task."""
    columns = [f"c{number}" for number in range(asked)]
    shown = asked - len(TASK_COLUMNS)
    sql = _WITH_TASKS.format(
        shown=", ".join(columns[:shown]),
        rows=statement.sql,
        columns=", ".join(columns),
        tasks=", ".join(columns[shown:]),
        condition=tasks.sql,
    )
    return Statement(sql, (*statement.values, *map(Given, tasks.times)))


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
    return _candidates(by_place(asked.shape, wanted, rows.start, rows.stop), wanted, given)


@lru_cache(maxsize=500)
def by_place(shape: Shape, wanted: Ordered, start: int, stop: int) -> Statement:
    in_place = wanted.rows(shape).filter(
        from_there(wanted.order.keys[1:], RawSQL("ROW(here.name, here.part)", ()), wanted.order.descending),
        ~Q(pk=Given("row_before")),
        listed__place=RawSQL("here.place", ()),
    )
    inner = _in_order(in_place, wanted, slice(0, stop))
    columns = [f"c{number}" for number in range(len(columns_asked(wanted)))]
    ordered_by = columns[len(COLUMNS) :][len(wanted.order.keys) - 2 : len(wanted.order.keys)]
    way = " DESC" if wanted.order.descending else ""
    sql = _BY_PLACE.format(
        columns=", ".join(columns),
        rows=inner.sql,
        order=", ".join(f"{name}{way}" for name in ordered_by),
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
