"""Which of a unit's rows a list holds, with the filters that are chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from discharge.models import ListedPart, Message, Participation
from discharge.process import MESSAGE_TYPES
from discharge.queries.lists.choices import units_of_group, wards_of
from discharge.queries.named_lists import NamedList, Times
from municipalities.models import Assignment
from municipalities.statements import Among, Given, Statement
from municipalities.swedish.clock import local_date
from municipalities.units.parties import Party

#: The messages that begin a case.
STARTING = [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.starts_case]
#: Those who have nobody that has taken the case, and those of the reader.
NOBODY, MINE = "ingen", "mina"
_TIMES = Times(*map(Given, Times._fields))
#: What the unit's tasks in a case are read from.
TASK_COLUMNS = ("tasks", "to_acknowledge", "unread_since")
_COUNT_CASES = "SELECT count(*) FROM ({rows}) AS counted"
_COUNT_TASKS = """
SELECT count(*) FROM ({rows}) AS row ({columns}), LATERAL discharge_own_tasks({columns}) AS task
WHERE {condition}
"""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the user has chosen to see of a list; empty texts choose nothing."""

    care_type: str = ""
    responsible: str = ""
    area: str = ""
    track: str = ""
    #: Cases in which a unit of the municipality takes part that is there for the group. For the municipal
    #: side alone: a care provider may not search by what social services give (PDL 2:8).
    group: str = ""
    step: str = ""
    #: A hospital, by its name.
    hospital: str = ""
    #: The expected day of going home, from and to, as ISO dates.
    home_from: str = ""
    home_to: str = ""

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class Shape:
    """All that the text of a list's statements depends on: by which columns it is filtered, not by what.

    `of_others`: without what the reader has registered, where the list says so. `of_area`: by where somebody
    comes from, and `of_hospital`: by where they lie; of a protected identity lists tell neither, nor does a
    filter.
    """

    columns: tuple[str, ...] = ()
    of_nobody: bool = False
    of_others: bool = False
    of_group: bool = False
    of_area: bool = False
    of_hospital: bool = False
    home_from: bool = False
    home_to: bool = False

    def rows(
        self, named: NamedList, holds: Callable[[NamedList], Q] | None = None
    ) -> QuerySet[Participation]:
        """The list's rows of the unit, every value a `Given`; `holds` where they are led by other indexes."""
        rows = Participation.objects.filter((holds or hold_own)(named))
        if self.of_others and named.of_others:
            # Nobody but a ward begins a stay.
            begun = Message.objects.filter(
                case=OuterRef("case"), type__in=STARTING, sender__user=Given("user")
            )
            rows = rows.filter(Q(~Exists(begun)))
        if self.of_nobody:
            rows = rows.filter(responsible=None)
        if self.of_group:
            beside = Participation.objects.filter(
                Among("unit_id", "group_units"), case=OuterRef("case"), active=True
            )
            rows = rows.filter(Q(Exists(beside)))
        if self.of_area:
            # Asked of row after row: joined, PostgreSQL reads the whole unit first.
            shown_as = ListedPart.objects.filter(part=OuterRef("pk")).values("name")
            rows = rows.alias(name=Subquery(shown_as)).filter(name__lt=ListedPart.HIDDEN)
        if self.of_hospital:
            rows = rows.filter(Among("listed__place", "wards"))
        if self.home_from:
            rows = rows.filter(expected_discharge__gte=Given("home_from"))
        if self.home_to:
            rows = rows.filter(expected_discharge__lte=Given("home_to"))
        return rows.filter(**{column: Given(column) for column in self.columns})


def hold_own(named: NamedList) -> Q:
    """By the list's own index."""
    return Q(named.holds(_TIMES), unit=Given("unit"))


def hold_by_column(named: NamedList) -> Q:
    """By the index of a column."""
    return hold_own(named) if named.is_of_closed else hold_own(named) & Q(goes_on=True)


def hold_listed(named: NamedList) -> Q:
    """By `ListedPart`. Nothing is asked twice: PostgreSQL would take the rows for so few as to read all."""
    own = Q(listed__unit=Given("unit"))
    if named.is_of_closed:
        return own & Q(listed__is_closed=True)
    return own & Q(listed__goes_on=True) & named.holds(_TIMES)


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A reader's question for rows of lists: its shape, and the values of it."""

    shape: Shape
    values: Mapping[str, Any]

    @classmethod
    def by(cls, assignment: Assignment, now: datetime, filters: Filters = NO_FILTERS) -> ListQuestion:
        chosen: dict[str, Any] = filters.chosen()
        of_nobody = chosen.get("responsible") == NOBODY
        if of_nobody:
            del chosen["responsible"]
        elif chosen.get("responsible") == MINE:
            chosen["responsible"] = assignment.user_id
        elif "responsible" in chosen:
            chosen["responsible"] = int(chosen["responsible"])
        area = chosen.pop("area", None)
        if area:
            # A municipality by its code, or a district by its id.
            chosen["payer" if len(area) == 4 else "district"] = area
        of_reader: dict[str, Any] = {"unit": assignment.unit_id, "user": assignment.user_id}
        if "step" in chosen:
            chosen["step"] = int(chosen["step"])
        hospital = chosen.pop("hospital", None)
        if hospital:
            of_reader["wards"] = wards_of(hospital)
        days = {
            name: date.fromisoformat(chosen.pop(name)) for name in ("home_from", "home_to") if name in chosen
        }
        group, party = chosen.pop("group", None), assignment.unit.party
        of_group = bool(group) and party == Party.MUNICIPAL
        if of_group:
            of_reader["group_units"] = units_of_group(assignment.unit, str(group), local_date(now))
        shape = Shape(
            tuple(chosen),
            of_nobody,
            of_others=party == Party.INPATIENT,
            of_group=of_group,
            of_area=bool(area),
            of_hospital=bool(hospital),
            home_from="home_from" in days,
            home_to="home_to" in days,
        )
        return cls(shape, of_reader | Times.at(now)._asdict() | chosen | days)


@lru_cache(maxsize=500)
def counting_statement(shape: Shape, lists: Iterable[NamedList], most: int) -> Statement:
    """One row: how many rows each list holds, of at most so many cases, by an index each."""
    each = [_count_of(shape, named, most) for named in lists]
    numbers = ", ".join(f"({one.sql})" for one in each)
    return Statement(f"SELECT {numbers}", tuple(value for one in each for value in one.values))


def _count_of(shape: Shape, named: NamedList, most: int) -> Statement:
    # In the index's order: without it the planner reads the unit's other rows too.
    rows = shape.rows(named).order_by(*named.found_by.as_terms())
    if named.tasks is None:
        counted = Statement.of(rows.values("pk")[:most])
        return Statement(_COUNT_CASES.format(rows=counted.sql), counted.values)
    counted = Statement.of(rows.values_list(*TASK_COLUMNS)[:most])
    sql = _COUNT_TASKS.format(rows=counted.sql, columns=", ".join(TASK_COLUMNS), condition=named.tasks.sql)
    return Statement(sql, (*counted.values, *map(Given, named.tasks.times)))
