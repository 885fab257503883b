"""Sending a message of any type in a case, and acknowledging what has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from discharge import actions, process, queries
from discharge.actions.sending.composing import OnBehalf
from discharge.actions.sending.messages import Known
from discharge.forms import MessageForm, submission_of, typed_values
from discharge.forms.kinds import unit_label
from discharge.forms.rows import ADD
from discharge.models import Case, Draft, Message
from discharge.presenters.lists.row import acknowledged_words
from discharge.presenters.messages.cancelling import Cancelling, cancelling
from discharge.presenters.messages.cancelling import cancellable_messages as own_messages
from discharge.presenters.messages.drafts import draft_texts
from discharge.presenters.messages.entering import Review, review
from discharge.presenters.messages.threads import answered_words
from discharge.presenters.people.consents import ConsentAsk, ask_if_refused
from discharge.presenters.people.ended_units import ended_unit
from discharge.presenters.people.persons import person_in_list
from discharge.presenters.people.suggestions import SuggestionWords, nearby_words
from discharge.process import CANCEL, MESSAGE_TYPES, MessageType, Refused
from discharge.process.judging import afterwards
from discharge.process.parts.planning import holds_planning
from discharge.process.state import CaseState, Entry
from discharge.queries import Carrying, CaseFile, journal
from discharge.queries.lookups import directory
from discharge.queries.lookups.places import seen_unit, veil_row
from discharge.queries.lookups.suggesting import units_nearby, who_in_case
from discharge.views import drafts, previous_messages, way_back
from discharge.views.drafts import Place
from municipalities.access.roles import CASE_ROLES
from municipalities.door.addresses import ours
from municipalities.ids import parse_id
from municipalities.models import AccessLog, Unit
from municipalities.swedish.clock import local_date
from municipalities.swedish.lists import and_list
from municipalities.units.groups import GROUPS_OF
from municipalities.views.gate import ActingRequest, assignment_required

#: Names the unit whose words a form holds, where that is not connected.
SAYS = "at"


@assignment_required(roles=CASE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    """The form of one message type: shown with suggestions, sent, or shown again with what was typed."""
    message_type = MESSAGE_TYPES.get(type)
    if message_type is None or message_type.starts_case:
        raise Http404
    action = AccessLog.Action.WRITE if request.method == "POST" else AccessLog.Action.OPEN
    case = queries.open_case(request.assignment, case_id, action=action, detail=type)
    opened = _open_form(request, case, message_type, shows_messages=request.method != "POST")
    if sent_before(request, opened.entries):
        return to_page(request, case)
    return (_post_form if request.method == "POST" else _show_form)(request, opened, message_type)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The case of a form as it stands; `file` where the form shows messages of it.

    `carrying` where it begins with what some of them say.

    `says` is the unit whose words the form holds: one that is not connected, where they are entered for it.
    """

    case: Case
    entries: list[Entry]
    state: CaseState
    says: Unit
    file: CaseFile | None = None
    carrying: Carrying | None = None


def _open_form(
    request: ActingRequest, case: Case, message_type: MessageType, *, shows_messages: bool
) -> _Opened:
    """Raises Http404: the words of a unit that has no part in the case."""
    needs = any(field.each_of for field in message_type.fields) or (message_type is CANCEL and shows_messages)
    file = queries.case_file(case) if needs else None
    carrying = queries.open_carrying(case) if message_type.carries_circumstances else None
    read = file or carrying
    entries, state = (read.entries, read.state) if read else queries.as_known(case, journal.read(case.pk))
    named = request.POST.get(SAYS) or request.GET.get(SAYS)
    if not named:
        return _Opened(case, entries, state, request.assignment.unit, file, carrying)
    unit = parse_id(named)
    if unit not in state.parts:
        queries.refuse(request.assignment, case.pk, action=AccessLog.Action.OPEN, detail=message_type.name)
    return _Opened(case, entries, state, directory.named_units([unit])[0], file, carrying)


