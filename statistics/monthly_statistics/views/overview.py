"""Storsthlm's page: a month's figures for the county, its municipalities and the city's districts."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from monthly_statistics import month_report, presenters
from monthly_statistics.choice import choose
from monthly_statistics.definitions import DEFINITIONS, SOURCE
from monthly_statistics.views.gate import figures_required, own_municipality
from municipalities.views.gate import ActingRequest


@figures_required
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    choice = choose(request.GET, own_municipality(request))
    if choice is None:
        return render(request, "statistics/empty.html")
    report = month_report.read(choice)
    context = {
        "choice": choice,
        "report": report,
        "months": presenters.month_choices(choice.snapshots),
        "areas": presenters.area_choices(choice.areas),
        "headline": presenters.headline(report.headline),
        "month": presenters.month_words(choice.snapshot.month),
        "version": presenters.version_words(choice.snapshot),
        "picture": presenters.chart_words(choice.area, report.series),
        "definitions": DEFINITIONS,
        "source": SOURCE,
    }
    return render(request, "statistics/overview.html", context)
