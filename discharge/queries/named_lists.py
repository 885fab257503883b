"""The work list's named lists: what each one holds, seen from one unit, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Expression, F, OrderBy, Q

from municipalities.swedish.clock import ONE_DAY, local_date

#: A case is new to the unit for this long.
NEW = timedelta(hours=24)
#: What should have been done longer ago than this is old: nobody does it today (assumed).
OLD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Order:
    """By these columns, one after the other, all up or all down: as an index holds the rows."""

    keys: tuple[str | Expression | F, ...]
    descending: bool = False

    @property
    def all_columns(self) -> list[Expression | F]:
        return [F(key) if isinstance(key, str) else key for key in self.keys]

    def as_terms(self) -> list[OrderBy]:
        return [OrderBy(column, descending=self.descending) for column in self.all_columns]


#: The type of a task that is no message: to acknowledge what has come (`discharge_own_tasks`).
ACKNOWLEDGE = "acknowledge"

#: In which order a list's index holds its rows (`Participation.Meta`), before they are put in the list's own.
BY_DUE = Order(("due", "admitted_at", "id"))
LATEST_FIRST = Order(("admitted_at", "id"), descending=True)


class Times(NamedTuple):
    """The times that lists ask by: values, or what stands for them in a statement."""

    now: Any
    new_since: Any
    today: Any
    tomorrow: Any
    old_before: Any

    @classmethod
    def at(cls, now: datetime) -> Times:
        today = local_date(now)
        return cls(now, now - NEW, today, today + ONE_DAY, now - OLD)


class TaskCondition(NamedTuple):
    """Which of a unit's tasks a list holds: SQL of `task`, a row of `discharge_own_tasks`, and its times."""

    sql: str
    times: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedList:
    """One list of the unit's participations; `counted` where its number stands on the page.

    With `tasks` it has a row for each of the unit's tasks of that kind, and else a row a case.
    """

    name: str
    label: str
    holds: Callable[[Times], Q]
    found_by: Order = BY_DUE
    counted: bool = True
    #: By what anybody owes in the case, and not by what the unit itself does.
    by_anybodys: bool = False
    #: Without what the reader has registered: that is no news to whoever did it.
    of_others: bool = False
    tasks: TaskCondition | None = None

    @property
    def is_of_closed(self) -> bool:
        """What has ended has no colours: the latest stands first."""
        return self.found_by is LATEST_FIRST


_TO_DO = Q(to_acknowledge__gt=0) | Q(to_answer__gt=0)
#: By when it should have been done, or since when it has waited. Of what waited before that was noted nobody
#: knows: it is no old work, or nobody would see it.
_SINCE = "coalesce(task.due, task.since, 'infinity')"

TABS = (
    NamedList(
        "att-gora",
        "Att göra i dag",
        lambda at: _TO_DO,
        tasks=TaskCondition(f"{_SINCE} >= %s", ("old_before",)),
    ),
    NamedList("inneliggande", "Inneliggande", lambda at: Q(in_hospital=True), by_anybodys=True),
    NamedList("sip", "SIP", lambda at: Q(sip_running=True)),
    NamedList(
        "avslutade",
        "Avslutade",
        lambda at: Q(in_hospital=False, sip_running=False),
        LATEST_FIRST,
        counted=False,
    ),
)
CARDS = (
    NamedList(
        "forsenade",
        "Försenat",
        lambda at: Q(to_answer__gt=0, deadline__lt=at.now),
        Order(("deadline", "id")),
        tasks=TaskCondition("task.due < %s", ("now",)),
    ),
    # A participation has the date only where nothing stands in the way of liability. That starts at midnight,
    # so what starts within 24 hours starts tomorrow.
    NamedList(
        "ansvar-pagar",
        "Ansvar pågår",
        lambda at: Q(in_hospital=True, concerned=True, starts_on__lte=at.today),
        Order(("starts_on", "id")),
    ),
    NamedList(
        "betalningsansvar",
        "Ansvar inom 24\u00a0h",
        lambda at: Q(in_hospital=True, concerned=True, starts_on=at.tomorrow),
        Order(("starts_on", "id")),
    ),
    NamedList("utskrivningsklara", "Utskrivningsklara", lambda at: Q(in_hospital=True, is_ready=True)),
    NamedList(
        "att-kvittera",
        "Att kvittera",
        lambda at: Q(to_acknowledge__gt=0),
        tasks=TaskCondition(f"task.type = '{ACKNOWLEDGE}'"),
    ),
    NamedList(
        "att-svara",
        "Att svara",
        lambda at: Q(to_answer__gt=0),
        tasks=TaskCondition(f"task.type <> '{ACKNOWLEDGE}'"),
    ),
    NamedList(
        "nya",
        "Nya",
        lambda at: Q(in_hospital=True, since__gt=at.new_since),
        Order(("since", "id"), descending=True),
        by_anybodys=True,
        of_others=True,
    ),
)
#: What is folded away at the end of what there is to do.
OLD_TASKS = NamedList(
    "aldre",
    "Äldre, ej gjort",
    lambda at: _TO_DO,
    tasks=TaskCondition(f"{_SINCE} < %s", ("old_before",)),
)
LISTS = {named.name: named for named in (*TABS, *CARDS, OLD_TASKS)}
#: Addresses that lists have had.
FORMER = {"inkomna": "att-gora"}
#: For machines: a row a case.
CASE_LISTS = {
    named.name: named
    for named in (
        NamedList("inkomna", "Inkomna", lambda at: _TO_DO),
        *(replace(named, tasks=None) for named in (*TABS[1:], *CARDS)),
    )
}
