"""The log reviewer's pages: the log, one reading and its judgements, one person's log on page and paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from discharge import actions, queries
from discharge.forms.log.access_log import LogFilterForm, PersonLogForm, ReviewForm
from discharge.papers import pdf
from discharge.persons import checked_numbers
from discharge.persons.checked_numbers import NotChecked
from discharge.presenters.log import access_log as words
from discharge.presenters.log import own_log
from discharge.presenters.log.relation import relation_facts
from discharge.presenters.people.lookups import too_many
from discharge.process import Refused
from discharge.queries.lookups.lookup import TooMany
from discharge.views.log.gate import log_review_required
from discharge.views.paging import page_number
from municipalities.access.log_rules import WORDS
from municipalities.ids import parse_id
from municipalities.swedish.clock import full_words, local_date
from municipalities.views.forms import posted_data
from municipalities.views.gate import ActingRequest

#: The reason in the log when the paper is made of a person who has just been looked up.
HANDED_OUT = "Loggen skrivs ut"


@log_review_required
@require_safe
def log(request: ActingRequest) -> HttpResponse:
    now, by = timezone.now(), request.assignment
    form = LogFilterForm(local_date(now), queries.units_of_organisation(by), request.GET or None)
    context: dict[str, Any] = {"now": now, "form": form, "current": "log"}
    if not form.is_bound or form.is_valid():
        filters, number = form.filters(), page_number(request)
        page = queries.log_page(by, filters, number)
        context["rows"] = words.reading_words(page, queries.reviews_of(row.pk for row in page.rows))
        context["previous_url"] = words.address(filters, number - 1) if number > 1 else ""
        context["next_url"] = words.address(filters, number + 1) if page.has_next else ""
    return render(request, "discharge/log/log.html", context)


@log_review_required
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request: ActingRequest, reading_id: UUID) -> HttpResponseBase:
    """One row of the log with what surrounds it, and the form that documents a judgement of it."""
    page = queries.reading(request.assignment, reading_id)
    # The selection that the reader goes through, by the address.
    selection_id = parse_id(request.GET.get("urval"))
    form = ReviewForm(posted_data(request))
    if form.is_valid():
        try:
            actions.review_reading(
                by=request.assignment, reading_id=reading_id, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "Granskningen är dokumenterad.")
            return redirect(_after_judging(request, reading_id, selection_id))
    reviews = queries.reviews_of(row.pk for row in page.rows)
    found, *around = words.reading_words(page, reviews)
    relation = queries.relation(page)
    context = {
        "now": timezone.now(),
        "current": "log",
        "form": form,
        "reading": found,
        "around": around,
        "relation": relation_facts(relation) if relation else [],
        "drawn_for": [WORDS[reason] for reason in queries.reasons_drawn(reading_id)],
        "selection_id": selection_id,
        "reviews": [(review, words.finding_of(review)) for review in reviews.get(reading_id, [])],
    }
    return render(request, "discharge/log/reading.html", context)


def _after_judging(request: ActingRequest, reading_id: UUID, selection_id: UUID | None) -> str:
    """The next reading of the selection that nobody has judged; the selection itself when there is none."""
    here = reverse("discharge:log-reading", args=[reading_id])
    if selection_id is None:
        return here
    if "next" not in request.POST:
        return f"{here}?urval={selection_id}"
    following = queries.next_to_judge(selection_id, reading_id)
    if following is None:
        messages.success(request, "Alla utvalda läsningar är granskade.")
        return reverse("discharge:log-selection", args=[selection_id])
    return f"{reverse('discharge:log-reading', args=[following])}?urval={selection_id}"


@log_review_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: ActingRequest) -> HttpResponse:
    """One person's readings at the organisation. The number comes by POST and never stands in an address."""
    now = timezone.now()
    form = PersonLogForm(now, posted_data(request))
    context: dict[str, Any] = {"now": now, "form": form, "current": "person"}
    if form.is_valid():
        number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        try:
            found = queries.logged_person(number, by=request.assignment, reason=reason, now=now)
        except TooMany as limit:
            form.add_error("number", too_many(limit))
            return render(request, "discharge/log/person.html", context, status=429)
        page = queries.log_of_person(found)
        rows = words.reading_words(page, queries.reviews_of(row.pk for row in page.rows))
        nameless = {row.pk for row in page.rows if own_log.is_nameless(row)}
        context |= {
            "checked": checked_numbers.sign(number, request.assignment),
            "rows": [row for row in rows if row.id not in nameless],
            "nameless": [row for row in rows if row.id in nameless],
            "is_cut": page.has_next,
        }
    return render(request, "discharge/log/person.html", context)


@log_review_required
@require_POST
def person_pdf(request: ActingRequest) -> HttpResponseBase:
    """The person's own log as a paper to hand out (PDL 2008:355, 8 kap. 5 §)."""
    now, by = timezone.now(), request.assignment
    try:
        number = checked_numbers.read(request.POST.get("checked", ""))
        found = queries.logged_person(number, by=by, reason=HANDED_OUT, now=now)
    except NotChecked:
        messages.error(request, "Sök numret igen.")
        return redirect("discharge:log-person")
    except TooMany as limit:
        messages.error(request, too_many(limit))
        return redirect("discharge:log-person")
    paper = own_log.own_log(found, queries.paper_of_person(by, found), by)
    context = {"paper": paper, "printed_at": full_words(now), "printed_by": paper.printed_by}
    return pdf.response(pdf.paper("discharge/pdf/own_log.html", context), "logg")
