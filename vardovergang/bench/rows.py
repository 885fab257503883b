"""How many rows PostgreSQL reads for those that a page shows, and by which index.

The statements are the product's own: they are noted while a page is answered, and each is explained once
more as the application's role under row-level security. `index` and `buffers` (blocks touched) are of the
statement that reads most.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from django.db import connection
from django.http import QueryDict
from django.template import Template
from django.test import utils
from django.urls import reverse
from django.utils import timezone

from discharge import queries
from discharge.forms.worklist import WorklistFilterForm
from discharge.models import Case
from discharge.queries import LISTS, SORTS
from discharge.queries.persons import put_persons_on
from discharge.queries.worklist import MOST_COUNTED
from municipalities.access.acting import acting
from municipalities.models import Assignment
from vardovergang.bench.figures import Figure
from vardovergang.bench.pages import CARE, LIST, MONEY, assignment_of, log_in

#: Rows read for a row that is shown.
AIM = "≤ 10"
#: By the function of the product that counts: what it is called here, and how far it counts at most.
COUNTS = {"count_lists": ("counts", MOST_COUNTED), "enter": ("frame", 100)}
#: How tables begin that grow with the cases; units, users and permissions are as many whatever happens.
GROWING = ("discharge_", "billing_", "statistics_", "municipalities_access_log")
#: Who sees one municipality's months.
ECONOMIST = "ekonom"
APPS = frozenset({"discharge", "billing", "monthly_statistics", "municipalities"})
#: What asks for others.
ASKING = "municipalities.statements"
#: Asks for something and returns how many rows it shows.
Shows = Callable[[], int]
_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "
_ROWS_READ = """
SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables
WHERE relname ^@ ANY (%s)
"""
_REMOVED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement, and the function of the product that asked it."""

    by: str
    sql: str
    values: Any


@dataclass(slots=True)
class Read:
    """What a statement read, and by which indexes."""

    rows: float = 0
    buffers: int = 0
    indexes: list[str] = field(default_factory=list)

    def add(self, node: Mapping[str, Any]) -> None:
        """A node of the plan with those below it: each row of a table counts where it is read."""
        kind, table = node["Node Type"], node.get("Relation Name")
        if table and table.startswith(GROWING) and kind.endswith("Scan"):
            read = node["Actual Rows"] + sum(node.get(name, 0) for name in _REMOVED)
            self.rows += read * node["Actual Loops"]
        if used := node.get("Index Name") or (f"all of {table}" if kind == "Seq Scan" else ""):
            self.indexes.append(used)
        for below in node.get("Plans", ()):
            self.add(below)


def measure(cases: int) -> Iterator[Figure]:
    by, address = assignment_of(CARE), reverse("discharge:worklist")
    # Every list, and one of them by each order and by the first choice of each filter.
    lists = {name: {"lista": name} for name in LISTS}
    for sort in SORTS:
        lists[f"att-gora-by-{sort}"] = {"lista": "att-gora", "ordning": f"-{sort}"}
    with acting(by):
        fields: dict[str, Any] = WorklistFilterForm(QueryDict(), by).fields
    for name, choice in fields.items():
        days = {"home_from": "2000-01-01", "home_to": "2100-01-01"}
        chosen = days.get(name) or next(value for value, _ in choice.choices if value)
        lists[f"{LIST['lista']}-{name}"] = {**LIST, name: chosen}
    for name, query in lists.items():
        yield _page_figure(f"rows-{name}", _read(by, _page(by, address, query)), cases)
    for name, text in _known_of_somebody(by).items():
        found = _read(by, partial(_search, by, text))
        yield _page_figure(f"rows-search-by-{name}", found, cases)
    counted = _read(by, _page(by, address, LIST))
    for function, (name, bound) in COUNTS.items():
        numbers = sum(named.counted for named in LISTS.values()) if name == "counts" else 1
        compared_to = f"{numbers} × the {bound} and one that are counted at most"
        read = counted.of[function]
        yield _figure(f"rows-{name}", read, cases, numbers * (bound + 1), compared_to, "≤ 1.2")
    for account in (MONEY, ECONOMIST):
        by = assignment_of(account)
        months = _read(by, _page(by, reverse("billing:months"), {}))
        yield _page_figure(f"rows-months-{account}", months, cases)


