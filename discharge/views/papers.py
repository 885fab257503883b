"""The papers of a case, built and logged as printed inside the request."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import pdf, queries
from discharge.presenters import invitations, papers
from discharge.queries import CaseFile
from municipalities.models import AccessLog
from municipalities.roles import CARE_ROLES
from municipalities.times import full_words
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_call(request: ActingRequest, case_id: UUID) -> HttpResponse:
    paper = papers.paper(_file(request, case_id, "kallelse till SIP"))
    if paper.meeting is None:
        raise Http404
    return _paper(request, "sip_call.html", f"kallelse-{paper.reference}", {"paper": paper})


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_plan(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The plan to hand over, in its current version."""
    file = _file(request, case_id, "SIP")
    plan = papers.plan_paper(file)
    if plan is None:
        raise Http404
    return _paper(
        request, "sip_plan.html", f"plan-{file.case.reference}", {"plan": plan, "paper": plan.paper}
    )


@assignment_required(roles=CARE_ROLES)
@require_safe
def sip_invitation(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """The meeting, or its cancellation, for one's own calendar: nothing in it says whom it is about."""
    case = queries.open_case(
        request.assignment, case_id, action=AccessLog.Action.EXPORT, detail="kalenderinbjudan"
    )
    meeting = invitations.invitation(queries.case_file(case), request.build_absolute_uri("/"))
    if meeting is None:
        raise Http404
    headers = {
        "Content-Disposition": 'attachment; filename="sip-mote.ics"',
        "Cache-Control": "no-store, private",
    }
    kind = f"text/calendar; charset=utf-8; method={meeting.method}"
    return HttpResponse(meeting.as_text(timezone.now()), content_type=kind, headers=headers)


@assignment_required(roles=CARE_ROLES)
@require_safe
def patient_summary(request: ActingRequest, case_id: UUID) -> HttpResponse:
    summary = papers.patient_paper(_file(request, case_id, "trygghetskvitto"), timezone.now())
    if summary is None:
        raise Http404
    context = {"summary": summary, "paper": summary.paper}
    return _paper(request, "patient_summary.html", f"trygghetskvitto-{summary.paper.reference}", context)


def _file(request: ActingRequest, case_id: UUID, detail: str) -> CaseFile:
    case = queries.open_case(request.assignment, case_id, action=AccessLog.Action.PRINT, detail=detail)
    return queries.case_file(case)


def _paper(request: ActingRequest, template: str, name: str, context: dict[str, object]) -> HttpResponse:
    context |= {"printed_at": full_words(timezone.now()), "by": request.assignment}
    return pdf.response(pdf.paper(f"discharge/pdf/{template}", context), name)
