"""The liability of each case and month: all of it for HSF, the own municipality's for its economist."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.ledger.months import read_standing
from billing.presenters import liability as presenters
from billing.queries import explanation
from billing.queries import liability as queries
from billing.queries.month_filter import read_choice
from billing.views.gate import is_invoicer, lines_required
from billing.views.nightly import run_context
from municipalities.swedish.months import month_choices, month_words
from municipalities.units.parties import CareType
from municipalities.views.gate import ActingRequest


@lines_required
@require_safe
def month(request: ActingRequest) -> HttpResponse:
    choice = read_choice(request.GET, timezone.localdate())
    if choice is None:
        raise Http404
    page, failures = queries.page_of_month(request.assignment, choice, request.GET.get("sida"))
    cases = [counted["result_id"] for counted in page]
    reasons, explained = queries.reasons_of_month(choice, cases), explanation.explained_cases(cases)
    total = queries.total_of_month(choice)
    context = {
        "choice": choice,
        "month": month_words(choice.month),
        "page": page,
        "query": choice.query(),
        "failures": failures,
        "rows": [presenters.case_row(counted, reasons, explained) for counted in page],
        "sums": [presenters.municipality_row(counted, choice) for counted in queries.sums_of_month(choice)],
        "total": presenters.total_row(total),
        "legend": presenters.amounts_legend(total),
        "why_statistics_differ": presenters.WHY_STATISTICS_DIFFER,
        "months": month_choices(read_standing(own=not is_invoicer(request)).months_to_choose(choice.month)),
        "chosen_month": f"{choice.month:%Y-%m}",
        "municipalities": queries.municipalities_concerned(),
        "care_types": CareType.choices(),
        **(run_context() if is_invoicer(request) else {}),
        "is_invoicer": is_invoicer(request),
    }
    return render(request, "billing/liability.html", context)
