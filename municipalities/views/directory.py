"""The directory (Katalog): searching it, a unit's page, and what its own administrator changes there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from municipalities import actions, presenters
from municipalities.access.permissions import administers, may_type_contact
from municipalities.forms.units import AreaForm, ContactForm, GroupForm, LastDayForm
from municipalities.models import Role, ServedArea, ServedGroup, Unit
from municipalities.queries import directory as queries
from municipalities.queries import history
from municipalities.swedish.lists import and_list
from municipalities.units.groups import default_groups
from municipalities.units.parties import Party
from municipalities.views.forms import carried_out, posted_data, searched_text
from municipalities.views.gate import ActingRequest, assignment_required

PAGE = 50
form_methods = require_http_methods(["GET", "HEAD", "POST"])
administrator = assignment_required(roles=[Role.LOCAL_ADMINISTRATOR])


@assignment_required()
@require_safe
def directory(request: ActingRequest) -> HttpResponse:
    text, municipality = searched_text(request, "q"), searched_text(request, "kommun")
    party = request.GET.get("part", "")
    if party not in ("", *Party):
        raise Http404
    found = queries.found_units(text, party, municipality, timezone.localdate())
    page = Paginator(found, PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "text": text,
        "party": party,
        "municipality": municipality,
        "parties": presenters.party_choices(),
        "municipalities": presenters.municipality_choices(queries.municipalities()),
        "page": page,
        "query": query.urlencode(),
        "rows": [(unit, presenters.party_words(unit), presenters.place_words(unit)) for unit in page],
    }
    return render(request, "municipalities/directory.html", context)


@assignment_required()
@require_safe
def routing(request: ActingRequest) -> HttpResponse:
    rows = queries.routing_table(timezone.localdate())
    return render(request, "municipalities/routing.html", {"rows": rows})


@assignment_required()
@require_safe
def unit(request: ActingRequest, unit_id: UUID) -> HttpResponse:
    row, today = _find_unit(unit_id), timezone.localdate()
    areas = queries.served_by(row, today)
    mine = administers(request.assignment, row.pk)
    follows = mine or request.assignment.role == Role.SYSTEM_ADMINISTRATOR
    context = {
        "unit": row,
        "facts": presenters.unit_facts(row),
        "areas": [
            (area, presenters.area_words(area), presenters.days_words(area.valid_from, area.valid_to))
            for area in areas
        ],
        "groups": [
            (
                group,
                presenters.group_words(group.served),
                presenters.days_words(group.valid_from, group.valid_to),
            )
            for group in queries.groups_of(row, today)
        ],
        "usual_groups": and_list(group.in_sentence for group in default_groups(row.party, row.care_type)),
        "administers": mine,
        "types_contact": may_type_contact(request.assignment, row),
        "has_ended": not row.is_valid_on(today),
        "changes": presenters.history(history.of_unit(row)) if follows else None,
        "now": timezone.now(),
    }
    return render(request, "municipalities/unit.html", context)


@assignment_required(roles=[Role.LOCAL_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR])
@form_methods
def edit_unit(request: ActingRequest, unit_id: UUID) -> HttpResponseBase:
    row = _find_unit(unit_id)
    if not may_type_contact(request.assignment, row):
        raise PermissionDenied
    initial = {name: getattr(row, name) for name in actions.CONTACT}
    form = ContactForm(row, timezone.localdate(), posted_data(request), initial=initial)
    if carried_out(
        form, lambda: actions.change_contact(by=request.assignment, unit=row, values=form.cleaned_data)
    ):
        messages.success(request, "Uppgifterna är sparade.")
        return redirect("municipalities:unit", row.pk)
    return render(
        request,
        "municipalities/unit_form.html",
        {"unit": row, "form": form, "title": "Ändra kontaktuppgifter"},
    )


@administrator
@form_methods
def add_area(request: ActingRequest, unit_id: UUID) -> HttpResponseBase:
    row, today = _administered_unit(request, unit_id), timezone.localdate()
    initial = {"municipality": row.municipality_id, "valid_from": today}
    form = AreaForm(row, today, posted_data(request), initial=initial)
    if carried_out(form, lambda: actions.serve_area(by=request.assignment, unit=row, **form.cleaned_data)):
        messages.success(request, "Området är tillagt. Nya meddelanden föreslås till enheten.")
        return redirect("municipalities:unit", row.pk)
    return render(
        request, "municipalities/unit_form.html", {"unit": row, "form": form, "title": "Lägg till område"}
    )


@administrator
@form_methods
def end_area(request: ActingRequest, area_id: UUID) -> HttpResponseBase:
    try:
        area = queries.served_area(area_id)
    except ServedArea.DoesNotExist:
        raise Http404 from None
    return _end_served(
        request,
        area.unit_id,
        lambda last_day: actions.end_served_area(by=request.assignment, area=area, last_day=last_day),
        title=f"Avsluta område: {presenters.area_words(area)}",
        ended="Området är avslutat. Pågående ärenden är kvar hos enheten.",
    )


@administrator
@form_methods
def add_group(request: ActingRequest, unit_id: UUID) -> HttpResponseBase:
    row = _administered_unit(request, unit_id)
    form = GroupForm(row, posted_data(request), initial={"valid_from": timezone.localdate()})
    if carried_out(form, lambda: actions.serve_group(by=request.assignment, unit=row, **form.cleaned_data)):
        messages.success(request, "Gruppen är tillagd. Nya meddelanden föreslås till enheten.")
        return redirect("municipalities:unit", row.pk)
    return render(
        request, "municipalities/unit_form.html", {"unit": row, "form": form, "title": "Lägg till grupp"}
    )


@administrator
@form_methods
def end_group(request: ActingRequest, group_id: UUID) -> HttpResponseBase:
    try:
        group = queries.served_group(group_id)
    except ServedGroup.DoesNotExist:
        raise Http404 from None
    return _end_served(
        request,
        group.unit_id,
        lambda last_day: actions.end_served_group(by=request.assignment, served=group, last_day=last_day),
        title=f"Avsluta grupp: {presenters.group_words(group.served)}",
        ended="Gruppen är avslutad. Pågående ärenden är kvar hos enheten.",
    )


def _end_served(
    request: ActingRequest, unit_id: UUID, end: Callable[[date], object], *, title: str, ended: str
) -> HttpResponseBase:
    """The page that asks for the last day of what a unit serves, and ends it."""
    row = _administered_unit(request, unit_id)
    form = LastDayForm(posted_data(request), initial={"last_day": timezone.localdate()})
    if carried_out(form, lambda: end(form.cleaned_data["last_day"])):
        messages.success(request, ended)
        return redirect("municipalities:unit", row.pk)
    return render(request, "municipalities/unit_form.html", {"unit": row, "form": form, "title": title})


def _find_unit(pk: UUID) -> Unit:
    try:
        return queries.unit(pk)
    except Unit.DoesNotExist:
        raise Http404 from None


def _administered_unit(request: ActingRequest, pk: UUID) -> Unit:
    row = _find_unit(pk)
    if not administers(request.assignment, row.pk):
        raise PermissionDenied
    return row
