"""The record keeper's pages: what is asked for, asking, what has been kept long enough, and confirming."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from discharge import actions, queries
from discharge.actions.destruction import KEPT
from discharge.forms.log.destruction import CaseForm, ConfirmForm, DestructionForm, DisposalForm
from discharge.presenters.log import destruction as words
from discharge.process import Refused
from discharge.views.log.gate import record_keeping_required
from municipalities.views.forms import posted_data
from municipalities.views.gate import ActingRequest

ASKED = "Begärt. Ingenting är förstört ännu: en kollega ska läsa begäran och bekräfta."


@record_keeping_required
@require_safe
def show_requests(request: ActingRequest) -> HttpResponse:
    asked = words.list_batches(queries.list_destructions(request.assignment))
    context = {
        "now": timezone.now(),
        "waiting": [one for one in asked if one.is_waiting],
        "done": [one for one in asked if not one.is_waiting][: words.SHOWN],
        "form": CaseForm(),
    }
    return render(request, "discharge/destruction/overview.html", context)


@record_keeping_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_case(request: ActingRequest) -> HttpResponseBase:
    """First which case, by its reference; then which messages, on which decision."""
    now, by, data = timezone.now(), request.assignment, posted_data(request)
    case_form = CaseForm(data)
    context = {"now": now, "case_form": case_form}
    if not case_form.is_valid():
        return render(request, "discharge/destruction/ask.html", context)
    reference = case_form.cleaned_data["reference"]
    kept = queries.kept_messages(by, reference)
    if not kept:
        case_form.add_error("reference", words.NOTHING_KEPT)
        return render(request, "discharge/destruction/ask.html", context)
    has_chosen = data is not None and "decision" in data
    form = DestructionForm([one.id for one in kept], data if has_chosen else None)
    if form.is_valid():
        try:
            asked_id = actions.ask_destruction(
                by=by,
                reference=reference,
                messages=form.chosen(),
                decision=form.cleaned_data["decision"],
                decided_on=form.cleaned_data["decided_on"],
                submission=form.cleaned_data["submission"],
                now=now,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, ASKED)
            return redirect("discharge:destruction-request", asked_id)
    context |= {
        "form": form,
        "reference": reference,
        "rows": [(one, words.type_words(one.type)) for one in kept],
        "chosen": form.sent.getlist("messages"),
        "held": kept[0].held,
    }
    return render(request, "discharge/destruction/ask.html", context)


@record_keeping_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose_due(request: ActingRequest) -> HttpResponseBase:
    """What has been kept for its years, to be chosen from; nothing is chosen beforehand."""
    now, by = timezone.now(), request.assignment
    due = queries.disposal_due(by, now - KEPT)
    form = DisposalForm([row.case_id for row in due], posted_data(request))
    if form.is_valid():
        try:
            asked_id = actions.ask_disposal(
                by=by,
                cases=form.chosen(),
                decision=form.cleaned_data["decision"],
                decided_on=form.cleaned_data["decided_on"],
                submission=form.cleaned_data["submission"],
                now=now,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, ASKED)
            return redirect("discharge:destruction-request", asked_id)
    context = {"now": now, "form": form, "rows": due, "chosen": form.sent.getlist("cases")}
    return render(request, "discharge/destruction/disposal.html", context)


@record_keeping_required
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(request: ActingRequest, destruction_id: UUID) -> HttpResponseBase:
    """One request with what was asked for together with it: read, confirmed by a colleague, or taken back."""
    now, by = timezone.now(), request.assignment
    batch = queries.batch_of(queries.list_destructions(by), destruction_id)
    if not batch:
        raise Http404
    data = posted_data(request)
    takes_back = data is not None and "withdraw" in data
    form = ConfirmForm(None if takes_back else data)
    try:
        if takes_back:
            actions.withdraw_request(by=by, batch=batch, now=now)
            messages.success(request, "Begäran är återtagen. Ingenting är förstört.")
            return redirect("discharge:destruction")
        if form.is_valid():
            count = actions.destroy_content(
                by=by, batch=batch, messages=form.cleaned_data["messages"], now=now
            )
            messages.success(request, words.destroyed_words(count))
            return redirect("discharge:destruction-request", destruction_id)
    except Refused as refused:
        form = form if form.is_bound else ConfirmForm(data)
        form.refuse(refused)
    context = {
        "now": now,
        "form": form,
        "batch": words.one_batch(batch),
        "is_own": batch[0].requested_by_id == by.user_id,
        "rows": [(one, words.type_words(one.type)) for one in queries.named_messages(batch)],
    }
    return render(request, "discharge/destruction/request.html", context)
