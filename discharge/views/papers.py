"""The papers of a case, built and logged as printed inside the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.papers import pdf
from discharge.presenters import invitations, papers
from discharge.queries import CaseFile
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog
from municipalities.swedish.clock import full_words
from municipalities.views.gate import ActingRequest, assignment_required

Made = TypeVar("Made")


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_call(request: ActingRequest, case_id: UUID) -> HttpResponse:
    paper = _make_paper(request, case_id, "kallelse till SIP", papers.call_paper)
    return _paper_response(request, "sip_call.html", f"kallelse-{paper.reference}", {"paper": paper})


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_plan(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The plan to hand over, in its current version."""
    plan = _make_paper(request, case_id, "SIP", papers.plan_paper)
    context = {"plan": plan, "paper": plan.paper}
    return _paper_response(request, "sip_plan.html", f"plan-{plan.paper.reference}", context)


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_invitation(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The meeting, or its cancellation, for one's own calendar: nothing in it says whom it is about."""
    site = request.build_absolute_uri("/")
    _, meeting = queries.open_within(
        request.assignment,
        case_id,
        lambda case: invitations.invitation(queries.case_file(case), site),
        action=AccessLog.Action.EXPORT,
        detail="kalenderinbjudan",
    )
    headers = {
        "Content-Disposition": 'attachment; filename="sip-mote.ics"',
        "Cache-Control": "no-store, private",
    }
    kind = f"text/calendar; charset=utf-8; method={meeting.method}"
    return HttpResponse(meeting.as_text(timezone.now()), content_type=kind, headers=headers)


@assignment_required(roles=CARE_ROLES)
@require_safe
def patient_summary(request: ActingRequest, case_id: UUID) -> HttpResponse:
    now = timezone.now()
    summary = _make_paper(request, case_id, "trygghetskvitto", lambda file: papers.patient_paper(file, now))
    context = {"summary": summary, "paper": summary.paper}
    return _paper_response(
        request, "patient_summary.html", f"trygghetskvitto-{summary.paper.reference}", context
    )


@assignment_required(roles=CARE_ROLES)
@require_safe
def message(request: ActingRequest, case_id: UUID, message_id: UUID, unit_id: UUID) -> HttpResponse:
    """A message as it goes to a unit that is not connected, for whoever sends it."""
    by = request.assignment
    letter = _make_paper(
        request,
        case_id,
        f"meddelande på papper {message_id}",
        lambda file: papers.letter(file, message_id, unit_id, by),
    )
    return _paper_response(request, "message.html", f"meddelande-{letter.reference}", {"letter": letter})


def _make_paper(
    request: ActingRequest, case_id: UUID, detail: str, make: Callable[[CaseFile], Made | None]
) -> Made:
    """The paper in words, logged as printed; where there is nothing to print, as refused. Raises Http404.

    Of the wrong person nothing is printed.
    """
    return queries.open_within(
        request.assignment,
        case_id,
        lambda case: None if case.mistaken_at else make(queries.case_file(case)),
        action=AccessLog.Action.PRINT,
        detail=detail,
    )[1]


def _paper_response(
    request: ActingRequest, template: str, name: str, context: dict[str, object]
) -> HttpResponse:
    context |= {"printed_at": full_words(timezone.now()), "by": request.assignment}
    return pdf.response(pdf.paper(f"discharge/pdf/{template}", context), name)
