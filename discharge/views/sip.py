"""The SIP of a case on a page of its own."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.presenters import sip as words
from discharge.presenters.people.persons import person_in_list
from municipalities.access.roles import CARE_ROLES
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_page(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The plan in the version that is asked for, or as it holds now."""
    now, by = timezone.now(), request.assignment
    text = request.GET.get("version", "")
    if text and not (text.isdecimal() and len(text) < 5):
        raise Http404
    number = int(text) if text else None
    case, page = queries.open_within(
        by, case_id, lambda case: words.sip_page(queries.case_file(case), by, now, number), detail="SIP"
    )
    person = person_in_list(case, local_date(now))
    return render(request, "discharge/sip.html", {"now": now, "case": case, "sip": page, "person": person})
