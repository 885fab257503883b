"""Asking the unit that has a person's stay to hand it over, and saying no to such a request."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from discharge import actions, queries
from discharge.persons import checked_numbers
from discharge.persons.checked_numbers import NotChecked
from discharge.queries.lookups import lookup
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, assignment_required

ASKED = (
    "Begäran är skickad. Enheten som har vårdtillfället ser den i sin arbetslista. "
    "När den har överfört vårdtillfället finns det i er arbetslista."
)
GONE = "Vårdtillfället har hunnit avslutas eller överföras. Sök numret igen."


@assignment_required(roles=[Role.INPATIENT])
@require_POST
def request_handover(request: ActingRequest) -> HttpResponseBase:
    try:
        number = checked_numbers.read(request.POST.get("checked", ""))
    except NotChecked:
        messages.error(request, "Sök numret igen.")
        return redirect("discharge:new")
    lookup.note_handover(number, by=request.assignment)
    if not actions.request_handover(by=request.assignment, number=number.value, now=timezone.now()):
        messages.error(request, GONE)
        return redirect("discharge:new")
    messages.success(request, ASKED)
    return redirect("discharge:worklist")


@assignment_required(roles=[Role.INPATIENT])
@require_POST
def decline_handover(request: ActingRequest, request_id: UUID) -> HttpResponseBase:
    """The request that is declined is one to the own unit; another's is logged as refused."""
    by, asked = request.assignment, queries.handover_request(request.assignment, request_id)
    if asked is None:
        raise Http404
    actions.decline_handover(by=by, request_id=request_id, now=timezone.now())
    messages.success(request, "Begäran är avböjd. Vårdtillfället ligger kvar hos er.")
    return redirect("discharge:worklist")
