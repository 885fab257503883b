"""One month as a workbook: what the page shows, with numbers as numbers and the definitions beside them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from monthly_statistics.exports.export_text import LOGGED, headings, numbers
from monthly_statistics.figures.areas import COUNTY
from monthly_statistics.presenters import overview
from monthly_statistics.presenters.definitions import SOURCE, definitions
from monthly_statistics.presenters.month_report import MonthReport
from monthly_statistics.queries.choice import Choice
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.spreadsheets import make_cell
from municipalities.swedish.months import month_words

_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WORD, _NUMBER, _SENTENCE = 24, 17, 100

Line = Sequence[int | str]


def export_workbook(by: Assignment, choice: Choice, report: MonthReport) -> bytes:
    """The workbook, in the access log before it is made."""
    log.record(AccessLog.Action.EXPORT, by=by, detail=f"{LOGGED} {choice.snapshot}, xlsx")
    return workbook(choice, report)


def workbook(choice: Choice, report: MonthReport) -> bytes:
    book = Workbook(write_only=True)
    areas: Iterator[Line] = (
        (row.area.kind.label if row.area else "", row.area.code if row.area else "", row.label, *numbers(row))
        for table in report.areas
        for row in table.rows
    )
    _add_sheet(book, "Områden", ("Områdestyp", "Kod", "Område"), areas)
    breakdowns: Iterator[Line] = (
        (name, table.title, row.label, *numbers(row))
        for name, tables in ((choice.area.name, report.breakdowns), (COUNTY.name, report.county))
        for table in tables
        for row in table.rows
    )
    _add_sheet(book, "Vårdform, kön, ålder", ("Område", "Indelning", "Grupp"), breakdowns)
    months: Iterator[Line] = ((choice.area.name, row.label, *numbers(row)) for row in report.series)
    _add_sheet(book, "Månad för månad", ("Område", "Månad"), months)
    _add_notes(book, choice)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _add_sheet(book: Workbook, title: str, columns: Line, lines: Iterable[Line]) -> None:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    every = (*columns, *headings())
    for number in range(1, len(every) + 1):
        width = _WORD if number <= len(columns) else _NUMBER
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([make_cell(sheet, heading, font=_BOLD, alignment=_WRAPPED) for heading in every])
    for line in lines:
        sheet.append([make_cell(sheet, value) for value in line])


def _add_notes(book: Workbook, choice: Choice) -> None:
    """The notes: which figures these are, and what they mean."""
    sheet = book.create_sheet("Om siffrorna")
    sheet.column_dimensions["A"].width = _WORD
    sheet.column_dimensions["B"].width = _SENTENCE
    notes = (
        ("Månad", month_words(choice.snapshot.month)),
        ("Område", choice.area.name),
        ("Publicering", overview.version_words(choice.snapshot)),
        ("Vad som visas", overview.whose_words(choice.reader)),
        *definitions(),
        ("Källa", SOURCE),
    )
    for word, meaning in notes:
        sheet.append([make_cell(sheet, word, font=_BOLD), make_cell(sheet, meaning, alignment=_WRAPPED)])
