"""A message's file, handed over as a file to keep: never opened as a page of ours."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.attachments.files import MEDIA_TYPES
from discharge.models import Attachment, Case
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CARE_ROLES)
@require_safe
def attachment(request: ActingRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    detail = f"bilaga {attachment_id}"
    case, found = queries.open_within(
        request.assignment,
        case_id,
        lambda case: queries.attachment(case.pk, attachment_id),
        action=AccessLog.Action.EXPORT,
        detail=detail,
    )
    if found.is_destroyed:
        return render(request, "410.html", status=HTTPStatus.GONE)
    return as_file(case, found)


def as_file(case: Case, found: Attachment) -> HttpResponse:
    """Under a name that tells nothing of the person; a browser may neither guess its type nor run it."""
    ending = MEDIA_TYPES[found.media_type][1][0]
    headers = {
        "Content-Disposition": f'attachment; filename="bilaga-{case.reference}{ending}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return HttpResponse(bytes(found.data), content_type=found.media_type, headers=headers)
