"""The region's decisions in a case, which is found by reference: who decides takes no part in it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import actions
from discharge.extensions.panels import Panel, decision_panels
from discharge.forms import MessageForm, submission_of
from discharge.process import MESSAGE_TYPES, Refused
from discharge.queries.lookups.deciding import decision_basis, may_decide
from municipalities.door.addresses import ours
from municipalities.ids import parse_id
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, assignment_required, note_refused


@assignment_required(roles=[Role.INVOICER])
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActingRequest, reference: str, type: str) -> HttpResponseBase:
    """The form of one decision: shown with what holds, sent, or shown again with what was typed."""
    message_type = MESSAGE_TYPES.get(type)
    if message_type is None or not message_type.decided_by_region:
        raise Http404
    if not may_decide(request.assignment):
        note_refused(request.assignment, {"reference": reference})
        raise PermissionDenied
    action = AccessLog.Action.WRITE if request.method == "POST" else AccessLog.Action.OPEN
    submission = submission_of(request.POST)
    basis = decision_basis(request.assignment, reference, type, submission=submission, action=action)
    if basis.is_sent:
        return redirect(_address_back(request))
    form = MessageForm(
        message_type,
        basis.state,
        by=request.assignment,
        case_id=basis.case_id,
        now=timezone.now(),
        data=request.POST if request.method == "POST" else None,
        wanted={name: request.GET[name] for name in (message_type.naming.decides,) if name in request.GET},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide(
                by=request.assignment,
                reference=reference,
                type=type,
                values=form.values(),
                submission=form.cleaned_data["submission"],
                now=timezone.now,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Skickat: {message_type.title}.")
            return redirect(_address_back(request))
    verb = message_type.verb
    context = {
        "reference": basis.reference,
        "verb": verb,
        "refusals": form.type.refusals_to_region(basis.state),
        "panels": _panels(form, basis.reference),
        "form": form,
        "sends": form.type.sends or verb,
        "not_sent": f"Inte skickat: {form.type.title}. Rätta det här och skicka igen",
        "back": _address_back(request),
        "address": request.path,
    }
    return render(request, "discharge/forms/decision.html", context)


def _panels(form: MessageForm, reference: str) -> list[Panel]:
    """What is decided, where that is something said."""
    name = form.type.naming.decides
    decided = parse_id(str(form[name].value() or "")) if name else None
    return decision_panels(reference, decided, form.now) if decided else []


def _address_back(request: ActingRequest) -> str:
    """Where the decision was asked for, or else the start page."""
    asked = request.POST.get("next") or request.GET.get("next")
    return ours(request, asked) or resolve_url("municipalities:home")