@assignment_required(roles=CASE_ROLES)
@require_POST
def acknowledge(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """Kvittera what was shown (`message`), or all that waits; `next` is where the click was made."""
    by = request.assignment
    try:
        named = [UUID(text) for text in request.POST.getlist("message") if text] or None
    except ValueError:
        raise Http404 from None
    case, _ = queries.open_within(
        by,
        case_id,
        lambda case: case if queries.has_received(case.pk, named or (), by.unit_id) else None,
        action=AccessLog.Action.WRITE,
        detail="kvittens",
    )
    number = actions.acknowledge(by=by, case_id=case.pk, messages=named, now=timezone.now)
    messages.success(request, acknowledged_words(number))
    return redirect(ours(request, request.POST.get("next")) or resolve_url("discharge:case", case.pk))


def _show_form(request: ActingRequest, opened: _Opened, message_type: MessageType) -> HttpResponse:
    case, state, unit = opened.case, opened.state, opened.says.pk
    refusals = _refusals(request, opened, message_type, request.GET)
    place = Place(case.pk, message_type, drafts.about_of(message_type, request.GET))
    draft, answered = None if _enters(request, opened) else place.draft(request), None
    if place.about and not refusals:
        answered = veil_row(queries.message(case.pk, place.about), case)
        if draft is None:
            previous_messages.refuse_strange(answered, message_type)
        refused = drafts.refusal_to_answer(answered, message_type, opened.entries)
        refusals = [refused] if refused else []
    if refusals:
        ask = None
        if not _enters(request, opened):
            ask = ask_if_refused(message_type, state, request.assignment, refusals[0])
        return refused_page(request, case, message_type.verb_in(state), refusals, place, draft, ask)
    wanted: dict[str, Any] = {
        name: value for name, value in request.GET.items() if name in message_type.naming.in_address
    }
    wanted |= _as_stand_in(opened, message_type, wanted)
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
    form = _make_form(request, opened, message_type, wanted=wanted, kept=kept)
    return _form_page(request, opened, form, place, draft, answered)


def _refusals(
    request: ActingRequest, opened: _Opened, message_type: MessageType, data: QueryDict
) -> list[str]:
    """Why it may not be sent now; what is entered afterwards the case as it was then may allow."""
    state, unit = opened.state, opened.says.pk
    if not _sends(opened, message_type):
        return [f"Er enhet skickar inte {process.in_sentence(message_type.title)}."]
    if _enters(request, opened):
        entering = message_type.refusal_of_entering(state, request.assignment.unit_id, unit)
        return [entering] if entering else message_type.refusals(state, unit)
    is_entered = data.get("efterhand") or afterwards.is_said(
        {name: data.get(name) for name in afterwards.NAMES}
    )
    if is_entered and message_type.may_be_entered_afterwards and state.acts(unit):
        return []
    return message_type.refusals(state, unit)


def refused_page(
    request: ActingRequest,
    case: Case,
    verb: str,
    refusals: list[str],
    place: Place,
    draft: Draft | None,
    ask: ConsentAsk | None = None,
) -> HttpResponse:
    """Why not now; with what was written while it still could be sent, and the consent that is missing."""
    context: dict[str, Any] = {
        "verb": verb,
        "to_do": process.infinitive(verb),
        "refusals": refusals,
        "draft": draft,
        "ask": ask,
        "after_consent": place.address,
    }
    if draft:
        context |= {"draft_texts": draft_texts(draft)}
    if place.row.naming.replies_to and not place.corrects:
        context |= {"about": place.about, "about_field": place.row.naming.replies_to}
    return form_page(request, case, **context, **place.addresses())


def _post_form(request: ActingRequest, opened: _Opened, message_type: MessageType) -> HttpResponseBase:
    """Send it, or show the form with what was typed, which is kept as a draft too."""
    case = opened.case
    if request.POST.get(ADD):
        return _add_row(request, opened, message_type)
    form = _make_form(request, opened, message_type, data=request.POST, files=request.FILES)
    if form.is_valid():
        try:
            reviewed = _review(request, opened, form)
            if reviewed and request.POST.get("reviewed") != reviewed.mark:
                return _review_page(request, opened, form, reviewed)
            actions.send(
                by=request.assignment,
                case_id=case.pk,
                type=message_type.name,
                values=form.values(),
                submission=form.cleaned_data["submission"],
                now=timezone.now,
                behalf=opened.says.pk if _enters(request, opened) else None,
                known=Known(opened.entries, opened.state),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            done = "Skickat" if message_type.receivers else "Sparat"
            messages.success(request, f"{done}: {message_type.title}.")
            return to_page(request, case)

    # What refused it may have come since.
    opened = _open_form(request, case, message_type, shows_messages=True)
    place = Place(case.pk, message_type, drafts.about_of(message_type, request.POST))
    kept = _sends(opened, message_type) and not _enters(request, opened)
    if "submission" not in form.errors and kept:
        is_kept = drafts.keep_refused(request, place, form)
        if is_kept and _refusals(request, opened, message_type, request.POST):
            return not_any_more(request, place, f"Inte skickat: {message_type.title}.")
    form.ask_for_files_again()
    answered = previous_messages.answered_message(case, message_type, place.about)
    return _form_page(request, opened, form, place, place.draft(request), answered)


def _add_row(request: ActingRequest, opened: _Opened, message_type: MessageType) -> HttpResponse:
    """The form with what stands in it, right or wrong, and one more row in the list that asks for it."""
    typed = typed_values((*message_type.fields, *afterwards.ASKED), request.POST)
    form = _make_form(request, opened, message_type, kept=typed)
    form.add_row(request.POST[ADD])
    place = Place(opened.case.pk, message_type, drafts.about_of(message_type, request.POST))
    answered = previous_messages.answered_message(opened.case, message_type, place.about)
    return _form_page(request, opened, form, place, place.draft(request), answered)


def _review(request: ActingRequest, opened: _Opened, form: MessageForm) -> Review | None:
    """What follows of a message that is entered afterwards; None of one that is sent now. Raises Refused."""
    values, by, now = form.values(), request.assignment, timezone.now()
    if not afterwards.is_said(values):
        return None
    entry, after = actions.preview(
        by=by, case_id=opened.case.pk, type=form.type.name, values=values, now=timezone.now
    )
    return review(queries.case_file(opened.case), entry, after, by, now)


def _review_page(
    request: ActingRequest, opened: _Opened, form: MessageForm, reviewed: Review
) -> HttpResponse:
    """The form once more, with what it comes to; a file is chosen again, since no browser sends it twice."""
    place = Place(opened.case.pk, form.type, drafts.about_of(form.type, request.POST))
    drafts.keep_refused(request, place, form)
    form.ask_for_files_again()
    answered = previous_messages.answered_message(opened.case, form.type, place.about)
    return _form_page(request, opened, form, place, place.draft(request), answered, reviewed)


def _sends(opened: _Opened, message_type: MessageType) -> bool:
    return opened.says.party in message_type.senders_in(opened.state)


def _enters(request: ActingRequest, opened: _Opened) -> bool:
    """Whether it is what a unit that is not connected has said."""
    return opened.says.pk != request.assignment.unit_id


def not_any_more(request: ActingRequest, place: Place, said: str) -> HttpResponseBase:
    """To the page that says why it can't be sent, with what was written, when that has been kept.

    The page that the form stood on is of how it was before.
    """
    messages.error(request, said)
    return HttpResponseClientRedirect(place.address) if request.htmx else redirect(place.address)


def _make_form(
    request: ActingRequest, opened: _Opened, message_type: MessageType, **changes: Any
) -> MessageForm:
    form = MessageForm(
        message_type,
        opened.state,
        by=OnBehalf(request.assignment, opened.says),
        case_id=opened.case.pk,
        now=timezone.now(),
        **changes,
    )
    # Not into the words of another unit, nor into what was said at another time.
    is_now = not _enters(request, opened) and not request.GET.get("efterhand")
    if opened.carrying and is_now:
        form.begin_with(queries.find_carried(opened.carrying, message_type, opened.says.pk))
    return form.name_rows(opened.file.names if opened.file else {}).veil(opened.case.place)


def _form_page(
    request: ActingRequest,
    opened: _Opened,
    form: MessageForm,
    place: Place,
    draft: Draft | None,
    answered: Message | None,
    reviewed: Review | None = None,
) -> HttpResponse:
    case, message_type = opened.case, form.type
    unit, today, file = opened.says.pk, local_date(form.now), opened.file
    own = request.assignment.unit_id
    receivers = directory.named_units(
        one for one in process.receivers(message_type, form.state, unit) if one != own
    )
    receivers = [seen_unit(one, case.place) for one in receivers]
    hidden = case.patient.protected_identity
    context = {
        "verb": message_type.verb_in(form.state),
        "not_sent": f"Inte skickat: {message_type.title}. Rätta det här och skicka igen",
        "sends": "Bekräfta och skriv in" if reviewed else message_type.sends_in(form.state),
        "review": reviewed,
        "address": resolve_url("discharge:send", case.pk, message_type.name),
        "form": form,
        "draft": draft,
        "answered": answered_words(answered) if answered else None,
        "newer": previous_messages.newer_version(case, form, opened.state, unit),
        "cancelling": _find_cancelled(request, file, form) if file and message_type is CANCEL else None,
        "may_cancel": own_messages(file, unit, hidden=hidden) if file and message_type is CANCEL else [],
        # Receivers that exist no more: said before the message is sent.
        "ended_units": [words for one in receivers if (words := ended_unit(one, today))],
        "receivers": ""
        if message_type.naming.to_parties
        else and_list(unit_label(one, today) for one in receivers),
        "on_paper": [one.full_name for one in receivers if not one.is_connected_on(today)],
        "nearby": _find_nearby(opened, form),
        "says": opened.says if _enters(request, opened) else None,
        "says_field": SAYS,
    }
    # What is entered for another is kept by nobody until it is sent.
    return form_page(request, case, **context, **({} if context["says"] else place.addresses()))


def _as_stand_in(opened: _Opened, message_type: MessageType, wanted: Mapping[str, Any]) -> dict[str, str]:
    """It is to hold the planning too, where who is brought in stands in for a holder that has ended."""
    to = wanted.get(message_type.naming.to_unit) if message_type.naming.holder else None
    state, today = opened.state, local_date(timezone.now())
    holding = (unit for unit in state.parts if to and holds_planning(state, unit))
    ended = (ended_unit(unit, today) for unit in directory.named_units(holding))
    stands_in = any(one and str(one.stand_in_id) == to for one in ended)
    return {message_type.naming.holder: "on"} if stands_in else {}


def _find_nearby(opened: _Opened, form: MessageForm) -> SuggestionWords | None:
    """Whom the case may be sent to, where the message brings a unit in; by what the form says of who pays."""
    field = form.type.brings_in
    if field is None:
        return None
    state, today = opened.state, local_date(form.now)
    residence = form.residence() if form.type.corrects_payer else state.residence
    who = who_in_case(opened.case, residence, state.care_type, today)
    parties = [party for party in GROUPS_OF if party in (field.units or (opened.says.party,))]
    nearby = units_nearby(who, parties, today)
    found = {p: [one for one in rows if one.unit != opened.says] for p, rows in nearby.items()}
    hidden = opened.case.patient.protected_identity
    return nearby_words(found, who, state, form.now, hidden=hidden)


def _find_cancelled(request: ActingRequest, file: CaseFile, form: MessageForm) -> Cancelling | None:
    """The message that the form cancels, with what it says and what follows; None until one is chosen."""
    try:
        message_id = UUID(str(form[CANCEL.naming.cancels].value()))
    except ValueError:
        return None
    if message_id not in {message.pk for message in file.messages}:
        return None
    now, hidden = timezone.now(), file.case.patient.protected_identity
    after = journal.state_without(message_id, file.entries, now)
    return cancelling(file, message_id, after, request.assignment, now, hidden=hidden)


def form_page(request: ActingRequest, case: Case, **context: Any) -> HttpResponse:
    """A message's form: the whole page, or for htmx the form alone."""
    now = timezone.now()
    context |= {"back": way_back.page_to_return_to(request, case.pk)}
    context |= {"case": case, "now": now, "person": person_in_list(case, local_date(now))}
    context["is_afterwards"] = bool(request.GET.get("efterhand"))
    template = "discharge/forms/_message.html" if request.htmx else "discharge/forms/message.html"
    return render(request, template, context)


def sent_before(request: ActingRequest, entries: list[Entry]) -> bool:
    """Whether this very form has been sent before in the case: a double click, the back button."""
    submission = submission_of(request.POST)
    return submission is not None and any(entry.submission == submission for entry in entries)


def to_page(request: ActingRequest, case: Case) -> HttpResponseBase:
    """To where the form was opened: the case, its SIP, a list of placements, or a row of the work list."""
    address = way_back.page_to_return_to(request, case.pk)
    if request.htmx and address.startswith(resolve_url("discharge:row", case.pk)):
        # The row alone comes in the form's place.
        return redirect(address)
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
