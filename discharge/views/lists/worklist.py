"""The unit's work list, and the page that explains its colours."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discharge import actions, queries
from discharge.forms.reason import RecallForm
from discharge.forms.worklist import SortForm, WorklistFilterForm
from discharge.presenters.lists import tabs
from discharge.presenters.lists import worklist as words
from discharge.presenters.lists.chosen import ROOMY, Chosen
from discharge.presenters.lists.files import cut_words
from discharge.presenters.people.ended_units import ended_rows
from discharge.presenters.states import STATES
from discharge.process import TAKE, Refused
from discharge.queries import FORMER, LISTS, OLD_TASKS
from discharge.views import way_back
from discharge.views.paging import page_number
from municipalities.access.roles import CARE_ROLES, CASE_ROLES
from municipalities.models import AccessLog, Assignment, Role
from municipalities.views.gate import ActingRequest, assignment_required, public

#: A list on paper has all its rows, as far as anybody reads on.
PRINTED = 200


@assignment_required(roles=CARE_ROLES)
@require_safe
def worklist(request: ActingRequest) -> HttpResponse:
    wanted = request.GET.get("lista")
    if wanted in FORMER:
        return redirect(f"{request.path}?{_with_list(request, FORMER[wanted])}", permanent=True)
    now, assignment = timezone.now(), request.assignment
    views = queries.saved_views(assignment)
    first = next((view for view in views if view.is_default), None)
    # A list that there is no more must not be all that somebody comes to.
    if not request.GET and first and QueryDict(first.address[1:]).get("lista") in LISTS:
        return redirect(f"{request.path}{first.address}")
    form, sort_form, chosen = read_chosen(request)
    on_paper = "utskrift" in request.GET
    if on_paper:
        page = queries.whole_list(
            assignment,
            chosen.wanted,
            chosen.filters,
            now=now,
            most=PRINTED,
            action=AccessLog.Action.PRINT,
        )
    else:
        page = queries.worklist(
            assignment,
            chosen.wanted,
            chosen.filters,
            number=page_number(request),
            now=now,
            after=request.GET.get("efter", ""),
            size=chosen.size,
        )
    counts = queries.count_lists(assignment, now, chosen.filters)
    pages = tabs.page_links(page, counts, chosen)
    if not on_paper:
        way_back.remember_list(request, (part.case_id for part in page.rows), pages.next_url)
    is_ward = assignment.role == Role.INPATIENT
    context = {
        "now": now,
        "named": chosen.wanted.named,
        "list_name": chosen.wanted.named.name,
        "chosen": chosen,
        "band": tabs.band(counts, chosen),
        "older": tabs.list_link(OLD_TASKS, counts, chosen),
        "form": form,
        "sort_form": sort_form,
        "heads": tabs.head_links(chosen, is_ward=is_ward),
        "rows": words.rows(page, now),
        "requests": words.requests(page, now),
        "ended_units": ended_rows(page.ended, now),
        "wrongly_sent": [] if on_paper else words.wrongly_sent(queries.wrongly_sent(assignment)),
        "cut": cut_words(page, PRINTED) if on_paper else "",
        "pages": pages,
        "here": request.get_full_path(),
        "on_paper": on_paper,
        "chosen_words": form.words(),
        "chosen_links": tabs.filter_links(chosen, form.words_by_name()),
        "choosing_nothing": form.choosing_nothing(),
        "is_ward": is_ward,
        "views": views,
        "view_name": next((view.name for view in views if view.address == chosen.address()), ""),
        "takes": TAKE if assignment.unit.party in TAKE.senders else None,
    }
    template = "discharge/worklist.html#listing" if request.htmx else "discharge/worklist.html"
    return render(request, template, context)


def read_chosen(request: ActingRequest) -> tuple[WorklistFilterForm, SortForm, Chosen]:
    """What the address says of the list, with its forms. Raises Http404 for a list that there is not."""
    return chosen_in(request.GET, request.assignment)


def chosen_in(asked: QueryDict, assignment: Assignment) -> tuple[WorklistFilterForm, SortForm, Chosen]:
    """The same of any address of the list."""
    named = LISTS.get(asked.get("lista", "att-gora"))
    if named is None:
        raise Http404
    form = WorklistFilterForm(asked, assignment)
    sort_form = SortForm(asked, assignment, named)
    is_roomy = asked.get("tathet") == ROOMY
    chosen = Chosen(sort_form.chosen(named), form.chosen(), sort_form.size(), is_roomy, sort_form.hidden())
    return form, sort_form, chosen


def _with_list(request: ActingRequest, name: str) -> str:
    values = request.GET.copy()
    values["lista"] = name
    return values.urlencode()


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
