"""The average model: each municipality's mean of a month, and what it would cost; an economist's own."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.ledger.months import read_standing
from billing.presenters import averages as presenters
from billing.queries import averages as queries
from billing.queries.month_filter import read_choice
from billing.views.gate import is_invoicer, lines_required
from municipalities.swedish.months import month_choices, month_words
from municipalities.views.gate import ActingRequest


@lines_required
@require_safe
def averages(request: ActingRequest) -> HttpResponse:
    choice = read_choice(request.GET, timezone.localdate())
    if choice is None:
        raise Http404
    own = not is_invoicer(request)
    context = {
        "month": month_words(choice.month),
        "months": month_choices(read_standing(own=own).months_to_choose(choice.month)),
        "chosen_month": f"{choice.month:%Y-%m}",
        "rows": [presenters.average_row(*row) for row in queries.averages_of_month(choice.month, own=own)],
    }
    return render(request, "billing/averages.html", context)
