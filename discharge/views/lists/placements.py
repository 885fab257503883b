"""The placement coordinator's list."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
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
    found = queries.placements(request.assignment, STAGES[wanted])
    tabs = [(name, LABELS[stage], name == wanted) for name, stage in STAGES.items()]
    context = {
        "now": now,
        "rows": [words.placement_words(part, found.said[part.case_id], now) for part in found.rows],
        "tabs": tabs,
        "wrongly_sent": wrongly_sent(queries.wrongly_sent(request.assignment)),
        "attempt_type": words.ATTEMPT,
        "outcome_type": words.OUTCOME,
    }
    return render(request, "discharge/placements.html", context)
