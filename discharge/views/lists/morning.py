"""The unit's day, to read and to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.papers import pdf
from discharge.presenters.lists.files import file_name
from discharge.presenters.lists.morning import morning_paper
from discharge.queries import Morning
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.clock import full_words
from municipalities.views.gate import ActingRequest, assignment_required

MOST_PAGES = 2
#: So many lines fill two pages; where names and words are long, fewer do.
ROOMS = (64, 44, 28, 12)


@assignment_required(roles=CARE_ROLES)
@require_safe
def morning(request: ActingRequest) -> HttpResponse:
    now, by = timezone.now(), request.assignment
    paper = queries.morning(
        by,
        now,
        lambda found: morning_paper(found, by, now),
        room=ROOMS[0],
        action=AccessLog.Action.LIST,
    )
    return render(request, "discharge/morning.html", {"now": now, "paper": paper})


@assignment_required(roles=CARE_ROLES)
@require_safe
def morning_pdf(request: ActingRequest) -> HttpResponse:
    now, by = timezone.now(), request.assignment
    printed = queries.morning(
        by, now, lambda found: print_morning(found, by, now), room=ROOMS[0], action=AccessLog.Action.PRINT
    )
    return pdf.response(printed.content, file_name("morgonpapper", by, now))


@dataclass(frozen=True, slots=True)
class PrintedMorning:
    content: bytes
    cases: list[UUID]


def print_morning(found: Morning, by: Assignment, now: datetime) -> PrintedMorning:
    """On two pages at most, however long the names are."""
    for room in ROOMS:
        paper = morning_paper(found.within(room), by, now)
        context = {"paper": paper, "user": by.user, "printed_at": full_words(now), "printed_by": by.unit}
        content = pdf.paper("discharge/pdf/morning.html", context)
        if pdf.count_pages(content) <= MOST_PAGES:
            break
    return PrintedMorning(content, paper.cases)
