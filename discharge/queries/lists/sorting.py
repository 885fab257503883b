"""How a reader sorts a list: by each of its columns, up and down, as its indexes hold the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from discharge.models import Participation
from discharge.models.cases import NO_DAY, or_last
from discharge.process.judging.urgency import NEVER
from discharge.queries.lists.choices import distinct_values
from discharge.queries.lists.held import Shape, hold_by_column, hold_listed
from discharge.queries.named_lists import BY_DUE, NamedList, Order
from municipalities import directory
from municipalities.swedish.sorting import sort_key

#: After every name and every part.
_LAST = (chr(0x10FFFF), UUID(int=2**128 - 1))
_FIRST = ("", UUID(int=0))


@dataclass(frozen=True, slots=True)
class Sort:
    """A column that lists are sorted by, upwards; `of_closed` where it says something of what has ended too.

    `is_listed`: by what stands in `ListedPart`. `is_by_place`: by its place first, in the directory's order.
    """

    name: str
    order: Order
    of_closed: bool = False
    is_listed: bool = False
    is_by_place: bool = False


_NAME = ("listed__name", "listed__pk")
SORTS = {
    sort.name: sort
    for sort in (
        Sort("namn", Order(_NAME), of_closed=True, is_listed=True),
        Sort("plats", Order(("listed__place", *_NAME)), of_closed=True, is_listed=True, is_by_place=True),
        Sort("inskrivning", Order(("admitted_at", "id")), of_closed=True),
        Sort("utskrivning", Order((or_last("expected_discharge", NO_DAY), "id"))),
        Sort("steg", Order(("step", "due", "id"))),
        Sort("frist", BY_DUE),
        Sort("klar", Order((or_last("ready_at", NEVER), "id"))),
    )
}


@dataclass(frozen=True, slots=True)
class Ordered:
    """A list in the order that its reader has chosen, or in its own."""

    named: NamedList
    sort: Sort | None = None
    descending: bool = False

    @classmethod
    def of_choice(cls, named: NamedList, choice: str) -> Ordered:
        """As an address says it: a column's name, with a minus before it downwards. Its own for all else."""
        sort = SORTS.get(choice.removeprefix("-"))
        if sort is None or not cls.is_sorted_by(named, sort):
            return cls(named)
        return cls(named, sort, choice.startswith("-"))

    @staticmethod
    def is_sorted_by(named: NamedList, sort: Sort) -> bool:
        return sort.of_closed or not named.is_of_closed

    @property
    def choice(self) -> str:
        return f"{'-' if self.descending else ''}{self.sort.name}" if self.sort else ""

    @property
    def order(self) -> Order:
        if self.sort is None:
            return self.named.found_by
        return Order(self.sort.order.keys, self.descending)

    @property
    def in_colours(self) -> bool:
        """Whether the gravest stands first; of what has ended the latest."""
        return self.sort is None and not self.named.is_of_closed

    @property
    def is_by_place(self) -> bool:
        return self.sort is not None and self.sort.is_by_place

    @property
    def before_all(self) -> tuple[str, UUID]:
        """Where the rows of a place begin."""
        return _LAST if self.descending else _FIRST

    def rows(self, shape: Shape) -> QuerySet[Participation]:
        if self.sort is None:
            return shape.rows(self.named)
        return shape.rows(self.named, hold_listed if self.sort.is_listed else hold_by_column)

    def places_of(self, unit_id: UUID) -> list[str]:
        """The places where there may be a row of the list."""
        which = "is_closed" if self.named.is_of_closed else "goes_on"
        rows = f"discharge_listed_part WHERE unit_id = %(unit)s AND {which}"
        with connection.cursor() as cursor:
            cursor.execute(distinct_values("place", rows), {"unit": unit_id})
            return [place for (place,) in cursor.fetchall()]


def places_in_order(unit_id: UUID, wanted: Ordered) -> list[str]:
    """By hospital, and there by ward; or by area. What the list shows no place of stands after all."""
    known = directory.current().rows

    def stands(place: str) -> tuple[Any, ...]:
        row = known.get(place if len(place) < 5 else UUID(place))
        return (row is None, sort_key(getattr(row, "site", "")), row.sort_key if row else "", place)

    return sorted(wanted.places_of(unit_id), key=stands, reverse=wanted.descending)
