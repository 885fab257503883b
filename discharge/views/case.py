"""The case page, and showing the details of a protected identity on it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from discharge import actions, queries
from discharge.extensions import panels
from discharge.forms.reason import ReasonForm
from discharge.models import Case
from discharge.presenters.case import case_page as words
from discharge.presenters.case import may_add
from discharge.presenters.messages.drafts import draft_words
from discharge.presenters.people.persons import person_in_list
from discharge.views import drafts, way_back
from municipalities.access.roles import CASE_ROLES
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CASE_ROLES)
@require_safe
def case_page(request: ActingRequest, case_id: UUID) -> HttpResponse:
    case = queries.open_case(request.assignment, case_id)
    return _case_page(request, case, ReasonForm())


@assignment_required(roles=CASE_ROLES)
@require_POST
def protected_details(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The same page with the protected details, for a stated reason that the access log keeps."""
    form = ReasonForm(request.POST)
    is_stated = form.is_valid()
    detail = f"skyddade personuppgifter: {form.cleaned_data['reason']}" if is_stated else ""
    case = queries.open_case(request.assignment, case_id, detail=detail)
    if is_stated and case.patient.protected_identity and not case.seen_until:
        by, reason = request.assignment, form.cleaned_data["reason"]
        actions.show_place(by=by, case_id=case.pk, reason=reason, now=timezone.now())
        case = queries.with_place_shown(by, case)
    return _case_page(request, case, form, revealed=is_stated)


@assignment_required(roles=CASE_ROLES)
@require_safe
def sent_in_error(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Who had opened a case about the wrong person, and what its ward does now."""
    case, readers = queries.open_within(
        request.assignment, case_id, queries.opened_in_error, detail="vilka som hade öppnat felsänt ärende"
    )
    now = timezone.now()
    context = {
        "now": now,
        "case": case,
        "person": person_in_list(case, local_date(now)),
        "readers": readers,
        "recalls": queries.recalls_of(case.reference),
    }
    return render(request, "discharge/sent_in_error.html", context)


def _case_page(
    request: ActingRequest, case: Case, form: ReasonForm, *, revealed: bool = False
) -> HttpResponse:
    now, by = timezone.now(), request.assignment
    file = queries.case_file(case)
    context = {
        "now": now,
        "case": case,
        "may_add": may_add(file, by),
        "list_address": way_back.to_list(request, case.pk),
        "beside": way_back.last_list(request, case.pk),
        "drafts": [
            draft_words(draft, drafts.refusal_now(draft, file, by), case, now)
            for draft in queries.drafts(by, case.pk)
        ],
        "words": words(file, by, now, revealed=revealed),
        "panels": [] if case.seen_until else panels.panels(file, by, now),
        "reason_form": form,
    }
    return render(request, "discharge/case.html", context)
