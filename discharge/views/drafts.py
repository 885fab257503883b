"""Drafts: kept while somebody types, shown when the form is opened again, gone when it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from discharge import actions, queries
from discharge.forms import began_with, submission_of, typed_values
from discharge.forms.table import TableForm
from discharge.models import Draft, Message
from discharge.presenters.messages.drafts import draft_address, form_address
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.process.judging import afterwards
from discharge.process.judging.previous_messages import UNKNOWN, refusal_of_answer
from discharge.process.state import Entry
from discharge.queries import CaseFile, SeenMessage, may_correct
from municipalities.access.roles import CARE_ROLES
from municipalities.door.addresses import ours
from municipalities.models import AccessLog, Assignment
from municipalities.views.gate import ActingRequest, assignment_required

SENT = "Meddelandet är skickat. Det finns inget utkast kvar."


@dataclass(frozen=True, slots=True)
class Place:
    """The form that a draft belongs to: of a type, in a case; it may answer or correct a message."""

    case_id: UUID
    row: MessageType
    about: UUID | None = None
    corrects: bool = False

    @property
    def address(self) -> str:
        """Where the form is opened again."""
        return form_address(self.case_id, self.row, self.about, corrects=self.corrects)

    def addresses(self) -> dict[str, str]:
        """Where the draft is kept and thrown away."""
        where = (self.case_id, self.row, self.about)
        return {
            "draft_address": draft_address(*where, corrects=self.corrects),
            "discard_address": draft_address(*where, corrects=self.corrects, act="-discard"),
        }

    def draft(self, request: ActingRequest) -> Draft | None:
        return queries.draft(
            request.assignment, self.case_id, self.row.name, self.about, corrects=self.corrects
        )


@assignment_required(roles=CARE_ROLES)
@require_POST
def save(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    """Keep what is typed: while it is typed, or by the button of who has no script."""
    return _save_draft(request, _new_place(request, case_id, type))


@assignment_required(roles=CARE_ROLES)
@require_POST
def discard(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    return _discard_draft(request, _new_place(request, case_id, type))


@assignment_required(roles=CARE_ROLES)
@require_POST
def save_correction(request: ActingRequest, case_id: UUID, message_id: UUID) -> HttpResponseBase:
    """The same of a message's correction."""
    return _save_draft(request, _correction_place(request, case_id, message_id))


@assignment_required(roles=CARE_ROLES)
@require_POST
def discard_correction(request: ActingRequest, case_id: UUID, message_id: UUID) -> HttpResponseBase:
    return _discard_draft(request, _correction_place(request, case_id, message_id))


def keep(request: ActingRequest, place: Place) -> bool:
    """Keep what stands in the form that was sent here; False when it has been sent as a message.

    Raises Refused for what is too large to keep.
    """
    submission = submission_of(request.POST)
    if submission is None:
        raise Http404
    _refuse_foreign(request, place)
    outside = afterwards.ASKED if afterwards.AT in request.POST else ()
    values = typed_values((*place.row.fields, *outside), request.POST)
    # What was carried into the form is not the writer's: it comes anew, as long as it may.
    for name, text in began_with(request.POST).items():
        if values.get(name) == text:
            del values[name]
    return actions.save_draft(
        by=request.assignment,
        case_id=place.case_id,
        type=place.row.name,
        about=place.about,
        corrects=place.corrects,
        values=values,
        submission=submission,
        now=timezone.now(),
    )


def keep_refused(request: ActingRequest, place: Place, form: TableForm) -> bool:
    """Keep what was sent and refused; False, and the form says so, where it is too large to keep.

    A form that nobody has written in leaves no draft.
    """
    if not form.has_typed() and place.draft(request) is None:
        return True
    try:
        keep(request, place)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def refusal_now(draft: Draft, file: CaseFile, by: Assignment) -> str:
    """Why the draft can't be sent as the case stands now; empty when it can."""
    if not draft.corrects:
        message_type = MESSAGE_TYPES[draft.type]
        refusals = message_type.refusals(file.state, by.unit_id)
        if not refusals and draft.about:
            return refusal_to_answer(_find_message(file, draft), message_type, file.entries)
        return refusals[0] if refusals else ""
    original = _find_message(file, draft)
    if original is None:
        return ""
    return may_correct.refusal_of_correction(original, file.entries, file.state, file.destroyed, by=by)


