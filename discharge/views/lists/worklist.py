"""The unit's work list, and the page that explains its colours."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discharge import actions, queries
from discharge.forms.reason import RecallForm
from discharge.forms.worklist import SortForm, WorklistFilterForm
from discharge.presenters.lists import tabs
from discharge.presenters.lists import worklist as words
from discharge.presenters.people.ended_units import ended_rows
from discharge.presenters.states import STATES
from discharge.process import Refused
from discharge.queries import LISTS
from discharge.views import way_back
from discharge.views.paging import page_number
from municipalities.access.roles import CARE_ROLES, CASE_ROLES
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, assignment_required, public


@assignment_required(roles=CARE_ROLES)
@require_safe
def worklist(request: ActingRequest) -> HttpResponse:
    now, assignment = timezone.now(), request.assignment
    # A ward's first list is its own patients; the others' first question is what has come in.
    first = "inneliggande" if assignment.role == Role.INPATIENT else "inkomna"
    named = LISTS.get(request.GET.get("lista", first))
    if named is None:
        raise Http404
    form, sort_form = WorklistFilterForm(request.GET, assignment), SortForm(request.GET, assignment, named)
    filters, wanted = form.chosen(), sort_form.chosen(named)
    on_paper = "utskrift" in request.GET
    page = queries.worklist(
        assignment,
        wanted,
        filters,
        number=page_number(request),
        now=now,
        after=request.GET.get("efter", ""),
        on_paper=on_paper,
    )
    counts = queries.count_lists(assignment, now, filters)
    if not on_paper:
        way_back.remember_list(request)
    context = {
        "now": now,
        "named": named,
        "cards": tabs.cards(counts, named, filters),
        "tabs": tabs.tabs(counts, named, filters),
        "form": form,
        "sort_form": sort_form,
        "heads": tabs.head_links(wanted, filters, is_ward=assignment.role == Role.INPATIENT),
        "rows": [words.case_row(part, page, now) for part in page.rows],
        "requests": words.requests(page, now),
        "ended_units": ended_rows(page.ended, now),
        "wrongly_sent": words.wrongly_sent(queries.wrongly_sent(assignment)),
        "pages": tabs.page_links(page, wanted, filters),
        "here": request.get_full_path(),
        "on_paper": on_paper,
        "list_address": tabs.address(named, filters, choice=wanted.choice),
        "chosen": form.words(),
        "is_ward": assignment.role == Role.INPATIENT,
    }
    template = "discharge/worklist.html#listing" if request.htmx else "discharge/worklist.html"
    return render(request, template, context)


@assignment_required(roles=CASE_ROLES)
@require_POST
def note_wrongly_sent(request: ActingRequest, row_id: UUID) -> HttpResponseBase:
    by = request.assignment
    if queries.one_wrongly_sent(by, row_id) is None:
        raise Http404
    actions.note_wrongly_sent(by=by, row_id=row_id, now=timezone.now())
    messages.success(request, "Noterat. Uppgiften visas inte längre i arbetslistan.")
    return redirect("discharge:worklist" if by.role in CARE_ROLES else "discharge:placements")


@assignment_required(roles=CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def recall(request: ActingRequest, row_id: UUID) -> HttpResponseBase:
    """How paper that had gone to a unit that is not connected was recalled."""
    by, now = request.assignment, timezone.now()
    row = queries.one_recall(by, row_id)
    if row is None:
        raise Http404
    form = RecallForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.note_recall(by=by, row_id=row_id, recall=form.cleaned_data["recall"], now=now)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Registrerat: papperet till {row.unit.full_name} är återkallat.")
        return redirect("discharge:worklist")
    context = {"now": now, "form": form, "row": words.wrongly_sent([row])[0], "unit": row.unit}
    return render(request, "discharge/recall.html", context)


@public
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    return render(request, "discharge/colours.html", {"states": STATES})
