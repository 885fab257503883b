"""Spärr: seeing, setting, lifting and opening the blocks of a case's person."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from discharge import actions, queries
from discharge.actions import is_minor
from discharge.forms.reason import OpenBlockForm
from discharge.models import Case
from discharge.presenters.people.persons import person_in_list
from discharge.process import Refused
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CARE_ROLES)
@require_safe
def blocks(request: ActingRequest, case_id: UUID) -> HttpResponse:
    return _blocks_page(request, _acting_case(request, case_id, AccessLog.Action.OPEN, "spärrar"))


@assignment_required(roles=CARE_ROLES)
@require_POST
def set_block(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    case = _acting_case(request, case_id, AccessLog.Action.WRITE, "spärrade enhetens uppgifter")
    wish = "childs_own_wish" in request.POST
    try:
        actions.set_block(by=request.assignment, case_id=case.pk, now=timezone.now(), childs_own_wish=wish)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Enhetens uppgifter är spärrade för de andra parterna.")
    return redirect("discharge:block", case.pk)


@assignment_required(roles=CARE_ROLES)
@require_POST
def lift_block(request: ActingRequest, case_id: UUID, block_id: UUID) -> HttpResponseBase:
    """A block that has been lifted already is said to be; another person's is not found."""
    case, _ = queries.open_within(
        request.assignment,
        case_id,
        lambda case: None if case.seen_until else queries.any_block(case, block_id),
        action=AccessLog.Action.WRITE,
        detail=f"hävde spärr {block_id}",
        naming=lambda block: f", {block.unit.name}",
    )
    try:
        actions.lift_block(by=request.assignment, case_id=case.pk, block_id=block_id, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Spärren är hävd.")
    return redirect("discharge:block", case.pk)


@assignment_required(roles=CARE_ROLES)
@require_POST
def open_block(request: ActingRequest, case_id: UUID, block_id: UUID) -> HttpResponseBase:
    """The ground and the reason are in the log before anything is opened; another person's is not found."""
    form = OpenBlockForm(request.POST, auto_id=f"{block_id}_%s")
    if not form.is_valid():
        case = _with_block(request, case_id, block_id, AccessLog.Action.OPEN, "spärrar")
        return _blocks_page(request, case, {block_id: form})
    ground, reason = form.cleaned_data["ground"], form.cleaned_data["reason"]
    detail = f"{WORDS[ground]}: {reason}; spärr {block_id}"
    case = _with_block(request, case_id, block_id, AccessLog.Action.UNBLOCK, detail)
    try:
        actions.open_block(
            by=request.assignment,
            case_id=case.pk,
            block_id=block_id,
            ground=ground,
            reason=reason,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("discharge:block", case.pk)
    messages.success(request, "Spärren är öppnad för dig i 24 timmar. Öppnandet granskas.")
    # Of a unit that has no part in the case nothing more is read there, but the unit is named.
    is_elsewhere = queries.is_block_elsewhere(case, block_id)
    return redirect("discharge:block" if is_elsewhere else "discharge:case", case.pk)


#: The ground in the log's words.
WORDS = {"consented": "samtycke", "emergency": "nödläge"}


def _acting_case(request: ActingRequest, case_id: UUID, action: AccessLog.Action, detail: str) -> Case:
    """The case, for a unit that still has a part in it. Raises Http404."""
    case = queries.open_case(request.assignment, case_id, action=action, detail=detail)
    if case.seen_until:
        raise Http404
    return case


def _with_block(
    request: ActingRequest, case_id: UUID, block_id: UUID, action: AccessLog.Action, detail: str
) -> Case:
    """The case, of whose person the block is; the log names its unit where the reader may know it."""
    case, _ = queries.open_within(
        request.assignment,
        case_id,
        lambda case: None if case.seen_until else queries.block(case, block_id),
        action=action,
        detail=detail,
        naming=lambda block: f", {block.unit.name}" if block.unit else "",
    )
    return case


def _blocks_page(
    request: ActingRequest, case: Case, asked: Mapping[UUID, OpenBlockForm] | None = None
) -> HttpResponse:
    """`asked` is the form that was sent, by its block; the others' are empty."""
    now, found = timezone.now(), queries.blocks(case)
    forms = {block.pk: OpenBlockForm(auto_id=f"{block.pk}_%s") for block in found} | dict(asked or {})
    context = {
        "now": now,
        "case": case,
        "person": person_in_list(case, local_date(now)),
        "own": next((block for block in found if block.is_own), None),
        "is_child": is_minor(case.birth_date, local_date(now)),
        "others": [(block, forms[block.pk]) for block in found if not block.is_own],
    }
    return render(request, "discharge/blocks.html", context)
