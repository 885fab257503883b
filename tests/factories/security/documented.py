"""The tables of docs/security.md, which are written by hand and read by the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "security.md"
Table = dict[str, dict[str, str]]


@cache
def table(heading: str) -> Table:
    """The table under the heading: a row by its first cell, in it a cell by its column's name."""
    text = DOCUMENT.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")]
    (_, *columns), _, *rows = [_cells(line) for line in lines]
    return {name.strip("`"): _named(name, columns, cells) for name, *cells in rows}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def _named(name: str, columns: list[str], cells: list[str]) -> dict[str, str]:
    assert len(cells) == len(columns), f"{name} has {len(cells)} cells; the columns are {columns}"
    return dict(zip(columns, cells, strict=True))


@cache
def matrix() -> dict[str, dict[str, int]]:
    """What a GET answers: a row an address, a column a role."""
    rows, keepers = table("Access matrix"), table("The record keeper's addresses")
    return {
        name: {
            **{role: int(cell) for role, cell in row.items()},
            "record keeper": int(keepers.get(name, {"record keeper": row[AS_ELSEWHERE]})["record keeper"]),
        }
        for name, row in rows.items()
    }


@cache
def kinds_matrix() -> dict[str, dict[str, dict[str, int]]]:
    """What a GET answers about each kind of case, and about an id that no case has."""
    rows = table("Six kinds of case")
    return {
        name: {role: dict(zip(ALL_KINDS, map(int, cell.split()), strict=True)) for role, cell in row.items()}
        for name, row in rows.items()
    }


#: As whom a record keeper is answered where the own table says nothing.
AS_ELSEWHERE = "system administrator"
KINDS = ("own", "other", "blocked", "protected")
#: With one that the role's part has ended in, and none at all.
ALL_KINDS = (*KINDS, "ended", "none")