def _find_message(file: CaseFile, draft: Draft) -> SeenMessage | None:
    return next((message for message in file.messages if message.pk == draft.about), None)


def refusal_to_answer(
    answered: Message | SeenMessage | None, message_type: MessageType, entries: list[Entry]
) -> str:
    """Why it may not be answered now: it is cancelled, or blocked for the reader; empty when it may."""
    return UNKNOWN if answered is None else refusal_of_answer(message_type, answered.pk, entries)


def too_large(refused: Refused) -> HttpResponse:
    """The refusal as plain text: the page shows it beside the form, where all that was typed still stands."""
    return HttpResponse(refused.message, status=413, content_type="text/plain; charset=utf-8")


def about_of(message_type: MessageType | None, given: Any) -> UUID | None:
    """The message that a form says it answers."""
    try:
        return (
            UUID(given[message_type.naming.replies_to])
            if message_type and given.get(message_type.naming.replies_to)
            else None
        )
    except ValueError:
        raise Http404 from None


def _save_draft(request: ActingRequest, place: Place) -> HttpResponseBase:
    if place.draft(request) is None:
        # The door to the case, logged when a draft is begun; to go on with it shows nothing.
        detail = f"utkast {place.row.name}"
        queries.open_case(request.assignment, place.case_id, action=AccessLog.Action.WRITE, detail=detail)
    try:
        is_kept = keep(request, place)
    except Refused as refused:
        return too_large(refused)
    if not request.htmx:
        messages.success(request, "Utkastet är sparat." if is_kept else SENT)
        return redirect(place.address)
    context = {"draft": place.draft(request), "now": timezone.now()} | place.addresses()
    return render(request, "discharge/forms/_draft.html", context)


def _discard_draft(request: ActingRequest, place: Place) -> HttpResponseBase:
    by, detail = request.assignment, f"kastat utkast {place.row.name}"
    # One's own is thrown away also when what it answers has been blocked since.
    if place.draft(request) is None:
        _refuse_foreign(request, place)
    queries.open_case(by, place.case_id, action=AccessLog.Action.WRITE, detail=detail)
    actions.discard_draft(
        by=by, case_id=place.case_id, type=place.row.name, about=place.about, corrects=place.corrects
    )
    if not request.htmx:
        messages.success(request, "Utkastet är kastat.")
    return redirect(ours(request, request.POST.get("after")) or place.address)


def _new_place(request: ActingRequest, case_id: UUID, type: str) -> Place:
    message_type = MESSAGE_TYPES.get(type)
    senders = message_type.senders | message_type.outside_stay if message_type else frozenset()
    if message_type is None or message_type.starts_case or request.assignment.unit.party not in senders:
        raise Http404
    return Place(case_id, message_type, about_of(message_type, request.POST))


def _correction_place(request: ActingRequest, case_id: UUID, message_id: UUID) -> Place:
    """Of a message that the unit has sent and may correct, and that is no correction itself.

    Another's attempt is logged as refused.
    """
    by = request.assignment
    message = queries.message(case_id, message_id)
    message_type = MESSAGE_TYPES[message.type] if message else None
    if (
        message is None
        or message_type is None
        or not message_type.may_be_corrected
        or message.sender_unit_id != by.unit_id
        or message.corrects_id
    ):
        queries.refuse(by, case_id, action=AccessLog.Action.WRITE, detail="utkast till rättelse")
    return Place(case_id, message_type, message_id, corrects=True)


def _refuse_foreign(request: ActingRequest, place: Place) -> None:
    """Raise Http404, logged as refused, when the draft is about a message of another case."""
    if place.about and queries.message(place.case_id, place.about) is None:
        detail = f"utkast {place.row.name}"
        queries.refuse(request.assignment, place.case_id, action=AccessLog.Action.WRITE, detail=detail)
