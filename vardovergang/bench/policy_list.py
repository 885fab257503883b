"""The list query of a municipality's unit, as the app role under row-level security and as a superuser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from discharge.models import Participation
from discharge.queries.named_lists import BY_DEADLINE, colour
from municipalities.access.acting import acting
from municipalities.models import Assignment
from vardovergang.bench.figures import Figure, milliseconds

ROWS = 50
INDEX = "part_in_hospital"
#: A smaller table is read whole, whatever indexes it has.
MANY = 10_000
Statement = tuple[str, tuple[Any, ...]]


class IndexNotUsed(Exception):
    """The query's plan does without the index that it was made for."""


def measure(cases: int) -> Iterator[Figure]:
    """Fifty rows by deadline, with person and case: what the two statements of a list page read."""
    by = Assignment.objects.select_related("unit").get(user__username="huddinge")
    with acting(by), psycopg.connect(os.environ["BENCH_ADMIN_URL"]) as superuser:
        own = Participation.objects.filter(unit_id=by.unit_id, in_hospital=True)
        keys = (
            own.annotate(colour=colour(timezone.now(), by.unit))
            .order_by(*BY_DEADLINE)[:ROWS]
            .values_list("pk")
        )
        shown = Participation.objects.filter(pk__in=[pk for (pk,) in keys])
        statements = [_sql_of(keys), _sql_of(shown.select_related("case__patient", "case__ward"))]
        index = ""
        with connection.cursor() as cursor:
            if cases >= MANY:
                sql, values = statements[0]
                cursor.execute(f"EXPLAIN {sql}", values)
                plan = "\n".join(row[0] for row in cursor.fetchall())
                if INDEX not in plan:
                    raise IndexNotUsed(plan)
                index = INDEX
            protected = milliseconds(partial(_fetch_all, cursor, statements))
        unprotected = milliseconds(partial(_fetch_all, superuser.cursor(), statements))
    yield Figure(
        "policy-list",
        protected,
        "ms",
        cases,
        protected / unprotected,
        "the same query as a superuser, whom no policy binds",
        index,
    )


def _sql_of(queryset: QuerySet[Any, Any]) -> Statement:
    return queryset.query.sql_with_params()


def _fetch_all(cursor: Any, statements: list[Statement]) -> None:
    """By Django's cursor, or by psycopg's own."""
    for statement, values in statements:
        cursor.execute(statement, values)
        cursor.fetchall()
