"""The why page and its paper: one explanation, a gate for those who take part and one for those who see what
cases cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from billing.liability import InvalidFacts
from billing.presenters.explanation.page import why_words
from billing.queries import explanation as queries
from billing.queries.explanation import Basis
from billing.queries.logged import Logged
from billing.rulebook import rulebook
from billing.rules.case_fields import InvalidField
from billing.rules.explanation import explain
from billing.views.gate import is_invoicer, lines_required
from discharge.papers import pdf
from discharge.process import MESSAGE_TYPES
from discharge.queries import open_case
from discharge.queries.lookups import places
from discharge.queries.lookups.deciding import may_decide
from municipalities.access.roles import CARE_ROLES
from municipalities.models import AccessLog, Unit
from municipalities.swedish.clock import full_words, local_date
from municipalities.views.gate import ActingRequest, assignment_required

OPEN, PRINT = AccessLog.Action.OPEN, AccessLog.Action.PRINT


@assignment_required(roles=CARE_ROLES)
@require_safe
def of_own_case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    case = open_case(request.assignment, case_id, action=OPEN, detail=Logged.LIABILITY)
    basis = _basis_or_404(queries.read_basis(case.reference))
    paper = reverse("billing:why-pdf", args=[case_id])
    back = {"label": f"Ärende {basis.reference}", "url": reverse("discharge:case", args=[case_id])}
    return _why_page(request, basis, back=back, paper=paper, links_to=back["url"])


@assignment_required(roles=CARE_ROLES)
@require_safe
def paper_of_own_case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    case = open_case(request.assignment, case_id, action=PRINT, detail=Logged.LIABILITY)
    printed_by = places.seen_unit(request.assignment.unit, case.place)
    return _why_paper(_basis_or_404(queries.read_basis(case.reference)), printed_by)


@lines_required
@require_safe
def of_any_case(request: ActingRequest, reference: str) -> HttpResponse:
    """Neither invoicer nor economist sees what messages say, so nothing is linked."""
    basis = _any_basis(request, reference, OPEN)
    paper = reverse("billing:case-pdf", args=[reference])
    back = {"label": "Betalningsansvar", "url": reverse("billing:liability")}
    decisions = []
    if is_invoicer(request) and may_decide(request.assignment):
        # What is decided about something said is found where that is shown.
        kinds = MESSAGE_TYPES.values()
        named = [(row, row.verb) for row in kinds if row.decided_by_region and not row.naming.decides]
        named += [(row, f"Skriv in i efterhand: {row.title}") for row in kinds if row.entered_by_region]
        decisions = [(words, reverse("discharge:decide", args=[reference, row.name])) for row, words in named]
    return _why_page(request, basis, back=back, paper=paper, links_to="", decisions=decisions)


@lines_required
@require_safe
def paper_of_any_case(request: ActingRequest, reference: str) -> HttpResponse:
    return _why_paper(_any_basis(request, reference, PRINT), request.assignment.unit)


def _any_basis(request: ActingRequest, reference: str, action: AccessLog.Action) -> Basis:
    return _basis_or_404(queries.any_basis(request.assignment, reference, action))


def _basis_or_404(basis: Basis | None) -> Basis:
    if basis is None:
        raise Http404
    return basis


def _why_page(request: ActingRequest, basis: Basis, **context: Any) -> HttpResponse:
    return render(request, "billing/why.html", {**_explanation_context(basis), **context})


def _why_paper(basis: Basis, printed_by: Unit) -> HttpResponse:
    context = {
        **_explanation_context(basis),
        "printed_at": full_words(timezone.now()),
        "printed_by": printed_by,
    }
    return pdf.response(pdf.paper("billing/pdf/why.html", context), f"betalningsansvar-{basis.reference}")


def _explanation_context(basis: Basis) -> dict[str, Any]:
    """The words; a case whose facts contradict each other says which, as on the page of failures."""
    try:
        why = explain(basis.facts, local_date(timezone.now()), rulebook())
    except (InvalidFacts, InvalidField) as error:
        return {"reference": basis.reference, "error": str(error)}
    if why is None:
        return {"reference": basis.reference, "error": "Personen är inte inskriven än."}
    return {
        "reference": basis.reference,
        "words": why_words(why, basis, queries.read_billed_months(basis.case_id)),
    }
