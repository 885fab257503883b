"""What a statement reads, as EXPLAIN tells of its carrying out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Node = dict[str, Any]


def rows_read(queries: CaptureQueriesContext, *tables: str) -> int:
    """How many rows of these tables the captured statements read, those thrown away again too."""
    return sum(read_by(node) for node in _nodes(queries) if node.get("Relation Name") in tables)


def scans(queries: CaptureQueriesContext, *tables: str) -> set[str]:
    """How the captured statements come to the rows of these tables."""
    return {node["Node Type"] for node in _nodes(queries) if node.get("Relation Name") in tables}


def plan_of(sql: str, values: Any = None) -> list[Node]:
    """The statement is carried out once more: what it does, step by step."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", values)
        (told,) = cursor.fetchone() or [None]
    (plan,) = json.loads(told) if isinstance(told, str) else told
    return list(_within(plan["Plan"]))


def read_by(node: Node) -> int:
    """Rows of a table, those thrown away again too."""
    thrown_away = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return round((node["Actual Rows"] + thrown_away) * node["Actual Loops"])


def _nodes(queries: CaptureQueriesContext) -> Iterator[Node]:
    for query in queries.captured_queries:
        if query["sql"].lstrip().startswith("SELECT") and "FROM" in query["sql"]:
            yield from plan_of(query["sql"])


def _within(node: Node) -> Iterator[Node]:
    yield node
    for each in node.get("Plans", ()):
        yield from _within(each)
