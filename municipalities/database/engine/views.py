"""Reads the views of a folder's .sql files, each with its comment and whom it is granted to.

    -- What its rows say.
    CREATE VIEW name WITH (security_invoker = true) AS SELECT …;
    GRANT SELECT ON name TO vardovergang_app;

Each is its reader's own: a view that asked as its owner would pass by every policy.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from municipalities.database.engine.catalogue import Grant
from municipalities.database.engine.functions import COMMENT, Unreadable

CREATE = re.compile(
    r"^CREATE VIEW (\w+) WITH \(security_invoker = true\) AS\n.*?;$", re.MULTILINE | re.DOTALL
)
GRANT = re.compile(r"^GRANT SELECT ON (\w+) TO ([\w, ]+);$", re.MULTILINE)


@dataclass(frozen=True)
class View:
    """A view as a .sql file has it."""

    name: str
    source: str
    granted_to: frozenset[str]

    @property
    def grants(self) -> set[Grant]:
        return {Grant(self.name, role, "SELECT") for role in self.granted_to}

    def create(self, kind: str = "VIEW") -> str:
        """The statement that makes it."""
        return self.source.replace("CREATE VIEW", f"CREATE {kind}", 1)


def read_views(folder: Path, *files: str) -> tuple[View, ...]:
    """The views of the files, in their order."""
    found: list[View] = []
    for path in (folder / f"{file}.sql" for file in files):
        text = path.read_text()
        granted = {name: frozenset(re.split(r",\s*", roles)) for name, roles in GRANT.findall(text)}
        found += [
            View(match[1], match[0], granted.pop(match[1], frozenset())) for match in CREATE.finditer(text)
        ]
        left = COMMENT.sub("", GRANT.sub("", CREATE.sub("", text))).strip()
        if left or granted:
            raise Unreadable(f"{path}: {left or ', '.join(granted)}")
    return tuple(found)
