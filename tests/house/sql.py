"""What our code tells PostgreSQL: functions, policies and triggers, and how often each is defined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tests.house.source import Module

DEFINITION = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?(?P<kind>FUNCTION|POLICY|TRIGGER)\s+(?P<name>[\w{}.\"]+)",
    re.IGNORECASE,
)
TABLE = re.compile(r"\bON\s+(?P<table>[\w{}.\"]+)", re.IGNORECASE)
#: How far behind its name a policy or a trigger says which table it stands on.
REACH = 300


class SqlObject(NamedTuple):
    """A function, or a policy or trigger on its table; `home` tells pasted templates apart."""

    kind: str
    name: str
    table: str
    home: str


def count_definitions(modules: Iterable[Module]) -> Counter[SqlObject]:
    """Every object, with the number of places that define it."""
    return Counter(found for module in modules for found in _defined_in(module))


def _defined_in(module: Module) -> Iterator[SqlObject]:
    for match in DEFINITION.finditer(module.text):
        kind, name = match["kind"].upper(), match["name"]
        ahead = TABLE.search(module.text[match.end() : match.end() + REACH])
        table = ahead["table"] if ahead and kind != "FUNCTION" else ""
        yield SqlObject(kind, name, table, module.app if "{" in name + table else "")
