"""What-ifs, for HSF and for Storsthlm: asking, following the worker, and the answer in sums."""

from __future__ import annotations

from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from billing import actions
from billing.forms.what_if import WhatIfForm
from billing.models import WhatIf, WhatIfSum
from billing.permissions import WHAT_IF, may_ask_what_if
from billing.presenters import what_if as presenters
from billing.queries import liability
from billing.queries import what_if as queries
from billing.rules.what_if import months_between
from discharge.process import Refused
from municipalities.models import Assignment, Role
from municipalities.presenters.charts import THEMES
from municipalities.swedish.months import month_choices
from municipalities.views.gate import ActingRequest, View, assignment_required

EARLIER = 20


def what_if_required(view: View) -> View:
    """The role, and the right to see the organisation's liability or figures, both."""

    @assignment_required(roles=WHAT_IF)
    @wraps(view)
    def gated_view(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_ask_what_if(request.assignment):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return gated_view


@what_if_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: ActingRequest) -> HttpResponseBase:
    months = month_choices(queries.closed_months())
    form = WhatIfForm(
        request.POST if request.method == "POST" else None,
        months=months,
        municipalities=_names_of_municipalities(request.assignment).items(),
    )
    if form.is_bound and form.is_valid():
        try:
            asked = actions.ask_what_if(by=request.assignment, question=form.question(), now=timezone.now())
            return redirect("billing:what-if-answer", pk=asked.pk)
        except Refused as refused:
            form.refuse(refused)
    earlier = [presenters.earlier_question(each) for each in queries.what_ifs(EARLIER)]
    context = {"form": form, "months": months, "earlier": earlier, "now": timezone.now()}
    return render(request, "billing/what_if.html", context)


@what_if_required
@require_safe
def answer(request: ActingRequest, pk: UUID) -> HttpResponse:
    """Follows the worker; a page that does so is shown anew when the answer is there."""
    asked = _find_question(pk)
    panel = presenters.question_panel(asked)
    if request.htmx and not panel.is_waiting:
        return HttpResponseClientRefresh()
    sums = queries.what_if_sums(asked)
    found = _make_answer(request, asked, sums)
    by_month: list[presenters.WhatIfRow] = []
    if asked.first_month != asked.last_month:
        by_month = list(presenters.by_month(sums, asked, _may_be_withheld(request, asked)))
    context = {
        "now": timezone.now(),
        "asked": asked,
        "panel": panel,
        "span": presenters.span_words(asked),
        "changes": presenters.changes_words(asked),
        "nothing_changed": presenters.NOTHING_CHANGED,
        "answer": found,
        "by_month": by_month,
        "picture": presenters.picture_words(found.rows),
        "months": month_choices(_months_asked(asked)),
        "chosen_month": request.GET.get("manad", ""),
    }
    return render(request, "billing/what_if_answer.html", context)


@what_if_required
@require_safe
def chart(request: ActingRequest, pk: UUID) -> HttpResponse:
    asked, theme = _find_question(pk), THEMES.get(request.GET.get("tema", "ljus"))
    if theme is None:
        raise Http404
    found = _make_answer(request, asked, queries.what_if_sums(asked))
    # Altair takes half a second to load, for whoever looks at a picture and for no other process.
    from billing.presenters.charts import what_if_svg

    return HttpResponse(what_if_svg(found.rows, theme), content_type="image/svg+xml")


def _find_question(pk: UUID) -> WhatIf:
    try:
        return queries.what_if(pk)
    except WhatIf.DoesNotExist:
        raise Http404 from None


def _months_asked(asked: WhatIf) -> list[date]:
    return list(months_between(asked.first_month, asked.last_month))


def _make_answer(request: ActingRequest, asked: WhatIf, sums: list[WhatIfSum]) -> presenters.Answer:
    """Of the month that the address names, or of all. Who sees no small figures sees where they stood."""
    chosen = request.GET.get("manad", "")
    months = [month for month in _months_asked(asked) if chosen in ("", f"{month:%Y-%m}")]
    if not months:
        raise Http404
    return presenters.answer(sums, months, _may_be_withheld(request, asked))


def _may_be_withheld(request: ActingRequest, asked: WhatIf) -> dict[str, str]:
    """The municipalities asked about, where the reader may not see all of them: names by code."""
    if request.assignment.role != Role.STATISTICS:
        return {}
    names = _names_of_municipalities(request.assignment)
    return {code: name for code, name in names.items() if not asked.payers or code in asked.payers}


def _names_of_municipalities(reader: Assignment) -> dict[str, str]:
    """Names by code. Storsthlm's are the county's; HSF charges others too."""
    everywhere = reader.role == Role.INVOICER
    return {
        each.code: each.name for each in liability.municipalities_concerned() if everywhere or each.in_county
    }
