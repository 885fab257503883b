"""A month's figures for the county, its municipalities and the city's districts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monthly_statistics.presenters import month_report
from monthly_statistics.presenters import overview as presenters
from monthly_statistics.presenters.definitions import SOURCE, definitions
from monthly_statistics.queries import published
from monthly_statistics.queries.choice import choose
from monthly_statistics.views.gate import figures_required, reader
from municipalities.swedish.months import month_words
from municipalities.views.gate import ActingRequest


@figures_required
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    choice = choose(request.GET, reader(request))
    if choice is None:
        return render(request, "statistics/empty.html")
    report = month_report.read_month(choice)
    # What is new since the version before; None where there is none.
    changes, before = None, published.previous_version(choice.snapshot)
    if before is not None:
        then = published.shown_cells(before, published.WHOLE)
        changes = presenters.change_rows(choice.areas, choice.reader, then, report.shown)
    context = {
        "choice": choice,
        "report": report,
        "months": presenters.snapshot_choices(choice.snapshots),
        "areas": presenters.area_choices(choice.areas),
        "headline": presenters.headline(report.headline),
        "month": month_words(choice.snapshot.month),
        "version": presenters.version_words(choice.snapshot),
        "whose": presenters.whose_words(choice.reader),
        "changes": changes,
        "picture": presenters.chart_words(choice.area, report.series),
        "definitions": definitions(),
        "source": SOURCE,
    }
    return render(request, "statistics/overview.html", context)
