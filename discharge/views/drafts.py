"""Drafts: kept while somebody types, shown when the form is opened again, gone when it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST

from discharge import actions, queries
from discharge.forms import submission_of, typed
from discharge.process import MESSAGE_TYPES, MessageType
from municipalities.models import AccessLog
from municipalities.views.gate import CARE_ROLES, ActingRequest, assignment_required

SENT = "Meddelandet är skickat. Det finns inget utkast kvar."


@assignment_required(roles=CARE_ROLES)
@require_POST
def save(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    """Keep what is typed: while it is typed, or by the button of who has no script."""
    row, about = _known(request, type), about_of(MESSAGE_TYPES.get(type), request.POST)
    _enter(request, case_id, row, about)
    is_kept = keep(request, case_id, row, about)
    if not request.htmx:
        messages.success(request, "Utkastet är sparat." if is_kept else SENT)
        return redirect(address(case_id, row, about))
    draft = queries.draft(request.assignment, case_id, row.name, about)
    context = {"draft": draft, "now": timezone.now()} | addresses(case_id, row)
    return render(request, "discharge/forms/_draft.html", context)


@assignment_required(roles=CARE_ROLES)
@require_POST
def discard(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    row = _known(request, type)
    about = about_of(row, request.POST)
    queries.open_case(
        request.assignment, case_id, action=AccessLog.Action.WRITE, detail=f"kastat utkast {type}"
    )
    actions.discard_draft(by=request.assignment, case_id=case_id, type=row.name, about=about)
    if not request.htmx:
        messages.success(request, "Utkastet är kastat.")
    return redirect(address(case_id, row, about))


def keep(request: ActingRequest, case_id: UUID, row: MessageType, about: UUID | None) -> bool:
    """Keep what stands in the form that was sent here; False when it has been sent as a message."""
    submission = submission_of(request.POST)
    if submission is None:
        raise Http404
    return actions.save_draft(
        by=request.assignment,
        case_id=case_id,
        type=row.name,
        about=about,
        values=typed(row.fields, request.POST),
        submission=submission,
        now=timezone.now(),
    )


def about_of(row: MessageType | None, given: Any) -> UUID | None:
    """The message that a form says it answers."""
    try:
        return UUID(given[row.replies_to]) if row and given.get(row.replies_to) else None
    except ValueError:
        raise Http404 from None


def address(case_id: UUID, row: MessageType, about: UUID | None) -> str:
    """Where the form is opened again."""
    form = resolve_url("discharge:send", case_id, row.name)
    return f"{form}?{row.replies_to}={about}" if about else form


def addresses(case_id: UUID, row: MessageType) -> dict[str, str]:
    """Where the form's draft is kept and thrown away."""
    return {
        "draft_address": resolve_url("discharge:draft", case_id, row.name),
        "discard_address": resolve_url("discharge:draft-discard", case_id, row.name),
    }


def _known(request: ActingRequest, type: str) -> MessageType:
    row = MESSAGE_TYPES.get(type)
    senders = row.senders | row.outside_stay if row else frozenset()
    if row is None or row.starts_case or request.assignment.unit.party not in senders:
        raise Http404
    return row


def _enter(request: ActingRequest, case_id: UUID, row: MessageType, about: UUID | None) -> None:
    """The door to the case, logged when a draft is begun; to go on with it shows nothing."""
    if queries.draft(request.assignment, case_id, row.name, about) is None:
        detail = f"utkast {row.name}"
        queries.open_case(request.assignment, case_id, action=AccessLog.Action.WRITE, detail=detail)
