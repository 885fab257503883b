"""Tables as files, as a Swedish Excel opens them by a double click. Pure: no Django.

CSV: semicolons, because the comma is the decimal sign; UTF-8 with a byte order mark, because å, ä and ö are
read as Windows-1252 without one; CRLF. XLSX: a table with filters, its head on every page, across the paper.
What people have written is text, whatever it begins with.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from municipalities.swedish.clock import local

BYTE_ORDER_MARK = "\ufeff"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What makes a spreadsheet take a text for a formula; full-width signs in programs set to Japanese.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: What a cell can't hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST = 32_000
#: The number of the paper's size.
_A4 = 9

#: A cell: text, a whole number, a date or a moment; nothing where there is nothing to say.
Value = str | int | date | datetime | None
Line = Sequence[Value]


def plain(text: str) -> str:
    """A text that a spreadsheet reads as text, whatever it begins with."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def csv_lines(lines: Iterable[Line]) -> str:
    """The lines of a file that begins with `BYTE_ORDER_MARK`."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([csv_value(value) for value in line] for line in lines)
    return out.getvalue()


def csv_value(value: Value) -> object:
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return plain(_CONTROL.sub("", value)) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """What becomes a file: `about` says which table it is, and `cut` what was left out, if anything."""

    title: str
    heads: Sequence[str]
    lines: Sequence[Line]
    about: Sequence[tuple[str, str]]
    cut: str = ""

    def as_csv(self) -> bytes:
        cut = [(self.cut,)] if self.cut else []
        return (BYTE_ORDER_MARK + csv_lines([self.heads, *self.lines, *cut])).encode()

    def as_workbook(self) -> bytes:
        """The table on the first sheet, and on the second what it is."""
        # It brings a spreadsheet library, which no page needs.
        from openpyxl import Workbook
        from openpyxl.styles import Alignment
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.table import Table, TableStyleInfo

        book = Workbook()
        sheet: Any = book.worksheets[0]
        sheet.title = self.title[:31]
        widths = [
            max([len(head) + 4, *(min(len(shown_text(line[number])), 48) + 2 for line in self.lines)])
            for number, head in enumerate(self.heads)
        ]
        wrapped = Alignment(vertical="top", wrap_text=True)
        last = get_column_letter(len(self.heads))
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        said = " · ".join(value for _, value in self.about)
        # An ampersand begins a code there.
        sheet.oddHeader.left.text = said.replace("&", "&&")[:250]
        sheet.oddFooter.right.text = "Sida &P av &N"
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.append([make_cell(sheet, head) for head in self.heads])
        for line in self.lines:
            sheet.append([make_cell(sheet, value, alignment=wrapped) for value in line])
        # A table has at least one row under its head.
        table = Table(displayName="Lista", ref=f"A1:{last}{max(len(self.lines), 1) + 1}")
        table.tableStyleInfo = TableStyleInfo("TableStyleLight1", showRowStripes=True)
        sheet.add_table(table)
        if self.cut:
            # Below the table, and not a row of it.
            sheet.append([])
            sheet.append([make_cell(sheet, self.cut)])
        notes = book.create_sheet("Om listan")
        notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, 100
        for what, value in (*self.about, *([("Utelämnat", self.cut)] if self.cut else [])):
            notes.append([make_cell(notes, what), make_cell(notes, value)])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def shown_text(value: Value) -> str:
    return "2026-03-16 09:00" if isinstance(value, datetime) else str(value or "")


def make_cell(sheet: Any, value: Value, **style: object) -> Any:
    """Texts as texts, dates as dates, with the style that is given."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        value = _CONTROL.sub("", value)[:_LONGEST]
    elif isinstance(value, datetime):
        # A workbook knows no zones: as the clock shows it here.
        value = local(value).replace(tzinfo=None, microsecond=0)
    cell: Any = WriteOnlyCell(sheet)
    cell.value = value
    if isinstance(value, str):
        # openpyxl takes a text that begins with "=" for a formula, and so does who edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_FORMULA_SIGNS)
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    for name, setting in style.items():
        setattr(cell, name, setting)
    return cell
