"""Sending a message of any type in a case, and acknowledging what has come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from discharge import actions, process, queries
from discharge.forms import MessageForm, submission_of
from discharge.models import Case, Message
from discharge.presenters.messages.cancelling import Cancelling, cancelling
from discharge.presenters.messages.cancelling import cancellable_messages as own_messages
from discharge.presenters.messages.drafts import draft_texts
from discharge.presenters.messages.threads import answered_words
from discharge.presenters.people.ended_units import ended_unit
from discharge.presenters.people.persons import person_in_list
from discharge.process import CANCEL, MESSAGE_TYPES, MessageType, Refused
from discharge.process.state import CaseState
from discharge.queries import journal
from discharge.queries.lookups import directory, lookup
from discharge.views import drafts, previous_messages, way_back
from discharge.views.drafts import Place
from municipalities.access.roles import CASE_ROLES
from municipalities.door.addresses import ours
from municipalities.models import AccessLog
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required


@assignment_required(roles=CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    """The form of one message type: shown with suggestions, sent, or shown again with what was typed."""
    message_type = MESSAGE_TYPES.get(type)
    if message_type is None or message_type.starts_case:
        raise Http404
    action = AccessLog.Action.WRITE if request.method == "POST" else AccessLog.Action.OPEN
    case = queries.open_case(request.assignment, case_id, action=action, detail=type)
    if sent_before(request, case):
        return to_page(request, case)
    state = queries.state_of(case)
    return (_post_form if request.method == "POST" else _show_form)(request, case, message_type, state)


@assignment_required(roles=CASE_ROLES)
@require_POST
def acknowledge(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """Kvittera one message (`message`), or all that wait for the unit; `next` is where the click was made."""
    by, text = request.assignment, request.POST.get("message")
    try:
        message_id = UUID(text) if text else None
    except ValueError:
        raise Http404 from None
    case, _ = queries.open_within(
        by,
        case_id,
        lambda case: queries.received(case.pk, message_id, by.unit_id) if message_id else case,
        action=AccessLog.Action.WRITE,
        detail="kvittens",
    )
    number = actions.acknowledge(by=by, case_id=case.pk, message_id=message_id, now=timezone.now)
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Trigger": "acknowledged"})
    # What has been done, also where a colleague had done it already.
    said = {0: "Inget mer att kvittera.", 1: "Kvitterat: 1 meddelande."}
    messages.success(request, said.get(number, f"Kvitterat: {number} meddelanden."))
    return redirect(ours(request, request.POST.get("next")) or resolve_url("discharge:case", case.pk))


def _show_form(
    request: ActingRequest, case: Case, message_type: MessageType, state: CaseState
) -> HttpResponse:
    unit = request.assignment.unit_id
    refusals = message_type.refusals(state, unit)
    if not _sends(request, message_type, state):
        refusals = [f"Er enhet skickar inte {process.in_sentence(message_type.title)}."]
    place = Place(case.pk, message_type, drafts.about_of(message_type, request.GET))
    draft = place.draft(request)
    if place.about and not refusals:
        if draft is None:
            # What the case does not hold is not found.
            previous_messages.answered_message(case, message_type, place.about)
        refused = drafts.refusal_to_answer(case.pk, message_type, place.about)
        refusals = [refused] if refused else []
    if refusals:
        return refused_page(request, case, message_type.verb_in(state), refusals, place)
    answered = previous_messages.answered_message(case, message_type, place.about)
    wanted = {
        name: value
        for name, value in request.GET.items()
        if name in (message_type.naming.to_unit, message_type.naming.cancels)
    }
    kept = draft.values if draft else previous_messages.newest_version(case, message_type, state, unit)
    if draft:
        kept = dict.fromkeys(field.name for field in message_type.fields) | kept
    if message_type.continues:
        wanted |= queries.last_said(case, message_type.continues)
    wanted |= previous_messages.answering(message_type, answered, unit)
    if (
        message_type.naming.cancels in wanted
        and str(kept.get(message_type.naming.cancels)) != wanted[message_type.naming.cancels]
    ):
        # What was written about another message is not about this one.
        kept = {}
    form = _make_form(request, case, message_type, state, wanted=wanted, kept=kept)
    return _form_page(request, case, form, place, answered)


def refused_page(
    request: ActingRequest, case: Case, verb: str, refusals: list[str], place: Place
) -> HttpResponse:
    """Why not now; with what was written while it still could be sent."""
    draft = place.draft(request)
    context: dict[str, Any] = {
        "verb": verb,
        "to_do": process.infinitive(verb),
        "refusals": refusals,
        "draft": draft,
    }
    if draft:
        context |= {"draft_texts": draft_texts(draft)}
    if place.row.naming.replies_to and not place.corrects:
        context |= {"about": place.about, "about_field": place.row.naming.replies_to}
    return form_page(request, case, **context, **place.addresses())


def _post_form(
    request: ActingRequest, case: Case, message_type: MessageType, state: CaseState
) -> HttpResponseBase:
    """Send it, or show the form with what was typed, which is kept as a draft too."""
    form = _make_form(request, case, message_type, state, data=request.POST, files=request.FILES)
    if form.is_valid():
        try:
            actions.send(
                by=request.assignment,
                case_id=case.pk,
                type=message_type.name,
                values=form.values(),
                submission=form.cleaned_data["submission"],
                now=timezone.now,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"Skickat: {message_type.title}.")
            return to_page(request, case)

    place = Place(case.pk, message_type, drafts.about_of(message_type, request.POST))
    if "submission" not in form.errors and _sends(request, message_type, form.state):
        is_kept = drafts.keep_refused(request, place, form)
        if is_kept and message_type.refusals(queries.state_of(case), request.assignment.unit_id):
            return not_any_more(request, place, f"Inte skickat: {message_type.title}.")
    form.ask_for_files_again()
    answered = previous_messages.answered_message(case, message_type, place.about)
    return _form_page(request, case, form, place, answered)


def _sends(request: ActingRequest, message_type: MessageType, state: CaseState) -> bool:
    return request.assignment.unit.party in message_type.senders_in(state)


def not_any_more(request: ActingRequest, place: Place, said: str) -> HttpResponseBase:
    """To the page that says why it can't be sent, with what was written, when that has been kept.

    The page that the form stood on is of how it was before.
    """
    messages.error(request, said)
    return HttpResponseClientRedirect(place.address) if request.htmx else redirect(place.address)


def _make_form(
    request: ActingRequest, case: Case, message_type: MessageType, state: CaseState, **changes: Any
) -> MessageForm:
    return MessageForm(
        message_type, state, by=request.assignment, case_id=case.pk, now=timezone.now(), **changes
    )


def _form_page(
    request: ActingRequest, case: Case, form: MessageForm, place: Place, answered: Message | None
) -> HttpResponse:
    message_type, unit, today = form.type, request.assignment.unit_id, local_date(form.now)
    receivers = process.receivers(message_type, form.state, unit)
    context = {
        "verb": message_type.verb_in(form.state),
        "not_sent": f"Inte skickat: {message_type.title}. Rätta det här och skicka igen",
        "sends": message_type.sends_in(form.state),
        "address": resolve_url("discharge:send", case.pk, message_type.name),
        "form": form,
        "draft": place.draft(request),
        "answered": answered_words(answered) if answered else None,
        "newer": previous_messages.newer_version(case, form, unit),
        "cancelling": _find_cancelled(request, case, form),
        "may_cancel": own_messages(queries.case_file(case), unit, hidden=case.patient.protected_identity)
        if message_type is CANCEL
        else [],
        # Receivers that exist no more: said before the message is sent.
        "ended_units": [
            words for one in directory.ended_among(receivers, today) if (words := ended_unit(one, today))
        ],
        "receivers": "" if message_type.naming.to_parties else directory.join_names(receivers),
    }
    return form_page(request, case, **context, **place.addresses())


def _find_cancelled(request: ActingRequest, case: Case, form: MessageForm) -> Cancelling | None:
    """The message that the form cancels, with what it says and what follows; None until one is chosen."""
    if form.type is not CANCEL:
        return None
    try:
        message_id = UUID(str(form[CANCEL.naming.cancels].value()))
    except ValueError:
        return None
    file, now = queries.case_file(case), timezone.now()
    if message_id not in {message.pk for message in file.messages}:
        return None
    after, hidden = journal.state_without(message_id, case.pk, now), case.patient.protected_identity
    return cancelling(file, message_id, after, request.assignment, now, hidden=hidden)


def form_page(request: ActingRequest, case: Case, **context: Any) -> HttpResponse:
    """A message's form: the whole page, or for htmx the form alone."""
    now = timezone.now()
    context |= {"back": way_back.page_to_return_to(request, case.pk)}
    context |= {"case": case, "now": now, "person": person_in_list(case, local_date(now))}
    template = "discharge/forms/_message.html" if request.htmx else "discharge/forms/message.html"
    return render(request, template, context)


def sent_before(request: ActingRequest, case: Case) -> bool:
    """Whether this very form has been sent before: a double click, the back button."""
    submission = submission_of(request.POST)
    return submission is not None and lookup.case_of(submission) == case.pk


def to_page(request: ActingRequest, case: Case) -> HttpResponseBase:
    """To where the form was opened: the case, its SIP, or a list of placements."""
    address = way_back.page_to_return_to(request, case.pk)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
