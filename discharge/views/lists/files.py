"""The lists as files: XLSX and CSV."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse

from discharge.presenters.lists.files import file_name
from municipalities.models import Assignment
from municipalities.spreadsheets import CSV, XLSX, Spreadsheet

#: By the ending of its name: the kind of a file.
KINDS = {"xlsx": XLSX, "csv": CSV}


def file_response(table: Spreadsheet, ending: str, by: Assignment, now: datetime) -> HttpResponse:
    """To be kept by who asked for it, and by nobody on the way."""
    content = table.as_workbook() if ending == "xlsx" else table.as_csv()
    name = file_name(table.title, by, now)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=KINDS[ending], headers=headers)