@dataclass(frozen=True, slots=True)
class Answer:
    """How many rows were shown, and what the functions of the product read for them."""

    shown: int
    of: Mapping[str, Read]


def _known_of_somebody(by: Assignment) -> dict[str, str]:
    """What somebody may write who looks for a person of the unit's; not a copy, whose number is none."""
    with acting(by):
        own = Case.objects.filter(participations__unit=by.unit_id, participations__in_hospital=True)
        told = own.exclude(reference__startswith="K0").filter(patient__protected_identity=False)
        case = told.select_related("patient")[0]
        put_persons_on([case])
        return {
            "name": case.person.family_name,
            "number": case.patient.identity_number,
            "reference": case.reference,
        }


def _search(by: Assignment, text: str) -> int:
    with acting(by):
        return len(queries.show_found(by, queries.find_cases(by, text, timezone.now())).rows)


def _page(by: Assignment, address: str, query: Mapping[str, str]) -> Shows:
    client = log_in(by.user.username)
    return lambda: len(client.get(address, query).context["rows"])


def _read(by: Assignment, ask: Shows) -> Answer:
    """What is read while it is asked: each of its statements is explained afterwards."""
    asked: list[Asked] = []
    with _contexts_kept(), connection.execute_wrapper(_noting(asked)):
        shown = ask()
    read: dict[str, Read] = {}
    with acting(by), connection.cursor() as cursor:
        for one in asked:
            found = _explain(cursor, one)
            if one.by not in read or found.rows > read[one.by].rows:
                read[one.by] = found
    return Answer(shown, read)


@contextmanager
def _contexts_kept() -> Iterator[None]:
    """So that an answer tells how many rows its template was given."""
    template, as_in_tests = cast("Any", Template), cast("Any", utils).instrumented_test_render
    usual = template._render  # noqa: SLF001 - as django.test does it
    template._render = as_in_tests  # noqa: SLF001
    try:
        yield
    finally:
        template._render = usual  # noqa: SLF001


def _noting(asked: list[Asked]) -> Callable[..., Any]:
    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            asked.append(Asked(_asking_function(), sql, params))
        return execute(sql, params, many, context)

    return note


def _asking_function() -> str:
    """The innermost function of the product that asks by itself."""
    frame = sys._getframe()  # noqa: SLF001 - as the standard library's logging does
    while (name := frame.f_globals.get("__name__", "")) == ASKING or name.split(".")[0] not in APPS:
        if frame.f_back is None:
            return ""
        frame = frame.f_back
    return frame.f_code.co_name


def _explain(cursor: Any, asked: Asked) -> Read:
    """The statistics alone tell what a function of the database reads, the plan what an index holds."""
    cursor.execute(_ROWS_READ, [list(GROWING)])
    (before,) = cursor.fetchone()
    cursor.execute(_EXPLAIN + asked.sql, asked.values)
    ((explained,),) = cursor.fetchall()
    cursor.execute(_ROWS_READ, [list(GROWING)])
    (after,) = cursor.fetchone()
    plan, read = explained[0]["Plan"], Read()
    read.add(plan)
    read.rows = max(read.rows, float(after - before))
    read.buffers = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return read


def _page_figure(name: str, page: Answer, cases: int) -> Figure:
    """Of the page's statements the one that reads most, but for those that count."""
    function, read = max(
        ((by, one) for by, one in page.of.items() if by not in COUNTS), key=lambda found: found[1].rows
    )
    shown = max(page.shown, 1)
    return _figure(name, read, cases, shown, f"{shown} rows shown; most is read by {function}", AIM)


def _figure(name: str, read: Read, cases: int, rows: int, compared_to: str, aim: str) -> Figure:
    return Figure(
        name,
        read.rows,
        "rows read",
        cases,
        read.rows / rows,
        compared_to,
        aim,
        index=", ".join(dict.fromkeys(read.indexes)),
        buffers=read.buffers,
    )
