"""The region's decisions in a case, which is found by reference: who decides takes no part in it.

And what a ward sent outside the system during a stop, entered in its name.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import actions
from discharge.actions.sending.composing import NOT_SAID_WHEN, OnBehalf
from discharge.extensions.panels import Panel, decision_panels
from discharge.forms import MessageForm, submission_of
from discharge.presenters.messages.entering import Review, review
from discharge.process import MESSAGE_TYPES, Refused
from discharge.process.judging import afterwards
from discharge.queries.lookups.deciding import (
    NOT_ENTERED_HERE,
    DecisionBasis,
    decision_basis,
    may_decide,
    put_parts_in,
)
from municipalities import directory
from municipalities.door.addresses import ours
from municipalities.ids import parse_id
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, assignment_required, note_refused


@assignment_required(roles=[Role.INVOICER])
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActingRequest, reference: str, type: str) -> HttpResponseBase:
    """The form of one decision: shown with what holds, sent, or shown again with what was typed."""
    message_type = MESSAGE_TYPES.get(type)
    if message_type is None or not (message_type.decided_by_region or message_type.entered_by_region):
        raise Http404
    if not may_decide(request.assignment):
        note_refused(request.assignment, {"reference": reference})
        raise PermissionDenied
    action = AccessLog.Action.WRITE if request.method == "POST" else AccessLog.Action.OPEN
    submission = submission_of(request.POST)
    basis = decision_basis(request.assignment, reference, type, submission=submission, action=action)
    if basis.is_sent:
        return redirect(_address_back(request))
    ward = put_parts_in(basis) if message_type.entered_by_region else None
    form = MessageForm(
        message_type,
        basis.state,
        by=OnBehalf(request.assignment, directory.unit(ward) if ward else request.assignment.unit),
        case_id=basis.case_id,
        now=timezone.now(),
        data=request.POST if request.method == "POST" else None,
        wanted={name: request.GET[name] for name in (message_type.naming.decides,) if name in request.GET},
    )
    reviewed = None
    if request.method == "POST" and form.is_valid():
        try:
            reviewed = _review(request, reference, form)
            if reviewed is None or request.POST.get("reviewed") == reviewed.mark:
                actions.decide(
                    by=request.assignment,
                    reference=reference,
                    type=type,
                    values=form.values(),
                    submission=form.cleaned_data["submission"],
                    now=timezone.now,
                )
                messages.success(request, f"Skickat: {message_type.title}.")
                return redirect(_address_back(request))
        except Refused as refused:
            form.refuse(refused)
    elif form.is_bound and ward and not form.data.get(afterwards.AT):
        # Said together with what else is missing, and not when that has been put right.
        form.refuse(Refused(problems={afterwards.AT: NOT_SAID_WHEN}))
    return _form_page(request, basis, form, ward, reviewed)


def _review(request: ActingRequest, reference: str, form: MessageForm) -> Review | None:
    """What follows of a ward's paper that is entered; None of the region's own decision. Raises Refused."""
    if not form.type.entered_by_region:
        return None
    by, now = request.assignment, timezone.now()
    file, entry, after = actions.preview_entry(
        by=by, reference=reference, type=form.type.name, values=form.values(), now=timezone.now
    )
    return review(file, entry, after, by, now)


def _form_page(
    request: ActingRequest,
    basis: DecisionBasis,
    form: MessageForm,
    ward: UUID | None,
    reviewed: Review | None,
) -> HttpResponseBase:
    row, verb = form.type, form.type.verb
    refusals, sends = [] if ward else [NOT_ENTERED_HERE], "Bekräfta och skriv in" if reviewed else "Granska"
    if row.entered_by_region:
        verb = f"Skriv in vad avdelningen skickade: {row.title.lower()}"
    else:
        refusals, sends = row.refusals_to_region(basis.state), row.sends or verb
    context = {
        "reference": basis.reference,
        "verb": verb,
        "ward": directory.unit(ward).full_name if ward else "",
        "refusals": refusals,
        "panels": _panels(form, basis.reference),
        "form": form,
        "review": reviewed,
        "sends": sends,
        "not_sent": f"Inte skickat: {row.title}. Rätta det här och skicka igen",
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
