"""Billing months and corrections: HSF closes and opens them, an economist reads the own municipality's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from billing import actions
from billing.ledger.months import latest_closed, next_to_close, refuse_to_close, refuse_to_reopen
from billing.permissions import Permission, may
from billing.presenters import months as presenters
from billing.queries import corrections as booked_corrections
from billing.queries import month_sums
from billing.queries import months as queries
from billing.queries.month_filter import month_named
from billing.rules.month_sums import MonthSums
from billing.views.gate import is_invoicer, lines_required, permission_required
from discharge.process import Refused
from municipalities.swedish.months import month_choices, month_words, newest_months
from municipalities.views.gate import ActingRequest

YEAR = 12
close_months = permission_required(Permission.CLOSE_MONTHS)


@lines_required
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    page = Paginator(queries.billing_months(), YEAR).get_page(request.GET.get("sida"))
    chosen, following = list(page), next_to_close()
    states, closed_until = queries.month_states(chosen), latest_closed() or date.min
    rows = [
        presenters.month_row(month, states.get(month), sums, is_closed=month <= closed_until)
        for month, sums in month_sums.sums_by_month(chosen).items()
    ]
    context = {
        "page": page,
        "rows": rows,
        "by_mean": any(row.mean_note for row in rows),
        "following": following,
        "following_words": month_words(following) if following else "",
        "is_invoicer": is_invoicer(request),
        "now": timezone.now(),
    }
    return render(request, "billing/months.html", context)


@lines_required
@require_safe
def month(request: ActingRequest, month: str) -> HttpResponse:
    first = _find_month(month)
    is_closed = first <= (latest_closed() or date.min)
    state = queries.month_states([first]).get(first)
    rows = presenters.municipality_rows(month_sums.sums_by_municipality(first))
    context = {
        "month": first,
        "words": month_words(first),
        "row": presenters.month_row(first, state, MonthSums(), is_closed=is_closed),
        "is_closed": is_closed,
        "rows": rows,
        "by_mean": any(row.mean_note for row in rows),
        "closings": presenters.month_closings(queries.changes_of_month(first)),
        "refusal": _find_refusal(request, first, is_closed=is_closed),
        "is_invoicer": is_invoicer(request),
        "now": timezone.now(),
    }
    return render(request, "billing/month.html", context)


def _find_refusal(request: ActingRequest, first: date, *, is_closed: bool) -> str:
    """Why the user can't close or open the month now."""
    if not may(request.assignment, Permission.CLOSE_MONTHS):
        return "Du har inte rätt att stänga och öppna månader."
    try:
        if is_closed:
            refuse_to_reopen(first)
        else:
            refuse_to_close(first, timezone.localdate())
    except Refused as refused:
        return refused.message
    return ""


@close_months
@require_POST
def close(request: ActingRequest, month: str) -> HttpResponseBase:
    return _change_month(request, month, actions.close_month, "är stängd. Senare skillnader blir rättelser.")


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
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Månaden {month_words(first)} {done}")
    return redirect("billing:month", month)


@lines_required
@require_safe
def corrections(request: ActingRequest) -> HttpResponse:
    booked = booked_corrections.months_booked_in()
    chosen = _find_month(request.GET["manad"]) if request.GET.get("manad") else next(iter(booked), None)
    context: dict[str, Any] = {"rows": [], "is_invoicer": is_invoicer(request)}
    if chosen:
        page = booked_corrections.page_of_corrections(request.assignment, chosen, request.GET.get("sida"))
        context = {
            "page": page,
            "query": f"manad={chosen:%Y-%m}",
            "month": month_words(chosen),
            "chosen_month": f"{chosen:%Y-%m}",
            "months": month_choices(newest_months(min([*booked, chosen]), max([*booked, chosen]))),
            "rows": [presenters.correction_row(row) for row in page],
        }
    return render(request, "billing/corrections.html", context | {"now": timezone.now()})


def _find_month(text: str) -> date:
    found = month_named(text, timezone.localdate())
    if found is None:
        raise Http404
    return found
