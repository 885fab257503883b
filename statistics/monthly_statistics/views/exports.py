"""The files: all months as CSV to work on with, one month as a workbook to read."""

from __future__ import annotations

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from monthly_statistics.exports import csv_export
from monthly_statistics.presenters import month_report, overview
from monthly_statistics.queries.choice import choose
from monthly_statistics.views.gate import figures_required, reader
from municipalities.spreadsheets import CSV, XLSX
from municipalities.views.gate import ActingRequest


@figures_required
@require_safe
def csv_file(request: ActingRequest) -> StreamingHttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="manadsstatistik.csv"'}
    return StreamingHttpResponse(
        csv_export.export_csv(request.assignment, reader(request)),
        content_type=CSV,
        headers=headers,
    )


@figures_required
@require_safe
def xlsx_file(request: ActingRequest) -> HttpResponse:
    choice = choose(request.GET, reader(request))
    if choice is None:
        raise Http404
    # It brings a spreadsheet library, which no other page needs.
    from monthly_statistics.exports import xlsx_export

    content = xlsx_export.export_workbook(request.assignment, choice, month_report.read_month(choice))
    name = overview.file_name(choice.snapshot)
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)
