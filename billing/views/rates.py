"""The daily rates: every year's and its history, for who pays too; and HSF's changes of them."""

from __future__ import annotations

from django.forms import model_to_dict
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing import actions
from billing.actions.review import review_new_rate, review_rate
from billing.forms import RateCorrectionForm, RateForm
from billing.models import DailyRate
from billing.permissions import Permission, may
from billing.presenters import history
from billing.presenters import terms as presenters
from billing.queries import agreements as queries
from billing.views.gate import lines_required
from billing.views.reviewed import ReviewedChange, answer, changes_settings, row_context
from municipalities.views.forms import posted_data
from municipalities.views.gate import ActingRequest


@lines_required
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    context = {
        "rows": [presenters.rate_row(rate) for rate in queries.rates()],
        "may_change": may(request.assignment, Permission.CHANGE_TERMS),
    }
    return render(request, "billing/rates.html", context)


@lines_required
@require_safe
def rate(request: ActingRequest, rate_id: int) -> HttpResponse:
    row = get_object_or_404(queries.rates(), pk=rate_id)
    context = {
        "rate": row,
        "care": presenters.rate_care(row),
        **row_context(request, row, presenters.rate_facts(row), history.rate_change),
    }
    return render(request, "billing/rate.html", context)


@changes_settings
def new_rate(request: ActingRequest) -> HttpResponseBase:
    form = RateForm(posted_data(request), initial={"year": request.GET.get("ar", "")})
    change = ReviewedChange(
        title="Nytt dygnsbelopp",
        form=form,
        back=reverse("billing:rates"),
        review=lambda: review_new_rate(form.rate()),
        said=lambda: presenters.as_new(presenters.rate_facts(form.rate())),
        save=lambda seen: actions.add_rate(
            by=request.assignment, **form.key(), values=form.values(), seen=seen
        ),
        done="Dygnsbeloppet är sparat. Ärendena räknas om nästa natt.",
    )
    return answer(request, change)


@changes_settings
def correct_rate(request: ActingRequest, rate_id: int) -> HttpResponseBase:
    row = get_object_or_404(queries.rates(), pk=rate_id)
    before = presenters.rate_facts(row)
    form = RateCorrectionForm(posted_data(request), initial=model_to_dict(row))
    corrected = {"year": row.year, "care_type": row.care_type}
    change = ReviewedChange(
        title=f"Rätta dygnsbelopp: {row.year}, {presenters.rate_care(row).lower()}",
        form=form,
        back=reverse("billing:rate", args=[row.pk]),
        review=lambda: review_rate(DailyRate(**corrected, **form.values())),
        said=lambda: presenters.differences(
            before, presenters.rate_facts(DailyRate(**corrected, **form.values()))
        ),
        save=lambda seen: actions.correct_rate(
            by=request.assignment, rate=row, values=form.values(), seen=seen
        ),
        done="Dygnsbeloppet är rättat. Ärendena räknas om nästa natt.",
    )
    return answer(request, change)
