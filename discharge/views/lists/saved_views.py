"""Saved views of the work list: what is chosen of it, by a name."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from discharge import actions
from discharge.process import Refused
from discharge.views.lists.worklist import read_chosen
from municipalities.access.roles import CARE_ROLES
from municipalities.door import texts
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CARE_ROLES)
@require_POST
def save_view(request: ActingRequest) -> HttpResponseBase:
    """Of the list in this address's own words: what is not known there is not saved."""
    *_, chosen = read_chosen(request)
    try:
        view = actions.save_view(
            by=request.assignment,
            name=texts.let_in(request.POST.get("name", "")),
            address=chosen.address(),
            for_unit=request.POST.get("whose") == "unit",
            is_default="default" in request.POST,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Vyn är sparad: {texts.isolate_direction(view.name)}.")
    return redirect(resolve_url("discharge:worklist") + chosen.address())


@assignment_required(roles=CARE_ROLES)
@require_POST
def remove_view(request: ActingRequest, view_id: UUID) -> HttpResponseBase:
    *_, chosen = read_chosen(request)
    is_removed = actions.remove_view(by=request.assignment, view_id=view_id)
    messages.success(request, "Vyn är borttagen." if is_removed else "Vyn var redan borttagen.")
    return redirect(resolve_url("discharge:worklist") + chosen.address())
