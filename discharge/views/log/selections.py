"""Drawing readings for the systematic review, and going through what was drawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from discharge import actions, queries
from discharge.forms.log.access_log import PeriodForm
from discharge.presenters.log import access_log as words
from discharge.process import Refused
from discharge.views.log.gate import log_review_required
from municipalities.access.log_rules import RULES, SAMPLE
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest


@log_review_required
@require_http_methods(["GET", "HEAD", "POST"])
def selections(request: ActingRequest) -> HttpResponseBase:
    now = timezone.now()
    form = PeriodForm(local_date(now), request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            drawn = actions.draw_readings(by=request.assignment, now=now, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Läsningarna är utvalda. Granska dem en i taget.")
            return redirect("discharge:log-selection", drawn.pk)
    context = {
        "now": now,
        "current": "selections",
        "form": form,
        "selections": queries.selections(),
        "rules": [rule for _, rule in RULES.values()],
        "sample": SAMPLE,
    }
    return render(request, "discharge/log/selections.html", context)


@log_review_required
@require_safe
def selection(request: ActingRequest, selection_id: UUID) -> HttpResponse:
    found, selected, page = queries.selection(request.assignment, selection_id)
    reviews = queries.reviews_of(one.reading_id for one in selected)
    rows = words.reading_words(page, reviews, {one.reading_id: one for one in selected})
    context = {"now": timezone.now(), "current": "selections", "selection": found, "rows": rows}
    return render(request, "discharge/log/selection.html", context)
