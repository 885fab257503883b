"""The papers of a case, built and logged as printed inside the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.models import Case
from discharge.papers import pdf
from discharge.presenters import invitations, papers
from discharge.queries import CaseFile
from discharge.queries.lookups import places
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog
from municipalities.swedish.clock import full_words
from municipalities.views.gate import ActingRequest, assignment_required

Made = TypeVar("Made")


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_call(request: ActingRequest, case_id: UUID) -> HttpResponse:
    case, invited = _make_paper(request, case_id, "kallelse till SIP", papers.call_paper)
    context = {"invited": invited, "paper": invited.paper}
    return _paper_response(request, case, "sip_call.html", "kallelse", context)


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_person(request: ActingRequest, case_id: UUID, person: str) -> HttpResponse:
    """The invitation of somebody who is no unit: on paper, and no more than that one needs."""
    case, invited = _make_paper(
        request,
        case_id,
        "inbjudan till SIP",
        lambda file: papers.invitation_paper(file, person),
    )
    context = {"invited": invited, "paper": invited.paper}
    return _paper_response(request, case, "sip_call.html", "inbjudan", context)


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_plan(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The plan to hand over, in its current version."""
    case, plan = _make_paper(request, case_id, "SIP", papers.plan_paper)
    context = {"plan": plan, "paper": plan.paper}
    return _paper_response(request, case, "sip_plan.html", "plan", context)


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
    case, summary = _make_paper(
        request, case_id, "trygghetskvitto", lambda file: papers.patient_paper(file, now)
    )
    context = {"summary": summary, "paper": summary.paper}
    return _paper_response(request, case, "patient_summary.html", "trygghetskvitto", context)


@assignment_required(roles=CARE_ROLES)
@require_safe
def message(request: ActingRequest, case_id: UUID, message_id: UUID, unit_id: UUID) -> HttpResponse:
    """A message as it goes to a unit that is not connected, for whoever sends it."""
    by = request.assignment
    case, letter = _make_paper(
        request,
        case_id,
        f"meddelande på papper {message_id}",
        lambda file: papers.letter(file, message_id, unit_id, by),
    )
    return _paper_response(request, case, "message.html", "meddelande", {"letter": letter})


def _make_paper(
    request: ActingRequest, case_id: UUID, detail: str, make: Callable[[CaseFile], Made | None]
) -> tuple[Case, Made]:
    """The case and the paper in words, logged as printed; where there is nothing to print, as refused.

    Of the wrong person nothing is printed. Raises Http404.
    """
    return queries.open_within(
        request.assignment,
        case_id,
        lambda case: None if case.mistaken_at else make(queries.case_file(case)),
        action=AccessLog.Action.PRINT,
        detail=detail,
    )


def _paper_response(
    request: ActingRequest, case: Case, template: str, name: str, context: dict[str, object]
) -> HttpResponse:
    """The foot says which unit has printed it, where that tells nothing of where a protected person is."""
    printed_by = places.seen_unit(request.assignment.unit, case.place)
    context |= {"printed_at": full_words(timezone.now()), "printed_by": printed_by}
    return pdf.response(pdf.paper(f"discharge/pdf/{template}", context), f"{name}-{case.reference}")
