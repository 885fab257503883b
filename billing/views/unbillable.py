"""HSF's page: what can't be invoiced, and what to do about it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.models.unbillable import Obstacle
from billing.presenters import unbillable as presenters
from billing.queries import unbillable as queries
from billing.queries.lacking_means import by_mean, lacking_means
from billing.views.gate import liability_required
from municipalities.access.log import record
from municipalities.models import AccessLog
from municipalities.views.gate import ActingRequest

PAGE = 50


@liability_required
@require_safe
def unbillable(request: ActingRequest) -> HttpResponse:
    chosen = request.GET.get("skal", "")
    if chosen not in ("", *Obstacle):
        raise Http404
    days, means = by_mean(), lacking_means()
    page = Paginator(queries.unbillable(chosen, days), PAGE).get_page(request.GET.get("sida"))
    shown = {row.case_id for row in page}
    record(AccessLog.Action.LIST, by=request.assignment, case_ids=shown, detail="kan inte faktureras")
    context = {
        "page": page,
        "query": f"skal={chosen}",
        "chosen": chosen,
        "cards": presenters.cards(queries.counts(days), means, chosen),
        "means": [presenters.mean_row(mean) for mean in means if chosen in ("", mean.obstacle)],
        "rows": [presenters.unbillable_row(row) for row in page],
    }
    return render(request, "billing/unbillable.html", context)
