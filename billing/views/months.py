"""Billing months and corrections: HSF closes and opens them, an economist reads the own municipality's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from billing import actions
from billing.ledger.months import Standing, read_standing, refuse_to_close, refuse_to_reopen
from billing.permissions import Permission, may
from billing.presenters import months as presenters
from billing.presenters.months import ObjectionWords
from billing.queries import corrections as booked_corrections
from billing.queries import explanation, month_sums
from billing.queries import months as queries
from billing.queries.month_filter import month_named
from billing.rules.month_sums import MonthSums
from billing.views.gate import is_invoicer, lines_required, permission_required
from discharge.process import OBJECTION_DECISION, Refused
from municipalities.swedish.months import month_choices, month_words, newest_months
from municipalities.views.gate import ActingRequest

YEAR = 12
close_months = permission_required(Permission.CLOSE_MONTHS)


@lines_required
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    now_standing, own = _standing(request)
    page = Paginator(queries.billing_months(now_standing), YEAR).get_page(request.GET.get("sida"))
    chosen, following = list(page), now_standing.next_to_close
    states, closed_until = queries.month_states(chosen), now_standing.closed_until
    rows = [
        presenters.month_row(month, states.get(month), sums, is_closed=month <= closed_until)
        for month, sums in month_sums.sums_by_month(chosen, closed_until, own=own).items()
    ]
    context = {
        "page": page,
        "rows": rows,
        "by_mean": any(row.mean_note for row in rows),
        "following": following,
        "following_words": month_words(following) if following else "",
        "is_invoicer": is_invoicer(request),
        "objections": _objections(request, None),
        "decision": OBJECTION_DECISION.name,
        "now": timezone.now(),
    }
    return render(request, "billing/months.html", context)


@lines_required
@require_safe
def month(request: ActingRequest, month: str) -> HttpResponse:
    return _month_page(request, _find_month(month))


def _month_page(request: ActingRequest, first: date, problem: str = "", although: str = "") -> HttpResponse:
    now_standing, own = _standing(request)
    is_closed = first <= now_standing.closed_until
    state = queries.month_states([first]).get(first)
    sums = month_sums.sums_by_municipality(first, now_standing.closed_until, own=own)
    rows = presenters.municipality_rows(sums)
    context = {
        "month": first,
        "words": month_words(first),
        "row": presenters.month_row(first, state, MonthSums(), is_closed=is_closed),
        "is_closed": is_closed,
        "rows": rows,
        "by_mean": any(row.mean_note for row in rows),
        "closings": presenters.month_closings(queries.changes_of_month(state)),
        "refusal": _find_refusal(request, first, now_standing),
        "objections": _objections(request, first),
        "decision": OBJECTION_DECISION.name,
        "although": although,
        "problem": problem,
        "is_invoicer": is_invoicer(request),
        "now": timezone.now(),
    }
    return render(request, "billing/month.html", context)


def _objections(request: ActingRequest, month: date | None) -> list[ObjectionWords]:
    """Those that HSF has to decide, for HSF; of a month, those that may change it."""
    found = queries.objections_to_decide(request.assignment, month) if is_invoicer(request) else []
    return [presenters.objection_words(one) for one in found]


def _standing(request: ActingRequest) -> tuple[Standing, bool]:
    """Which months are closed, and whether the reader sees one municipality's alone."""
    own = not is_invoicer(request)
    return read_standing(own=own), own


def _find_refusal(request: ActingRequest, first: date, standing: Standing) -> str:
    """Why the user can't close or open the month now."""
    if not may(request.assignment, Permission.CLOSE_MONTHS):
        return "Du har inte rätt att stänga och öppna månader."
    try:
        if first <= standing.closed_until:
            refuse_to_reopen(first, standing.latest_closed)
        else:
            refuse_to_close(first, timezone.localdate(), standing)
    except Refused as refused:
        return refused.message
    return ""


@close_months
@require_POST
def close(request: ActingRequest, month: str) -> HttpResponseBase:
    first, although = _find_month(month), request.POST.get("although", "")
    try:
        acknowledged = [UUID(one) for one in request.POST.getlist("acknowledged")]
    except ValueError:
        acknowledged = []
    close_with = partial(actions.close_month, although=although, acknowledged=acknowledged)
    try:
        return _change_month(request, month, close_with, "är stängd. Senare skillnader blir rättelser.")
    except Refused as refused:
        return _month_page(request, first, refused.problems["although"], although)


@close_months
@require_POST
def reopen(request: ActingRequest, month: str) -> HttpResponseBase:
    return _change_month(request, month, actions.reopen_month, "är öppen igen.")


def _change_month(
    request: ActingRequest, month: str, action: Callable[..., None], done: str
) -> HttpResponseBase:
    first = _find_month(month)
    try:
        action(by=request.assignment, month=first, now=timezone.now())
    except Refused as refused:
        if refused.problems:
            raise
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Månaden {month_words(first)} {done}")
    return redirect("billing:month", month)


@lines_required
@require_safe
def corrections(request: ActingRequest) -> HttpResponse:
    booked = booked_corrections.months_booked_in(own=not is_invoicer(request))
    chosen = _find_month(request.GET["manad"]) if request.GET.get("manad") else booked and booked[1]
    context: dict[str, Any] = {"rows": [], "is_invoicer": is_invoicer(request)}
    if chosen:
        months = [*(booked or ()), chosen]
        page = booked_corrections.page_of_corrections(request.assignment, chosen, request.GET.get("sida"))
        explained = explanation.explained_cases([row.about for row in page if row.about])
        context = {
            "page": page,
            "query": f"manad={chosen:%Y-%m}",
            "month": month_words(chosen),
            "chosen_month": f"{chosen:%Y-%m}",
            "months": month_choices(newest_months(min(months), max(months))),
            "rows": [presenters.correction_row(row, explained) for row in page],
        }
    return render(request, "billing/corrections.html", context | {"now": timezone.now()})


def _find_month(text: str) -> date:
    found = month_named(text, timezone.localdate())
    if found is None:
        raise Http404
    return found
