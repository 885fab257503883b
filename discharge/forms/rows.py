"""A list of rows to fill in, of any length; works without JavaScript: a button sends for one more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from discharge.process.fields import MOST_ROWS, ROW_ID, Field, Row

#: The button that adds a row sends the name of its list so.
ADD = "add_row"


@dataclass(frozen=True, slots=True)
class Cell:
    """One input of a row; a choice where it has options."""

    id: str
    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]
    is_long: bool


@dataclass(frozen=True, slots=True)
class RowCells:
    """One row; `about` is what it answers, where the rows are those of an earlier list."""

    id_name: str
    id: str
    cells: list[Cell]
    about: str
    takes_focus: bool


class RowsWidget(forms.Widget):
    """Its inputs are named by row: goals-0-what, goals-0-party, …, and the row's own id goals-0-id."""

    def __init__(self, row: Field) -> None:
        super().__init__()
        self.row = row
        #: What each row answers, by its id, in the order in which they are asked.
        self.about: Mapping[str, str] = {}
        #: Whether one more row has been sent for.
        self.adds = False

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """The rows that somebody has written in; one without an id gets one."""
        found = []
        for number in range(MOST_ROWS):
            row = {
                column.name: str(data.get(f"{name}-{number}-{column.name}") or "").strip()
                for column in self.row.columns
            }
            if any(row.values()):
                row_id = str(data.get(f"{name}-{number}-{ROW_ID}") or "").strip()
                found.append({ROW_ID: row_id or new_row_id(), **row})
        return found

    def shown_rows(self, value: Any) -> list[Row]:
        """Those that are filled in, and an empty one where there are none or one is sent for."""
        filled: list[Row] = value or []
        if self.row.each_of:
            said = {row[ROW_ID]: row for row in filled}
            return [said.get(row_id, {ROW_ID: row_id}) for row_id in self.about]
        blank = [{ROW_ID: new_row_id()}] if self.adds or not filled else []
        return [*filled, *blank][:MOST_ROWS]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = self.shown_rows(value)
        prefix = (attrs or {}).get("id", name)
        context = {
            "rows": [self.cells_of(name, prefix, number, row, len(rows)) for number, row in enumerate(rows)],
            "add": "" if self.row.each_of or len(rows) >= MOST_ROWS else self.row.adds,
            "add_name": ADD,
            "list_name": name,
        }
        return SafeString(render_to_string("discharge/forms/_rows.html", context))

    def cells_of(self, name: str, prefix: str, number: int, row: Row, count: int) -> RowCells:
        cells = [
            Cell(
                id=f"{prefix}-{number}-{column.name}",
                name=f"{name}-{number}-{column.name}",
                label=column.label,
                value=row.get(column.name, ""),
                options=column.choices,
                is_long=column.is_long,
            )
            for column in self.row.columns
        ]
        return RowCells(
            id_name=f"{name}-{number}-{ROW_ID}",
            id=row[ROW_ID],
            cells=cells,
            about=self.about.get(row[ROW_ID], ""),
            takes_focus=self.adds and number == count - 1,
        )


class RowsField(forms.Field):
    """A list of rows, as the process table takes it."""

    widget: RowsWidget

    def __init__(self, row: Field, **common: Any) -> None:
        super().__init__(widget=RowsWidget(row), **common)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What somebody has written; a row's own id is nothing that is written."""
        return _written(initial or []) != _written(data or [])


def new_row_id() -> str:
    return uuid4().hex[:12]


def _written(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [{name: text for name, text in row.items() if name != ROW_ID and text} for row in rows]
