"""The work list as a file, and how any list becomes one: XLSX or CSV."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.presenters.lists import files
from discharge.presenters.lists import worklist as words
from discharge.views.lists.worklist import read_chosen
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog, Assignment, Role
from municipalities.spreadsheets import CSV, XLSX, Spreadsheet
from municipalities.views.gate import ActingRequest, assignment_required

#: By the ending of its name: the kind of a file.
KINDS = {"xlsx": XLSX, "csv": CSV}
#: No file has more rows than this; where a list does, the file says so.
EXPORTED = 2000


@assignment_required(roles=CARE_ROLES)
@require_safe
def worklist_file(request: ActingRequest, ending: str) -> HttpResponse:
    """Exactly the rows that are chosen, of all pages, in the list's order."""
    if ending not in KINDS:
        raise Http404
    now, by = timezone.now(), request.assignment
    form, _, chosen = read_chosen(request)
    named = chosen.wanted.named
    page = queries.whole_list(
        by,
        chosen.wanted,
        chosen.filters,
        now=now,
        most=EXPORTED,
        action=AccessLog.Action.EXPORT,
        file=ending,
    )
    rows = words.rows(page, now)
    about = files.about_list(by, named.label, form.words(without=files.NOT_IN_FILES), len(rows), now)
    table = files.worklist_table(
        rows,
        about,
        with_tasks=named.tasks is not None,
        is_ward=by.role == Role.INPATIENT,
        cut=files.cut_words(page, EXPORTED),
    )
    return file_response(table, ending, by, now)


def file_response(table: Spreadsheet, ending: str, by: Assignment, now: datetime) -> HttpResponse:
    """To be kept by who asked for it, and by nobody on the way."""
    content = table.as_workbook() if ending == "xlsx" else table.as_csv()
    name = files.file_name(table.title, by, now)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(content, content_type=KINDS[ending], headers=headers)
