"""Starting a SIP outside a stay: the number first, then consent, the person and who takes part."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from discharge import actions, checked_numbers, lookup, queries
from discharge.checked_numbers import NotChecked
from discharge.forms import SipNumberForm, SipStartForm, filled, submission_of
from discharge.identity_numbers import IdentityNumber
from discharge.lookup import TooMany
from discharge.process import SIP_START, Refused, local_date
from discharge.views.begun import open_form, person_page
from discharge.views.registration import too_many
from municipalities.access import record
from municipalities.models import AccessLog, Role
from municipalities.views.gate import ActingRequest, assignment_required

at_home_only = assignment_required(roles=[Role.OUTPATIENT, Role.CASE_OFFICER])


@at_home_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: ActingRequest) -> HttpResponse:
    """Step one. The number comes by POST and never stands in an address."""
    now = timezone.now()
    form = SipNumberForm(now, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _number_page(request, form)
    number = form.cleaned_data["number"]
    try:
        reason = form.cleaned_data["reason"]
        case = lookup.find_own_case(number, by=request.assignment, reason=reason, now=now)
    except TooMany as limit:
        form.add_error("number", too_many(limit))
        return _number_page(request, form, status=429)
    if case and "anyway" not in request.POST:
        context = {"number": number, "case": case, "reason": form.data["reason"]}
        return render(request, "discharge/forms/sip_open_case.html", context)
    return open_form(request, number, SIP_START)


@at_home_only
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ActingRequest) -> HttpResponseBase:
    """Step two: starts the SIP, or shows the form again with what was typed."""
    sent = _sent(request)
    if sent:
        return sent
    try:
        number = checked_numbers.read(request.POST.get("checked", ""))
    except NotChecked:
        return _start_over(request)
    form = SipStartForm(by=request.assignment, now=timezone.now(), data=request.POST)
    if form.is_valid():
        return _start(request, number, form)
    return person_page(request, number, form)


@at_home_only
@require_POST
def suggest_receivers(request: ActingRequest) -> HttpResponseBase:
    """The form's area and receivers once more, following what has changed; nothing is judged yet."""
    try:
        number = checked_numbers.read(request.POST.get("checked", ""))
    except NotChecked:
        return _start_over(request)
    now = timezone.now()
    typed = filled(request.POST.dict(), request.htmx.trigger_name or "", local_date(now))
    form = SipStartForm(by=request.assignment, now=now, typed=typed)
    if request.htmx:
        return render(request, "discharge/forms/_sip_receivers.html", {"form": form})
    return person_page(request, number, form)


def _start(request: ActingRequest, number: IdentityNumber, form: SipStartForm) -> HttpResponseBase:
    try:
        case = actions.start_sip(
            by=request.assignment,
            person=form.person(number),
            values=form.values(),
            to=form.receivers(),
            submission=form.cleaned_data["submission"],
            now=form.now,
        )
    except Refused as refused:
        form.refuse(refused)
        return person_page(request, number, form)
    record(
        AccessLog.Action.WRITE,
        by=request.assignment,
        case_id=case.pk,
        patient_id=case.patient_id,
        detail=SIP_START.name,
    )
    messages.success(request, "SIP är påbörjad. Kalla till ett möte.")
    return redirect("discharge:case", case.pk)


def _sent(request: ActingRequest) -> HttpResponseBase | None:
    """The case page, when this very form has been sent before: a double click, the back button."""
    submission = submission_of(request.POST)
    case_id = lookup.case_of(submission) if submission else None
    return redirect("discharge:case", case_id) if case_id else None


def _number_page(request: ActingRequest, form: SipNumberForm, status: int = 200) -> HttpResponse:
    begun = queries.begun(request.assignment, SIP_START.name, form.now)
    context = {"form": form, "now": form.now, "begun": begun}
    return render(request, "discharge/forms/sip_number.html", context, status=status)


def _start_over(request: ActingRequest) -> HttpResponseBase:
    messages.error(request, "Sök numret igen.")
    return redirect("discharge:sip-new")
