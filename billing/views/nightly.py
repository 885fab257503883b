"""The night's job on HSF's page: how far it has come, and starting it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh
from kombu.exceptions import OperationalError

from billing import actions
from billing.presenters import nightly as presenters
from billing.queries import nightly as queries
from billing.views.gate import liability_required
from municipalities.views.gate import ActingRequest

NIGHTS = 14


@liability_required
@require_safe
def progress(request: ActingRequest) -> HttpResponse:
    """The whole page; a page that follows a run takes its part of it, and is shown anew when it has ended."""
    context = run_context(_ordered_at(request))
    panel = context["panel"]
    if request.htmx and not panel.is_waiting:
        return HttpResponseClientRefresh()
    if panel.run:
        named = queries.municipalities_of(panel.run)
        context["tasks"] = [presenters.task_row(name, part) for name, part in named]
        context["nights"] = [presenters.night_row(run) for run in queries.runs_before(panel.run, NIGHTS)]
    return render(request, "billing/nightly.html", context)


@liability_required
@require_POST
def start(request: ActingRequest) -> HttpResponseBase:
    now = timezone.now()
    try:
        actions.ask_for_run(by=request.assignment)
    except OperationalError:
        messages.error(request, "Beräkningen kunde inte startas: kön svarar inte. Försök igen om en stund.")
        return redirect("billing:liability")
    return redirect(f"{reverse('billing:nightly')}?{urlencode({'bestalld': now.isoformat()})}")


def run_context(ordered_at: datetime | None = None) -> dict[str, Any]:
    run = queries.latest_run()
    progress = queries.progress_of(run) if run else None
    return {"now": timezone.now(), "panel": presenters.run_panel(progress, ordered_at)}


def _ordered_at(request: ActingRequest) -> datetime | None:
    try:
        ordered_at = parse_datetime(request.GET.get("bestalld", ""))
    except ValueError:
        return None
    return ordered_at if ordered_at and ordered_at.tzinfo else None
