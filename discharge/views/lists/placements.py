"""The placement coordinator's table."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.forms.lists import PlacementForm
from discharge.models import PlacementStage
from discharge.presenters.lists import placements as words
from discharge.presenters.lists.worklist import wrongly_sent
from municipalities.access.roles import PLACEMENT_ROLES
from municipalities.views.gate import ActingRequest, assignment_required

LABELS = {PlacementStage.SEARCHING: "Pågår", PlacementStage.ENDED: "Avslutade"}
STAGES = {"pagar": PlacementStage.SEARCHING, "avslutade": PlacementStage.ENDED}


@assignment_required(roles=PLACEMENT_ROLES)
@require_safe
def placements(request: ActingRequest) -> HttpResponse:
    now = timezone.now()
    wanted = request.GET.get("visa", "pagar")
    if wanted not in STAGES:
        raise Http404
    form = PlacementForm(
        request.GET, words.need_choices(), words.answer_choices(), words.SORTS, words.OWN_ORDER
    )
    filters, order = form.chosen(), form.order()
    found = queries.placements(request.assignment, STAGES[wanted], filters)
    form.offer(found.units)
    tabs = [
        (words.table_address(name, filters, order), LABELS[stage], name == wanted)
        for name, stage in STAGES.items()
    ]
    context = {
        "now": now,
        "stage": wanted,
        "label": LABELS[STAGES[wanted]],
        "rows": words.in_order([words.placement_words(search, now) for search in found.searches], order),
        "heads": words.sort_links(wanted, filters, order),
        "tabs": tabs,
        "form": form,
        "chosen": form.words(),
        "is_cut": found.is_cut,
        "wrongly_sent": wrongly_sent(queries.wrongly_sent(request.assignment)),
        "attempt_type": words.ATTEMPT,
        "outcome_type": words.OUTCOME,
    }
    return render(request, "discharge/placements.html", context)
