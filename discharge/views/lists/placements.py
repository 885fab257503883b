"""The placement coordinator's table, and the same as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.forms.lists import PlacementForm
from discharge.models import PlacementStage
from discharge.presenters.lists import files
from discharge.presenters.lists import placements as words
from discharge.presenters.lists.worklist import wrongly_sent
from discharge.views.lists.files import KINDS, file_response
from municipalities.access.roles import PLACEMENT_ROLES
from municipalities.views.gate import ActingRequest, assignment_required

LABELS = {PlacementStage.SEARCHING: "Pågår", PlacementStage.ENDED: "Avslutade"}
STAGES = {"pagar": PlacementStage.SEARCHING, "avslutade": PlacementStage.ENDED}
CUT = "Fler än så visas inte på en gång: de som begärdes först är utelämnade."


@assignment_required(roles=PLACEMENT_ROLES)
@require_safe
def placements(request: ActingRequest) -> HttpResponse:
    now, wanted, form = timezone.now(), _stage(request), _form(request)
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
        "chosen_address": words.table_address(wanted, filters, order),
        "form": form,
        "chosen": form.words(),
        "cut": CUT if found.is_cut else "",
        "wrongly_sent": wrongly_sent(queries.wrongly_sent(request.assignment)),
        "attempt_type": words.ATTEMPT,
        "outcome_type": words.OUTCOME,
    }
    return render(request, "discharge/placements.html", context)


@assignment_required(roles=PLACEMENT_ROLES)
@require_safe
def placements_file(request: ActingRequest, ending: str) -> HttpResponse:
    """Exactly the rows of the table, in its order."""
    if ending not in KINDS:
        raise Http404
    now, by, form = timezone.now(), request.assignment, _form(request)
    stage = STAGES[_stage(request)]
    found = queries.placements(by, stage, form.chosen(), file=ending)
    form.offer(found.units)
    rows = words.in_order([words.placement_words(search, now) for search in found.searches], form.order())
    about = files.about_list(by, f"Placeringar, {LABELS[stage].lower()}", form.words(), len(rows), now)
    table = files.placement_table(rows, "Placeringar", about, CUT if found.is_cut else "")
    return file_response(table, ending, by, now)


def _stage(request: ActingRequest) -> str:
    wanted = request.GET.get("visa", "pagar")
    if wanted not in STAGES:
        raise Http404
    return wanted


def _form(request: ActingRequest) -> PlacementForm:
    return PlacementForm(
        request.GET, words.need_choices(), words.answer_choices(), words.SORTS, words.OWN_ORDER
    )
