"""Registering a patient: the number first, then the person and the inskrivningsmeddelande."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from discharge import actions, queries
from discharge.extensions.example_numbers import example_number
from discharge.forms import NumberForm, RegistrationForm, typed_registration
from discharge.persons import checked_numbers
from discharge.persons.checked_numbers import NotChecked
from discharge.persons.identity_numbers import IdentityNumber
from discharge.presenters.messages.entering import Review, review_beginning
from discharge.presenters.people.lookups import too_many
from discharge.process import ADMISSION_NOTICE, Refused
from discharge.process.judging import afterwards
from discharge.queries.lookups import lookup
from discharge.queries.lookups.lookup import Answer, OpenStay, TooMany
from discharge.views.beginning import starting_drafts
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, assignment_required

LOOKED_UP_AGAIN = (
    "Det har gått en stund sedan numret söktes, eller så har du bytt enhet. Numret är sökt igen: "
    "personen har inget pågående vårdtillfälle. Kontrollera uppgifterna och skicka igen."
)
#: The reason in the log when a number is looked up once more for the same form.
AGAIN = "Numret söks igen för samma registrering"
ward_only = assignment_required(roles=[Role.INPATIENT])


@ward_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest) -> HttpResponse:
    """Step one. The number comes by POST and never stands in an address."""
    now = timezone.now()
    form = NumberForm(now, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _number_page(request, form)
    number = form.cleaned_data["number"]
    try:
        stay = lookup.find_open_stay(
            number, by=request.assignment, reason=form.cleaned_data["reason"], now=now
        )
    except TooMany as limit:
        form.add_error("number", too_many(limit))
        return _number_page(request, form, status=429)
    if stay.answer is not Answer.NONE:
        return _has_open_stay(request, number, stay)
    return starting_drafts.open_form(request, number, ADMISSION_NOTICE)


@ward_only
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ActingRequest) -> HttpResponseBase:
    """Step two: registers the stay and sends its notice, or shows the form again with what was typed."""
    sent = starting_drafts.already_begun(request)
    if sent:
        return sent
    signed = request.POST.get("checked", "")
    try:
        number = checked_numbers.read(signed)
    except NotChecked:
        return starting_drafts.start_over(request, ADMISSION_NOTICE)
    if not checked_numbers.is_fresh(signed, request.assignment):
        return _look_up_again(request, number)
    form = RegistrationForm(by=request.assignment, now=timezone.now(), data=request.POST)
    reviewed = _review(form, number) if form.is_valid() else None
    if reviewed and request.POST.get("reviewed") != reviewed.mark:
        return starting_drafts.person_page(request, number, form, reviewed)
    if form.is_valid():
        return starting_drafts.begin(
            request, number, form, actions.register_admission, said="Inskrivningsmeddelandet är skickat."
        )
    return starting_drafts.person_page(request, number, form)


@ward_only
@require_POST
def suggest_receivers(request: ActingRequest) -> HttpResponseBase:
    return starting_drafts.suggest(request, ADMISSION_NOTICE)


def _review(form: RegistrationForm, number: IdentityNumber) -> Review | None:
    """What follows of a notice that was sent outside the system; None where it is sent here, or refused."""
    values = form.values()
    if not afterwards.is_said(values):
        return None
    try:
        notice = actions.preview_admission(
            by=form.by, person=form.person(number), values=values, to=form.receivers(), now=form.now
        )
    except Refused as refused:
        form.refuse(refused)
        return None
    return review_beginning(*notice)


def _number_page(request: ActingRequest, form: NumberForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "now": form.now,
        "begun": queries.begun_drafts(request.assignment, ADMISSION_NOTICE.name, form.now),
        "example": example_number(timezone.localdate()) if settings.DEMO else "",
    }
    return render(request, "discharge/forms/number.html", context, status=status)


def _look_up_again(request: ActingRequest, number: IdentityNumber) -> HttpResponseBase:
    """The form has lain open for long, or the user has changed unit: ask again, and lose nothing typed."""
    now = timezone.now()
    try:
        stay = lookup.find_open_stay(number, by=request.assignment, reason=AGAIN, now=now)
    except TooMany as limit:
        stay, problem, signed = None, too_many(limit), request.POST["checked"]
    else:
        problem, signed = LOOKED_UP_AGAIN, checked_numbers.sign(number, request.assignment)
    if stay and stay.answer is not Answer.NONE:
        return _has_open_stay(request, number, stay)
    data = typed_registration(request.POST) | {"checked": signed}
    form = RegistrationForm(by=request.assignment, now=now, data=data)
    form.add_error(None, problem)
    return starting_drafts.person_page(request, number, form)


def _has_open_stay(request: ActingRequest, number: IdentityNumber, stay: OpenStay) -> HttpResponse:
    checked = checked_numbers.sign(number, request.assignment)
    is_ours = stay.ward == request.assignment.unit
    context = {"number": number, "stay": stay, "may_ask": not is_ours, "checked": checked}
    return render(request, "discharge/forms/open_stay.html", context)
