"""Another number of a case's person: a later one, one instead of a wrong one, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import actions, queries
from discharge.forms.numbers import LINKED, LinkForm, UndoForm, UndoStep
from discharge.models import Case, SeenLink
from discharge.presenters.people.lookups import too_many
from discharge.presenters.people.numbers import links
from discharge.presenters.people.persons import person_in_list
from discharge.process import Refused
from discharge.queries.lookups import lookup
from discharge.queries.lookups.lookup import TooMany
from municipalities.access.roles import REGISTERING_ROLES
from municipalities.models import AccessLog
from municipalities.swedish.clock import local_date
from municipalities.views.forms import posted_data
from municipalities.views.gate import ActingRequest, assignment_required

registering = assignment_required(roles=REGISTERING_ROLES)


@registering
@require_http_methods(["GET", "HEAD", "POST"])
def number(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """The number is looked up, so the look-up is in the log before it is asked, and counts as one."""
    by, now = request.assignment, timezone.now()
    is_sent = request.method == "POST"
    form = LinkForm(now, request.POST if is_sent else None)
    case = queries.open_within(
        by,
        case_id,
        lambda case: None if case.seen_until else case,
        action=AccessLog.Action.WRITE if is_sent else AccessLog.Action.OPEN,
        detail=form.logged,
    )[0]
    if not form.is_valid():
        return _number_page(request, case, form)
    values = {name: form.cleaned_data[name] for name in ("kind", "number", "reason")}
    try:
        lookup.note_lookup(values["number"], by=by, reason=LINKED, now=now)
        actions.link_number(by=by, case_id=case.pk, now=now, **values)
    except TooMany as limit:
        form.add_error("number", too_many(limit))
        return _number_page(request, case, form, status=429)
    except Refused as refused:
        form.add_error("number", refused.problems["number"])
        return _number_page(request, case, form)
    messages.success(
        request, "Numren är kopplade. Varje ärende har kvar sina parter: inget öppnas för någon ny."
    )
    return redirect("discharge:case", case.pk)


@registering
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: ActingRequest, case_id: UUID, link_id: UUID) -> HttpResponseBase:
    """One of the person's links: to ask for it to be undone, or to answer whoever asked."""
    form = UndoForm(posted_data(request))
    is_sent = request.method == "POST"
    said = form.cleaned_data if form.is_valid() else {}
    case, found = queries.open_within(
        request.assignment,
        case_id,
        lambda case: queries.link_of(case, link_id),
        action=AccessLog.Action.WRITE if is_sent else AccessLog.Action.OPEN,
        detail=form.logged,
    )
    if not said:
        return _link_page(request, case, found, form)
    try:
        actions.undo_link(by=request.assignment, case_id=case.pk, link_id=link_id, now=timezone.now(), **said)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("discharge:case", case.pk)
    messages.success(request, DONE[said["step"]])
    return redirect("discharge:case", case.pk)


DONE: Mapping[str, str] = {
    UndoStep.ASK: "Kopplingen hävs när någon annan än du har bekräftat.",
    UndoStep.CONFIRM: "Kopplingen är hävd. Ärendet har sitt eget nummer igen.",
    UndoStep.DECLINE: "Kopplingen står kvar.",
}


def _number_page(request: ActingRequest, case: Case, form: LinkForm, status: int = 200) -> HttpResponse:
    person = person_in_list(case, local_date(timezone.now()))
    return render(
        request, "discharge/number.html", {"case": case, "person": person, "form": form}, status=status
    )


def _link_page(request: ActingRequest, case: Case, found: SeenLink, form: UndoForm) -> HttpResponse:
    hidden = case.patient.protected_identity
    words = next(words for words in links(case, hidden=hidden) if words.id == found.pk)
    context = {
        "case": case,
        "person": person_in_list(case, local_date(timezone.now())),
        "link": words,
        "form": form,
        "steps": {step.value: step for step in UndoStep},
    }
    return render(request, "discharge/link.html", context)
