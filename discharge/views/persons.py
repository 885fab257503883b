"""The person of a case: what is registered, what others have registered since, and protected identity."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from discharge import actions, queries
from discharge.forms.persons import PersonForm, UnprotectForm
from discharge.models import Case
from discharge.models.patients import REGISTERED
from discharge.presenters.people.numbers import links
from discharge.presenters.people.persons import person_change, person_history, person_in_list
from discharge.process import Refused
from municipalities.access.roles import CASE_ROLES, REGISTERING_ROLES
from municipalities.models import AccessLog
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required

acting_party = assignment_required(roles=CASE_ROLES)


@acting_party
@require_safe
def person(request: ActingRequest, case_id: UUID) -> HttpResponse:
    return _person_page(request, _acting_case(request, case_id, AccessLog.Action.OPEN, "personuppgifter"))


@acting_party
@require_POST
def correct(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """Not of a protected identity: its name and address are not written here."""
    case = _acting_case(request, case_id, AccessLog.Action.WRITE, "personuppgifter")
    if case.patient.protected_identity:
        raise Http404
    form = PersonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, case, form=form)
    by, now = request.assignment, timezone.now()
    changed = actions.correct_person(by=by, case_id=case.pk, values=form.cleaned_data, now=now)
    if changed:
        detail = f"ändrade uppgifter: {', '.join(REGISTERED[name] for name in changed)}"
        queries.open_case(by, case.pk, action=AccessLog.Action.WRITE, detail=detail)
    messages.success(request, "Personuppgifterna är ändrade." if changed else "Inget var ändrat.")
    return redirect("discharge:case", case.pk)


@acting_party
@require_POST
def take_over(request: ActingRequest, case_id: UUID, version_id: UUID) -> HttpResponseBase:
    """The version is what the reader saw as changed elsewhere; another case's is not found."""
    case, _ = queries.open_within(
        request.assignment,
        case_id,
        lambda case: found if (found := case.registered_elsewhere) and found.pk == version_id else None,
        action=AccessLog.Action.WRITE,
        detail="tog över personuppgifter",
    )
    try:
        actions.take_over_person(
            by=request.assignment, case_id=case.pk, version_id=version_id, now=timezone.now()
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Ärendet har de nya personuppgifterna.")
    return redirect("discharge:case", case.pk)


@acting_party
@require_POST
def protect(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    case = _acting_case(request, case_id, AccessLog.Action.WRITE, "satte skyddade personuppgifter")
    actions.protect_person(by=request.assignment, case_id=case.pk, now=timezone.now())
    messages.success(
        request,
        "Personuppgifterna är skyddade, i alla personens ärenden. Det som redan är utskrivet, hämtat eller "
        "läst går inte att ta tillbaka: tala med dem som har det.",
    )
    return redirect("discharge:case", case.pk)


@acting_party
@require_POST
def unprotect(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """The ground and the reason are in the log before anything is taken away."""
    form = UnprotectForm(request.POST)
    if not form.is_valid():
        case = _acting_case(request, case_id, AccessLog.Action.OPEN, "personuppgifter")
        return _person_page(request, case, unprotect_form=form)
    case = _acting_case(request, case_id, AccessLog.Action.WRITE, form.logged)
    try:
        actions.unprotect_person(
            by=request.assignment, case_id=case.pk, now=timezone.now(), **form.cleaned_data
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("discharge:person", case.pk)
    messages.success(request, "Skyddet är borttaget, i alla personens ärenden.")
    return redirect("discharge:case", case.pk)


def _acting_case(request: ActingRequest, case_id: UUID, action: AccessLog.Action, detail: str) -> Case:
    """The case, for a unit that still has a part in it. Raises Http404."""
    return queries.open_within(
        request.assignment,
        case_id,
        lambda case: None if case.seen_until else case,
        action=action,
        detail=detail,
    )[0]


def _person_page(
    request: ActingRequest,
    case: Case,
    *,
    form: PersonForm | None = None,
    unprotect_form: UnprotectForm | None = None,
) -> HttpResponse:
    now, hidden = timezone.now(), case.patient.protected_identity
    known = {name: getattr(case.person, name) for name in PersonForm.base_fields}
    context = {
        "now": now,
        "case": case,
        "person": person_in_list(case, local_date(now)),
        "change": person_change(case, hidden=hidden),
        "history": person_history(case, hidden=hidden),
        "links": links(case, hidden=hidden),
        "may_link": request.assignment.role in REGISTERING_ROLES,
        "form": None if hidden else form or PersonForm(initial=known),
        "unprotect_form": unprotect_form or UnprotectForm(),
    }
    return render(request, "discharge/person.html", context)
