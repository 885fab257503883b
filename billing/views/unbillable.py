"""HSF's page: what can't be invoiced, and what to do about it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.models.unbillable import Obstacle
from billing.presenters import unbillable as presenters
from billing.queries import unbillable as queries
from billing.queries.lacking_means import by_mean, lacking_means, read_models
from billing.views.gate import liability_required
from discharge.views.paging import page_number
from municipalities.views.gate import ActingRequest


@liability_required
@require_safe
def unbillable(request: ActingRequest) -> HttpResponse:
    chosen = request.GET.get("skal", "")
    if chosen not in ("", *Obstacle):
        raise Http404
    models = read_models()
    days, means = by_mean(models), lacking_means(models)
    found = queries.find_unbillable(days)
    page = queries.page_of_unbillable(request.assignment, found, chosen, days, page_number(request))
    context = {
        "page": page,
        "query": f"skal={chosen}",
        "chosen": chosen,
        "cards": presenters.obstacle_cards(found, means, chosen),
        "means": [presenters.mean_row(mean) for mean in means if chosen in ("", mean.obstacle)],
        "rows": [presenters.unbillable_row(row) for row in page.rows],
    }
    return render(request, "billing/unbillable.html", context)
