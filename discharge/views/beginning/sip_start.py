"""Starting a SIP outside a stay: the number first, then consent, the person and who takes part."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from discharge import actions, queries
from discharge.forms import SipNumberForm, SipStartForm
from discharge.persons import checked_numbers
from discharge.persons.checked_numbers import NotChecked
from discharge.presenters.people.lookups import too_many
from discharge.process import SIP_START
from discharge.queries.lookups import lookup
from discharge.queries.lookups.lookup import TooMany
from discharge.views.beginning import starting_drafts
from municipalities.models import Role
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
    return starting_drafts.open_form(request, number, SIP_START)


@at_home_only
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: ActingRequest) -> HttpResponseBase:
    """Step two: starts the SIP, or shows the form again with what was typed."""
    sent = starting_drafts.already_begun(request)
    if sent:
        return sent
    try:
        number = checked_numbers.read(request.POST.get("checked", ""))
    except NotChecked:
        return starting_drafts.start_over(request, SIP_START)
    form = SipStartForm(by=request.assignment, now=timezone.now(), data=request.POST)
    if form.is_valid():
        return starting_drafts.begin(
            request, number, form, actions.start_sip, said="SIP är påbörjad. Kalla till ett möte."
        )
    return starting_drafts.person_page(request, number, form)


@at_home_only
@require_POST
def suggest_receivers(request: ActingRequest) -> HttpResponseBase:
    return starting_drafts.suggest(request, SIP_START)


def _number_page(request: ActingRequest, form: SipNumberForm, status: int = 200) -> HttpResponse:
    own = queries.begun_drafts(request.assignment, SIP_START.name, form.now)
    context = {"form": form, "now": form.now, "begun": own}
    return render(request, "discharge/forms/sip_number.html", context, status=status)
