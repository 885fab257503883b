"""Correcting a message of one's own: the form once more, with what was said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import actions, process, queries
from discharge.forms import CorrectionForm, submission_of
from discharge.models import Case, Message
from discharge.process import MESSAGE_TYPES, Refused
from discharge.queries import journal, may_correct
from discharge.queries.lookups import directory
from discharge.views import drafts
from discharge.views.drafts import Place
from discharge.views.messages import form_page, not_any_more, refused_page, sent_before, to_page
from municipalities.access.roles import CASE_ROLES
from municipalities.models import AccessLog, Unit
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActingRequest, case_id: UUID, message_id: UUID) -> HttpResponseBase:
    action = AccessLog.Action.WRITE if request.method == "POST" else AccessLog.Action.OPEN
    case, versions = queries.open_within(
        request.assignment,
        case_id,
        lambda case: _own_versions(request, case, message_id),
        action=action,
        detail="rättelse",
    )
    if sent_before(request, case):
        return to_page(request, case)
    original = versions[0]
    place = Place(case.pk, MESSAGE_TYPES[original.type], original.pk, corrects=True)
    if refusal := may_correct.refusal_of_correction(original, journal.read(case.pk), by=request.assignment):
        if submission_of(request.POST):
            try:
                drafts.keep(request, place)
            except Refused as large:
                return drafts.too_large(large)
            return not_any_more(request, place, f"Inte rättat: {place.row.title}.")
        return refused_page(request, case, _correction_verb(place), [refusal], place)
    form = _correction_form(request, case, versions, place)
    if request.method == "POST" and form.is_valid():
        return _send_correction(request, case, original, form, place)
    return _correction_page(request, case, form, place)


def _own_versions(request: ActingRequest, case: Case, message_id: UUID) -> list[Message] | None:
    """The message and its corrections that count; the last of them is what it says now.

    None unless the unit sent it, and it is of a type that is corrected and not sent anew.
    """
    file = queries.case_file(case)
    versions = [m for m in file.messages if message_id in (m.pk, m.corrects_id)]
    original = next((m for m in versions if m.pk == message_id), None)
    if original is None or original.corrects_id or original.sender_unit_id != request.assignment.unit_id:
        return None
    if not MESSAGE_TYPES[original.type].may_be_corrected:
        return None
    return [original, *(m for m in versions if m.corrects_id and m.pk not in file.journal.cancelled)]


def _correction_form(
    request: ActingRequest, case: Case, versions: list[Message], place: Place
) -> CorrectionForm:
    """In the case as it stood when the original was sent; a draft comes before what it said."""
    message_type, draft = place.row, place.draft(request)
    return CorrectionForm(
        message_type,
        process.fold_before(journal.read(case.pk), versions[0].pk),
        versions=versions,
        typed=draft.values if draft else {},
        by=request.assignment,
        case_id=case.pk,
        now=timezone.now(),
        data=request.POST if request.method == "POST" else None,
        files=request.FILES or None,
    )


def _send_correction(
    request: ActingRequest, case: Case, original: Message, form: CorrectionForm, place: Place
) -> HttpResponseBase:
    values = form.values()
    try:
        actions.correct(
            by=request.assignment,
            case_id=case.pk,
            message_id=original.pk,
            values=values,
            submission=form.cleaned_data["submission"],
            now=timezone.now,
            to=_new_payer(original, values),
        )
    except Refused as refused:
        form.refuse(refused)
        return _correction_page(request, case, form, place)
    messages.success(request, f"Rättat: {form.type.title}.")
    return to_page(request, case)


def _new_payer(original: Message, values: dict[str, Any]) -> list[Unit]:
    """The office of a municipality that the correction names as payer: it has not had the message."""
    placed_by = values.get("placed_by")
    if not placed_by or placed_by == original.facts.get("placed_by"):
        return []
    district = values.get("placing_district")
    office = directory.municipal_receiver(placed_by, district, local_date(timezone.now()))
    return [office] if office else []


def _correction_page(request: ActingRequest, case: Case, form: CorrectionForm, place: Place) -> HttpResponse:
    """The form; what was sent and refused is kept as a draft too."""
    if form.is_bound and "submission" not in form.errors:
        drafts.keep_refused(request, place, form)
    form.ask_for_files_again()
    context = {
        "address": place.address,
        "form": form,
        "sends": "Skicka rättelsen",
        "not_sent": f"Inte rättat: {form.type.title}. Rätta det här och skicka igen",
        "draft": place.draft(request),
    }
    return form_page(request, case, verb=_correction_verb(place), **context, **place.addresses())


def _correction_verb(place: Place) -> str:
    return f"Rätta {process.in_sentence(place.row.title)}"
