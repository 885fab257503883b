"""The local administrator's pages: the own units' people, their assignments, and the yearly review."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from municipalities import actions, presenters
from municipalities.access.permissions import administered_organisations
from municipalities.door import texts
from municipalities.forms.people import AssignmentForm, EndForm, InviteForm, PersonForm, ReviewForm
from municipalities.models import Assignment, Role
from municipalities.queries import history
from municipalities.queries import people as queries
from municipalities.queries.users import has_local_account
from municipalities.swedish.clock import full_date_words, local
from municipalities.views.forms import carried_out, posted_data, searched_text
from municipalities.views.gate import ActingRequest, assignment_required

PAGE = 50
YEAR = timedelta(days=365)
GIVE = "Ge uppdraget"
administrator = assignment_required(roles=[Role.LOCAL_ADMINISTRATOR])
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@administrator
@require_safe
def people(request: ActingRequest) -> HttpResponse:
    text, ended = searched_text(request, "q"), request.GET.get("visa") == "avslutade"
    today, now = timezone.localdate(), timezone.now()
    found = queries.assignments(request.assignment, today, text=text, ended=ended)
    page = Paginator(found, PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "page": page,
        "query": query.urlencode(),
        "text": text,
        "ended": ended,
        "rows": [(row, presenters.days_words(row.valid_from, row.valid_to)) for row in page],
        "to_review": len(queries.to_review(request.assignment, today, now - YEAR)),
        **_review_times(now),
    }
    return render(request, "municipalities/people.html", context)


@administrator
@form_methods
def invite(request: ActingRequest) -> HttpResponseBase:
    today = timezone.localdate()
    units = queries.administered_units(request.assignment, today)
    form = InviteForm(
        units,
        posted_data(request),
        initial=_chosen_unit(request, {"valid_from": today}),
        **_offered_context(request),
    )
    made = carried_out(form, lambda: actions.add_user(by=request.assignment, **form.cleaned_data))
    if made:
        messages.success(request, f"{texts.isolate_direction(made.user.name)} har fått uppdraget.")
        return redirect("municipalities:assignment", made.pk)
    return render(
        request,
        "municipalities/person_form.html",
        {"form": form, "title": "Bjud in en användare", "button": GIVE},
    )


def _offered_context(request: ActingRequest) -> dict[str, Any]:
    return {
        "address": request.path,
        "of_organisations": administered_organisations(request.assignment),
    }


def _chosen_unit(request: ActingRequest, initial: dict[str, Any]) -> dict[str, Any]:
    """The unit whose roles are asked for, when one is chosen in the list."""
    wanted = request.GET.get("unit")
    return initial | ({"unit": wanted} if wanted else {})


@administrator
@form_methods
def assignment(request: ActingRequest, assignment_id: UUID) -> HttpResponseBase:
    """One assignment, its history, and when it ends."""
    row, today = _find_assignment(request, assignment_id), timezone.localdate()
    form = EndForm(posted_data(request), initial={"last_day": row.valid_to or today})
    end = partial(actions.end_assignment, by=request.assignment, assignment=row, today=today)
    if carried_out(form, lambda: end(**form.cleaned_data)):
        last_day = full_date_words(form.cleaned_data["last_day"])
        messages.success(request, f"Uppdraget gäller till och med {last_day}.")
        return redirect("municipalities:assignment", row.pk)
    now, invited = timezone.now(), history.invitations_of(row.user)
    context = {
        "form": form,
        "row": row,
        "days": presenters.days_words(row.valid_from, row.valid_to),
        "has_ended": row.valid_to is not None and row.valid_to < today,
        "others": [
            (other, presenters.days_words(other.valid_from, other.valid_to))
            for other in queries.others_of(request.assignment, row, today)
        ],
        # The person's local account, and what was changed of the person and by whom.
        "account": presenters.account_words(is_ready=has_local_account(row.user), invited=invited, now=now),
        "changes": presenters.newest_first(
            presenters.history(history.of_person(row.user, request.assignment)),
            presenters.invitations(invited),
        ),
        **_review_times(now),
    }
    return render(request, "municipalities/assignment.html", context)


def _review_times(now: datetime) -> dict[str, Any]:
    return {"now": now, "year_ago": local(now - YEAR).date()}


@administrator
@require_POST
def local_account(request: ActingRequest, assignment_id: UUID) -> HttpResponseBase:
    """A new way in for the person. The link is shown here alone, once: it stands in no address and no row."""
    row = _find_assignment(request, assignment_id)
    try:
        path = actions.invite(user=row.user, by=request.assignment)
    except actions.Refused as refused:
        messages.error(request, refused.message)
        return redirect("municipalities:assignment", row.pk)
    context = {"row": row, "link": request.build_absolute_uri(path)}
    return render(request, "municipalities/local_account.html", context)


@administrator
@form_methods
def change_person(request: ActingRequest, assignment_id: UUID) -> HttpResponseBase:
    row = _find_assignment(request, assignment_id)
    user = row.user
    initial = {"given_name": user.first_name, "family_name": user.last_name, "email": user.email}
    form = PersonForm(posted_data(request), initial=initial)
    change = partial(actions.change_person, by=request.assignment, user=user, today=timezone.localdate())
    if carried_out(form, lambda: change(**form.cleaned_data)):
        messages.success(request, "Uppgifterna är sparade.")
        return redirect("municipalities:assignment", row.pk)
    context = {"form": form, "title": f"Ändra uppgifter för {user.username}", "button": "Spara"}
    return render(request, "municipalities/person_form.html", context)


@administrator
@form_methods
def another_assignment(request: ActingRequest, assignment_id: UUID) -> HttpResponseBase:
    """A further assignment for somebody who has one: also how a role or a unit is changed."""
    row, today = _find_assignment(request, assignment_id), timezone.localdate()
    units = queries.administered_units(request.assignment, today)
    initial = _chosen_unit(request, {"valid_from": today, "unit": row.unit_id})
    form = AssignmentForm(units, posted_data(request), initial=initial, **_offered_context(request))
    made = carried_out(
        form, lambda: actions.give_assignment(by=request.assignment, user=row.user, **form.cleaned_data)
    )
    if made:
        messages.success(request, f"{texts.isolate_direction(made.user.name)} har fått uppdraget.")
        return redirect("municipalities:assignment", made.pk)
    context = {
        "form": form,
        "title": f"Nytt uppdrag för {texts.isolate_direction(row.user.name)}",
        "button": GIVE,
    }
    return render(request, "municipalities/person_form.html", context)


@administrator
@form_methods
def review(request: ActingRequest) -> HttpResponseBase:
    """The yearly review of rights: confirm those that are still needed, end the others."""
    now = timezone.now()
    due = queries.to_review(request.assignment, timezone.localdate(), now - YEAR)
    form = ReviewForm([str(row.pk) for row in due], posted_data(request))

    def confirm() -> int:
        chosen = presenters.confirmed_ids(form.cleaned_data["assignments"])
        confirmed = [row for row in due if row.pk in chosen]
        return actions.confirm_rights(by=request.assignment, assignments=confirmed, now=now)

    if number := carried_out(form, confirm):
        messages.success(request, f"{number} uppdrag är bekräftade.")
        return redirect("municipalities:review")
    rows = [(row, presenters.days_words(row.valid_from, row.valid_to)) for row in due]
    context = {"form": form, "rows": rows, **_review_times(now)}
    return render(request, "municipalities/review.html", context)


def _find_assignment(request: ActingRequest, pk: UUID) -> Assignment:
    try:
        return queries.assignment(request.assignment, pk)
    except Assignment.DoesNotExist:
        raise Http404 from None
