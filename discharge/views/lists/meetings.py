"""The unit's SIP meetings and follow-ups, a week or a month at a time."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.forms.lists import CalendarForm
from discharge.presenters.lists import meetings as words
from discharge.presenters.lists.meetings import MONTH, WEEK, Span
from municipalities.access.roles import CARE_ROLES
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required

#: Nobody has meetings further away than this.
YEARS = 30


@assignment_required(roles=CARE_ROLES)
@require_safe
def meetings(request: ActingRequest) -> HttpResponse:
    now = timezone.now()
    today = local_date(now)
    kind, day = request.GET.get("visa", WEEK), request.GET.get("dag", "")
    if kind not in (WEEK, MONTH):
        raise Http404
    try:
        wanted = date.fromisoformat(day) if day else today
    except ValueError:
        raise Http404 from None
    if abs(wanted.year - today.year) > YEARS:
        raise Http404

    form = CalendarForm(request.GET, request.assignment.user)
    filters = form.chosen()
    span = Span.of(wanted, kind, filters)
    found = queries.calendar(request.assignment, span.first, span.last, filters)
    form.offer(found.people)
    days = words.days_of(span, found, now)
    context = {
        "now": now,
        "span": span,
        "days": days,
        "number": sum(len(day.entries) for day in days),
        "form": form,
        "chosen": form.words(),
        "is_cut": found.is_cut,
    }
    return render(request, "discharge/meetings.html", context)
