"""Reads the functions of a folder's .sql files, each with its comment and whom it is granted to.

    -- What it answers.
    CREATE FUNCTION name(p_case uuid) RETURNS … AS $$ … $$;
    GRANT EXECUTE ON FUNCTION name TO vardovergang_app;

Nobody else may call it: EXECUTE is revoked from PUBLIC on every one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from municipalities.database.engine.roles import OWNER

CREATE = re.compile(r"^CREATE FUNCTION (\w+)\((.*?)\)\s+RETURNS .*?\$\$.*?\$\$;$", re.MULTILINE | re.DOTALL)
GRANT = re.compile(r"^GRANT EXECUTE ON FUNCTION (\w+) TO ([\w, ]+);$", re.MULTILINE)
COMMENT = re.compile(r"^--.*$", re.MULTILINE)
AS_OWNER = re.compile(r"\bSECURITY DEFINER\b")


class Unreadable(Exception):
    """A .sql file holds something else than functions and whom they are granted to."""


@dataclass(frozen=True)
class Function:
    """A function as a .sql file has it."""

    name: str
    arguments: str
    source: str
    granted_to: frozenset[str]

    @property
    def signature(self) -> str:
        """Its name and its arguments' types, by which the database tells functions apart."""
        types = [each.split(maxsplit=1)[1] for each in self.arguments.split(",") if each.strip()]
        return f"{self.name}({', '.join(types)})"

    @property
    def may_execute(self) -> frozenset[str]:
        return self.granted_to | {OWNER}

    @property
    def runs_as_owner(self) -> bool:
        return bool(AS_OWNER.search(self.source.partition("$$")[0]))

    @property
    def names_its_schema(self) -> bool:
        return "SET search_path = public, pg_temp" in self.source.partition("$$")[0]

    def create(self, schema: str = "public") -> str:
        """The statement that makes it, or makes it anew."""
        return self.source.replace("CREATE FUNCTION ", f"CREATE OR REPLACE FUNCTION {schema}.", 1)


def read_folder(folder: Path, *files: str) -> tuple[Function, ...]:
    """The functions of the files, in their order: what another one calls stands before it."""
    return tuple(each for file in files for each in read(folder / f"{file}.sql"))


def read(path: Path) -> list[Function]:
    text = path.read_text()
    granted = {name: frozenset(re.split(r",\s*", roles)) for name, roles in GRANT.findall(text)}
    found = [
        Function(match[1], " ".join(match[2].split()), match[0], granted.pop(match[1], frozenset()))
        for match in CREATE.finditer(text)
    ]
    left = COMMENT.sub("", GRANT.sub("", CREATE.sub("", text))).strip()
    if left or granted:
        raise Unreadable(f"{path}: {left or ', '.join(granted)}")
    return found


def together(statements: list[str]) -> str:
    """The statements as one text, sent at once."""
    return ";\n".join(each.rstrip(";\n ") for each in statements)
