"""What was agreed: every set of terms and its history, for who pays too; and HSF's changes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from billing import actions
from billing.actions.review import review_correction, review_end, review_new
from billing.forms import AgreementForm, CorrectionForm, EndForm, NewTermsForm
from billing.forms.terms import shown_terms, usual_terms
from billing.models import Agreement, Terms
from billing.permissions import Permission, may
from billing.presenters import history
from billing.presenters import terms as presenters
from billing.queries import agreements as queries
from billing.rules.term_lines import span_words
from billing.views.gate import lines_required
from billing.views.reviewed import ReviewedChange, answer, changes_settings, row_context
from discharge.process import Refused
from municipalities.units.parties import CareType
from municipalities.views.forms import posted_data
from municipalities.views.gate import ActingRequest


@lines_required
@require_safe
def overview(request: ActingRequest) -> HttpResponse:
    context = {
        "agreements": [presenters.agreement_words(row) for row in queries.agreements()],
        "may_change": may(request.assignment, Permission.CHANGE_TERMS),
    }
    return render(request, "billing/terms.html", context)


@lines_required
@require_safe
def terms(request: ActingRequest, terms_id: int) -> HttpResponse:
    row = get_object_or_404(queries.terms(), pk=terms_id)
    context = {
        "terms": row,
        "whom": presenters.whom_words(row.agreement),
        "care": CareType(row.care_type).label,
        **row_context(request, row, presenters.terms_facts(row), history.terms_change),
    }
    return render(request, "billing/terms_set.html", context)


@changes_settings
def new_terms(request: ActingRequest, agreement_id: int) -> HttpResponseBase:
    agreement = get_object_or_404(queries.agreements(), pk=agreement_id)
    form = NewTermsForm(
        posted_data(request), initial=_latest_values(agreement, request.GET.get("vardform", ""))
    )
    change = ReviewedChange(
        title=f"Nya villkor: {presenters.whom_words(agreement)}",
        form=form,
        back=reverse("billing:terms"),
        review=lambda: review_new(agreement, form.care(), form.days(), form.values()),
        said=lambda: [
            ("Vårdformer", "", ", ".join(care_type.label for care_type in form.care())),
            *presenters.as_new(presenters.terms_facts(form.terms())),
        ],
        save=lambda seen: actions.add_terms(
            by=request.assignment,
            agreement=agreement,
            care_types=form.care(),
            days=form.days(),
            values=form.values(),
            seen=seen,
        ),
        done="De nya villkoren är sparade. Ärendena räknas om nästa natt.",
        note="Villkor som gäller den första dagen slutar dagen före.",
    )
    return answer(request, change)


@changes_settings
def correct_terms(request: ActingRequest, terms_id: int) -> HttpResponseBase:
    row = get_object_or_404(queries.terms(), pk=terms_id)
    before = presenters.terms_facts(row)
    form = CorrectionForm(posted_data(request), initial=shown_terms(row))
    change = ReviewedChange(
        title=f"Rätta villkor: {_title_of(row)}",
        form=form,
        back=reverse("billing:terms-set", args=[row.pk]),
        review=lambda: review_correction(row, form.days(), form.values()),
        said=lambda: presenters.differences(before, presenters.terms_facts(form.terms())),
        save=lambda seen: actions.correct_terms(
            by=request.assignment, terms=row, days=form.days(), values=form.values(), seen=seen
        ),
        done="Villkoren är rättade. Ärendena räknas om nästa natt.",
        note="Rätta bara det som har blivit fel. Något nytt som parterna har avtalat är nya villkor.",
    )
    return answer(request, change)


@changes_settings
def end_terms(request: ActingRequest, terms_id: int) -> HttpResponseBase:
    row = get_object_or_404(queries.terms(), pk=terms_id)
    form = EndForm(posted_data(request), initial={"last": row.valid_to})
    change = ReviewedChange(
        title=f"Avsluta villkor: {_title_of(row)}",
        form=form,
        back=reverse("billing:terms-set", args=[row.pk]),
        review=lambda: review_end(row, form.end()),
        said=lambda: [
            ("Gäller dag noll", span_words(row.span), span_words(replace(row.span, last=form.end())))
        ],
        save=lambda seen: actions.end_terms(by=request.assignment, terms=row, last=form.end(), seen=seen),
        done="Villkoren är avslutade. Ärendena räknas om nästa natt.",
        note="Ärenden vars dag noll är senare följer inte villkoren.",
    )
    return answer(request, change)


@changes_settings
def new_agreement(request: ActingRequest) -> HttpResponseBase:
    """Concerns no day until it has terms, so there is nothing to look at first."""
    form = AgreementForm(posted_data(request))
    if form.is_valid():
        try:
            agreement = actions.add_agreement(by=request.assignment, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Överenskommelsen är sparad. Lägg till dess villkor.")
            return redirect("billing:terms-new", agreement.pk)
    return render(request, "billing/agreement_form.html", {"form": form})


def _latest_values(agreement: Agreement, care_type: str) -> dict[str, Any]:
    """What the newest terms of that kind of care say; nothing that would have to be noticed as another's."""
    found = [terms for terms in agreement.terms.all() if terms.care_type == care_type]
    care = {"care_types": [care_type]} if care_type in [*CareType] else {}
    shown = shown_terms(found[-1]) if found else usual_terms()
    # These are what is new, and nobody has checked them yet.
    return shown | care | dict.fromkeys(("first", "last", "name", "source", "status"))


def _title_of(terms: Terms) -> str:
    return f"{presenters.whom_words(terms.agreement)}, {CareType(terms.care_type).label.lower()}"
