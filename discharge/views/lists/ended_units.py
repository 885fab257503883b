"""The open cases of ended units, for who administers the units: no person, only the case and its ward."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=[Role.LOCAL_ADMINISTRATOR])
@require_safe
def ended_units(request: ActingRequest) -> HttpResponse:
    context = {"rows": queries.administered_ended_parts(), "now": timezone.now()}
    return render(request, "discharge/ended_units.html", context)
