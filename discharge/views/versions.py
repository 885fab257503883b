"""A unit's own part of the plan as it has been: every version with what it changed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.presenters.messages.versions import version_words
from discharge.presenters.people.persons import person_in_list
from discharge.process import MESSAGE_TYPES
from municipalities.access.roles import CARE_ROLES
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CARE_ROLES)
@require_safe
def versions(request: ActingRequest, case_id: UUID, message_id: UUID) -> HttpResponse:
    case, found = queries.open_within(
        request.assignment,
        case_id,
        lambda case: queries.versions(queries.case_file(case), message_id) or None,
        detail="versioner",
    )
    now = timezone.now()
    context = {
        "case": case,
        "now": now,
        "person": person_in_list(case, local_date(now)),
        "title": MESSAGE_TYPES[found[-1].type].title,
        "unit": found[-1].sender_unit.full_name,
        "versions": version_words(found),
    }
    template = "discharge/_versions.html" if request.htmx else "discharge/versions.html"
    return render(request, template, context)
