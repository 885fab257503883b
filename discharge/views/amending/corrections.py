"""Correcting a message of one's own: the form once more, with what was said."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import actions, process, queries
from discharge.forms import CorrectionForm, submission_of, typed_values
from discharge.forms.rows import ADD
from discharge.models import Case, Draft
from discharge.presenters.messages.entering import Review, review_of_correction
from discharge.process import MESSAGE_TYPES, Refused
from discharge.process.judging import afterwards
from discharge.queries import CaseFile, SeenMessage, may_correct
from discharge.views import drafts
from discharge.views.drafts import Place
from discharge.views.messages import form_page, not_any_more, refused_page, sent_before, to_page
from municipalities.access.roles import CASE_ROLES
from municipalities.models import AccessLog
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: ActingRequest, case_id: UUID, message_id: UUID) -> HttpResponseBase:
    action = AccessLog.Action.WRITE if request.method == "POST" else AccessLog.Action.OPEN
    case, said = queries.open_within(
        request.assignment,
        case_id,
        lambda case: _own_versions(request, case, message_id),
        action=action,
        detail="rättelse",
    )
    file, original = said.file, said.versions[0]
    if sent_before(request, file.entries):
        return to_page(request, case)
    place = Place(case.pk, MESSAGE_TYPES[original.type], original.pk, corrects=True)
    if refusal := may_correct.refusal_of_correction(
        original, file.entries, file.state, file.destroyed, by=request.assignment
    ):
        if submission_of(request.POST):
            try:
                drafts.keep(request, place)
            except Refused as large:
                return drafts.too_large(large)
            return not_any_more(request, place, f"Inte rättat: {place.row.title}.")
        return refused_page(request, case, _correction_verb(place), [refusal], place, place.draft(request))
    draft = place.draft(request)
    form = _correction_form(request, said, place, draft)
    if adds := request.POST.get(ADD):
        form.add_row(adds)
    elif request.method == "POST" and form.is_valid():
        return _send_correction(request, case, original, form, place)
    return _correction_page(request, case, form, place, draft)


class _Versions(NamedTuple):
    """A message and its corrections that count; the last of them is what it says now."""

    file: CaseFile
    versions: list[SeenMessage]


def _own_versions(request: ActingRequest, case: Case, message_id: UUID) -> _Versions | None:
    """None unless the unit sent it, and it is of a type that is corrected and not sent anew."""
    file = queries.case_file(case)
    versions = [m for m in file.messages if message_id in (m.pk, m.corrects_id)]
    original = next((m for m in versions if m.pk == message_id), None)
    if original is None or original.corrects_id or original.sender_unit_id != request.assignment.unit_id:
        return None
    if not MESSAGE_TYPES[original.type].may_be_corrected:
        return None
    corrections = [m for m in versions if m.corrects_id and m.pk not in file.journal.cancelled]
    return _Versions(file, [original, *corrections])


def _correction_form(
    request: ActingRequest, said: _Versions, place: Place, draft: Draft | None
) -> CorrectionForm:
    """In the case as it stood when the original was sent; a draft comes before what it said.

    Where a row is added nothing is judged: what stands in the form is shown again.
    """
    typed, data = draft.values if draft else {}, request.POST if request.method == "POST" else None
    if ADD in request.POST:
        typed, data = typed_values((*place.row.fields, *afterwards.ASKED), request.POST), None
    return (
        CorrectionForm(
            place.row,
            process.fold_before(said.file.entries, said.versions[0].pk),
            versions=said.versions,
            typed=typed,
            by=request.assignment,
            case_id=said.file.case.pk,
            now=timezone.now(),
            data=data,
            files=(request.FILES or None) if data else None,
        )
        .name_rows(said.file.names)
        .veil(said.file.case.place)
    )


def _send_correction(
    request: ActingRequest, case: Case, original: SeenMessage, form: CorrectionForm, place: Place
) -> HttpResponseBase:
    values = form.values()
    try:
        reviewed = _review(request, case, original, form, values)
        if reviewed and request.POST.get("reviewed") != reviewed.mark:
            return _correction_page(request, case, form, place, None, reviewed)
        actions.correct(
            by=request.assignment,
            case_id=case.pk,
            message_id=original.pk,
            values=values,
            submission=form.cleaned_data["submission"],
            now=timezone.now,
        )
    except Refused as refused:
        form.refuse(refused)
        return _correction_page(request, case, form, place, None)
    messages.success(request, f"Rättat: {form.type.title}.")
    return to_page(request, case)


def _review(
    request: ActingRequest,
    case: Case,
    original: SeenMessage,
    form: CorrectionForm,
    values: dict[str, Any],
) -> Review | None:
    """What moves with another date; None where every date stays. Raises Refused."""
    if not form.moves_dates(values):
        return None
    by, now = request.assignment, timezone.now()
    after = actions.preview_correction(
        by=by, case_id=case.pk, message_id=original.pk, values=values, now=timezone.now
    )
    return review_of_correction(queries.case_file(case), after, by, now)


def _correction_page(
    request: ActingRequest,
    case: Case,
    form: CorrectionForm,
    place: Place,
    draft: Draft | None,
    reviewed: Review | None = None,
) -> HttpResponse:
    """The form; what was sent and refused, or waits to be confirmed, is kept as a draft too."""
    if form.is_bound:
        if "submission" not in form.errors:
            drafts.keep_refused(request, place, form)
        draft = place.draft(request)
    form.ask_for_files_again()
    names = dict.fromkeys(field.corrected_by for field in place.row.fields if field.corrected_by)
    elsewhere = [MESSAGE_TYPES[name] for name in names]
    context = {
        "address": place.address,
        "form": form,
        "sends": "Bekräfta och skicka rättelsen" if reviewed else "Skicka rättelsen",
        "review": reviewed,
        "not_sent": f"Inte rättat: {form.type.title}. Rätta det här och skicka igen",
        "draft": draft,
        "elsewhere": [(row.verb, resolve_url("discharge:send", case.pk, row.name)) for row in elsewhere],
    }
    return form_page(request, case, verb=_correction_verb(place), **context, **place.addresses())


def _correction_verb(place: Place) -> str:
    return f"Rätta {process.in_sentence(place.row.title)}"
