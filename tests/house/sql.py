"""What our code tells PostgreSQL: functions, views, policies and triggers, and how often each is defined.

Functions and views stand in .sql files, policies and triggers in the rows of each app's `database`, which are
imported; before there were any, all of it stood as text in migrations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from tests.house.source import APPS, ROOT, Module

DEFINITION = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?(?P<kind>FUNCTION|POLICY|TRIGGER|VIEW)\s+(?P<name>[\w{}.\"]+)",
    re.IGNORECASE,
)
TABLE = re.compile(r"\bON\s+(?P<table>[\w{}.\"]+)", re.IGNORECASE)
#: How far behind its name a policy or a trigger says which table it stands on.
REACH = 300


class SqlObject(NamedTuple):
    """A function or view, or a policy or trigger on its table; `home` tells pasted templates apart."""

    kind: str
    name: str
    table: str = ""
    home: str = ""


def count_definitions(modules: Iterable[Module], root: Path = ROOT) -> Counter[SqlObject]:
    """Every object, with the number of places that define it."""
    texts = [(module.text, module.app) for module in modules if module.is_migration]
    texts += [
        (path.read_text(), app) for app, folder in APPS.items() for path in (root / folder).rglob("*.sql")
    ]
    written = Counter(found for text, app in texts for found in _written_in(text, app))
    return written + Counter(_rows() if root == ROOT else ())


def _written_in(text: str, app: str) -> Iterator[SqlObject]:
    for match in DEFINITION.finditer(text):
        kind, name = match["kind"].upper(), match["name"]
        ahead = TABLE.search(text[match.end() : match.end() + REACH])
        table = ahead["table"] if ahead and kind in {"POLICY", "TRIGGER"} else ""
        yield SqlObject(kind, name, table, app if "{" in name + table else "")


def _rows() -> Iterator[SqlObject]:
    """The policies and triggers of every app that has rules of its own, as its rows say."""
    import_module("vardovergang")  # puts the folder that monthly_statistics lies in on the path
    for app, folder in APPS.items():
        if (ROOT / folder / "database").exists():
            for table in import_module(f"{app}.database").RULES.tables:
                yield from (SqlObject("POLICY", policy.name, table.name) for policy in table.policies)
                yield from (SqlObject("TRIGGER", trigger.name, table.name) for trigger in table.triggers)
