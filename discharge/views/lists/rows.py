"""A row of the work list that opens in place: what is unread is read there, and what is due is done there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import actions, queries
from discharge.models import Case
from discharge.presenters.lists import row as words
from discharge.presenters.lists import worklist as list_words
from discharge.presenters.people.persons import person_in_list
from discharge.queries import LISTS
from discharge.views import way_back
from discharge.views.lists.worklist import read_chosen
from municipalities.access.roles import CARE_ROLES
from municipalities.door.addresses import ours
from municipalities.ids import parse_id
from municipalities.models import AccessLog, Role
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required

#: Nobody reads more at a time; the next are there when these are acknowledged.
TOGETHER = 25


@assignment_required(roles=CARE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """The open row: with htmx below its row, else a page. Posted to, it acknowledges what it had shown."""
    if request.method == "POST":
        return _acknowledge_shown(request, case_id)
    case = queries.open_case(request.assignment, case_id, detail="rad i arbetslistan")
    return _show(request, case, is_done="gjort" in request.GET)


@assignment_required(roles=CARE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: ActingRequest) -> HttpResponseBase:
    """What is unread in several cases on one page, which acknowledges all that it shows."""
    if request.method == "POST":
        return _acknowledge_together(request)
    now, by = timezone.now(), request.assignment
    _, _, chosen = read_chosen(request)
    wanted = chosen.of_list(LISTS["att-kvittera"])
    page = queries.worklist(by, wanted.wanted, wanted.filters, number=1, now=now, size=TOGETHER)
    # Each is opened as any other, with a row of its own in the access log.
    opened = [queries.open_case(by, row.case_id, detail="läst tillsammans") for row in page.rows]
    cases = [
        (case, person_in_list(case, local_date(now)), words.open_row(queries.case_file(case), by, now))
        for case in opened
    ]
    context = {
        "now": now,
        "cases": [(case, person, one.unread) for case, person, one in cases],
        "acknowledging": words.acknowledging(sum(len(one.unread) for _, _, one in cases)),
        "has_more": page.has_next,
        "list_address": f"{resolve_url('discharge:worklist')}{wanted.address()}",
    }
    return render(request, "discharge/together.html", context)


def _acknowledge_together(request: ActingRequest) -> HttpResponseBase:
    """By case; one that the unit reads no more since the page was shown is left as it is."""
    by, number = request.assignment, 0
    shown: dict[UUID, list[UUID]] = {}
    for text in request.POST.getlist("message"):
        case_id, message_id = map(parse_id, (text.partition(".")[0], text.partition(".")[2]))
        if case_id and message_id:
            shown.setdefault(case_id, []).append(message_id)
    for case_id, read in shown.items():
        try:
            case = queries.open_case(by, case_id, action=AccessLog.Action.WRITE, detail="kvittens")
        except Http404:
            messages.error(request, "Ett ärende är inte kvar hos er enhet. Inget i det är kvitterat.")
        else:
            number += actions.acknowledge(by=by, case_id=case.pk, messages=read, now=timezone.now)
    messages.success(request, words.acknowledged_words(number))
    return redirect(ours(request, request.POST.get("next")) or "discharge:worklist")


def _acknowledge_shown(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """What has come since the row was opened is not acknowledged: nobody has read it."""
    by = request.assignment
    case = queries.open_case(by, case_id, action=AccessLog.Action.WRITE, detail="kvittens")
    shown = [parse_id(text) for text in request.POST.getlist("message")]
    number = actions.acknowledge(
        by=by, case_id=case.pk, messages=[one for one in shown if one], now=timezone.now
    )
    messages.success(request, words.acknowledged_words(number))
    if request.htmx:
        return _show(request, case, is_done=True)
    return redirect(way_back.to_list(request, case.pk) or "discharge:worklist")


def _show(request: ActingRequest, case: Case, *, is_done: bool) -> HttpResponse:
    """`is_done`: something has been done here, so the row itself is shown anew too."""
    now, by = timezone.now(), request.assignment
    page, tasks = queries.show_row(by, case.pk)
    asked = request.POST if request.method == "POST" else request.GET
    named = LISTS.get(asked.get("lista", ""))
    in_tasks = bool(named and named.tasks)
    shown = list_words.one_row(page, tasks, now, key=asked.get("rad", ""), in_tasks=in_tasks)
    context: dict[str, Any] = {
        "now": now,
        "case": case,
        "person": person_in_list(case, local_date(now)),
        "open": words.open_row(queries.case_file(case), by, now),
        "rows": [shown],
        "row": shown,
        "list_name": named.name if named else "",
        "list_address": way_back.to_list(request, case.pk) or resolve_url("discharge:worklist"),
        "is_ward": by.role == Role.INPATIENT,
        "is_done": is_done,
    }
    if not request.htmx:
        return render(request, "discharge/row.html", context)
    response = render(request, "discharge/_row_open.html", context)
    if is_done:
        # In place of all that the row had open, wherever in it something was done.
        response["HX-Retarget"], response["HX-Reswap"] = f"#open-{shown.key}", "outerHTML"
    return response
