"""Gå hem: one guide through hemgång, the information at discharge, the trygghetskvitto and its print."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.presenters.going_home import guide
from discharge.presenters.people.persons import person_in_list
from discharge.views import way_back
from municipalities.models import Role
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=(Role.INPATIENT,))
@require_safe
def going_home(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Each message is sent by its own form, which leads back here: the guide sends nothing itself."""
    case = queries.open_case(request.assignment, case_id, detail="gå hem")
    now, file = timezone.now(), queries.case_file(case)
    context = {
        "now": now,
        "case": case,
        "person": person_in_list(case, local_date(now)),
        "guide": guide(file, request.assignment, request.GET.get("steg", "")),
        "drafts": {draft.type for draft in queries.drafts(request.assignment, case.pk) if not draft.corrects},
        "beside": way_back.last_list(request, case.pk),
    }
    return render(request, "discharge/going_home.html", context)
