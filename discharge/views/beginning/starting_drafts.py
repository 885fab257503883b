"""What begins a case, a stay or a SIP: its form with the user's draft, found again by the same number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from discharge import actions, queries
from discharge.forms import RegistrationForm, SipStartForm, follow_change, submission_of, typed_registration
from discharge.models import Case
from discharge.models.drafts import about_person
from discharge.persons import checked_numbers
from discharge.persons.checked_numbers import NotChecked
from discharge.persons.identity_numbers import IdentityNumber
from discharge.presenters.messages.entering import Review
from discharge.presenters.people.suggestions import suggestion_words
from discharge.process import MESSAGE_TYPES, MessageType, Refused
from discharge.queries.lookups import lookup
from discharge.queries.lookups.known import KnownPerson, known_person
from discharge.views.drafts import too_large
from municipalities.access.roles import CARE_ROLES
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required

FORMS: tuple[type[RegistrationForm], ...] = (RegistrationForm, SipStartForm)


@assignment_required(roles=CARE_ROLES)
@require_POST
def save(request: ActingRequest, type: str) -> HttpResponse:
    """Keep what is typed: while it is typed, or by the button of who has no script."""
    row, number = _known_type(request, type), _checked_number(request)
    form = form_of(row)(by=request.assignment, now=timezone.now(), typed=typed_registration(request.POST))
    try:
        _keep_form(request, number, form)
    except Refused as refused:
        return too_large(refused)
    if request.htmx:
        return render(request, "discharge/forms/_draft.html", _draft_of(request, row, number))
    messages.success(request, "Utkastet är sparat.")
    return person_page(request, number, form)


@assignment_required(roles=CARE_ROLES)
@require_POST
def discard(request: ActingRequest, type: str) -> HttpResponseBase:
    """From its form, which names the person, or from the list, which names the draft alone."""
    row = _known_type(request, type)
    if "about" in request.POST:
        try:
            about = UUID(request.POST["about"])
        except ValueError:
            raise Http404 from None
    else:
        about = about_person(_checked_number(request).value)
    actions.discard_draft(by=request.assignment, case_id=None, type=row.name, about=about)
    messages.success(request, "Utkastet är kastat.")
    page = form_of(row).number_page
    return HttpResponseClientRedirect(str(page)) if request.htmx else redirect(page)


def open_form(request: ActingRequest, number: IdentityNumber, message_type: MessageType) -> HttpResponse:
    """The form for a number that has been looked up now, with what the user had typed about the person.

    Where nothing had been typed it begins with what is known.
    """
    by, now, of = request.assignment, timezone.now(), form_of(message_type)
    draft = queries.draft(by, None, message_type.name, about_person(number.value))
    known = KnownPerson() if draft else known_person(number, by=by)
    signed = {"checked": checked_numbers.sign(number, by)}
    typed = {**(draft.values if draft else known.values), **signed}
    if known.values:
        today = local_date(now)
        typed = follow_change(typed, "", of.known_before(by, typed, today), today)
    form = of(by=by, now=now, typed=typed)
    form.tell_sources(known.sources)
    return person_page(request, number, form, warnings=known.warnings)


def person_page(
    request: ActingRequest,
    number: IdentityNumber,
    form: RegistrationForm,
    reviewed: Review | None = None,
    warnings: Sequence[str] = (),
) -> HttpResponse:
    """Step two, or what follows of it to confirm; what was sent and refused is kept as a draft too."""
    if form.is_bound and "submission" not in form.errors and form.has_typed():
        try:
            _keep_form(request, number, form)
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "number": number, "review": reviewed, "warnings": warnings, **_suggested(form)}
    context |= _draft_of(request, form.notice, number)
    return render(request, form.page, context)


def already_begun(request: ActingRequest) -> HttpResponseBase | None:
    """The case page, when this very form has been sent before: a double click, the back button."""
    submission = submission_of(request.POST)
    case_id = lookup.case_of(submission) if submission else None
    return redirect("discharge:case", case_id) if case_id else None


def begin(
    request: ActingRequest,
    number: IdentityNumber,
    form: RegistrationForm,
    action: Callable[..., Case],
    *,
    said: str,
) -> HttpResponseBase:
    """Begin the case by the action; `said` is what the user is told."""
    try:
        case = action(
            by=request.assignment,
            person=form.person(number),
            values=form.values(),
            to=form.receivers(),
            submission=form.cleaned_data["submission"],
            now=form.now,
        )
    except Refused as refused:
        form.refuse(refused)
        # Of two clicks at once the later is refused by the database, and finds here what the first has sent.
        return already_begun(request) or person_page(request, number, form)
    queries.note_begun(case, form.notice.name, by=request.assignment)
    messages.success(request, said)
    return redirect("discharge:case", case.pk)


def suggest(request: ActingRequest, message_type: MessageType) -> HttpResponseBase:
    """The form's area and receivers once more, following what has changed; nothing is judged yet."""
    try:
        number = checked_numbers.read(request.POST.get("checked", ""))
    except NotChecked:
        return start_over(request, message_type)
    now = timezone.now()
    standing, of = typed_registration(request.POST), form_of(message_type)
    known = of.known_before(request.assignment, standing, local_date(now))
    typed = follow_change(standing, request.htmx.trigger_name or "", known, local_date(now))
    form = of(by=request.assignment, now=now, typed=typed)
    if request.htmx:
        return render(request, form.receivers_part, {"form": form} | _suggested(form))
    return person_page(request, number, form)


def _suggested(form: RegistrationForm) -> dict[str, Any]:
    """Which receivers are suggested, and why."""
    return {"suggestion": suggestion_words(form.suggested_offices(), form.who_for, form.now)}


def start_over(request: ActingRequest, message_type: MessageType) -> HttpResponseBase:
    messages.error(request, "Sök numret igen.")
    return redirect(form_of(message_type).number_page)


def form_of(message_type: MessageType) -> type[RegistrationForm]:
    return next(form for form in FORMS if form.notice is message_type)


def _keep_form(request: ActingRequest, number: IdentityNumber, form: RegistrationForm) -> None:
    """Keep what stands in the form that was sent here; in the log when begun. Raises Refused, Http404."""
    by, message_type, about = request.assignment, form.notice, about_person(number.value)
    submission = submission_of(request.POST)
    if submission is None:
        raise Http404
    if queries.draft(by, None, message_type.name, about) is None:
        lookup.note_draft(number, message_type.name, by=by)
    actions.save_draft(
        by=by,
        case_id=None,
        type=message_type.name,
        about=about,
        values=form.as_typed(request.POST),
        submission=submission,
        now=timezone.now(),
    )


def _draft_of(request: ActingRequest, message_type: MessageType, number: IdentityNumber) -> dict[str, Any]:
    """The user's draft about the person, if there is one, and where the form keeps it and throws it away."""
    return {
        "now": timezone.now(),
        "draft": queries.draft(request.assignment, None, message_type.name, about_person(number.value)),
        "draft_address": resolve_url("discharge:begun", message_type.name),
        "discard_address": resolve_url("discharge:begun-discard", message_type.name),
    }


def _known_type(request: ActingRequest, type: str) -> MessageType:
    message_type = MESSAGE_TYPES.get(type)
    if (
        message_type is None
        or not message_type.starts_case
        or request.assignment.unit.party not in message_type.senders
    ):
        raise Http404
    return message_type


def _checked_number(request: ActingRequest) -> IdentityNumber:
    try:
        return checked_numbers.read(request.POST.get("checked", ""))
    except NotChecked:
        raise Http404 from None
