"""A row of the work list that opens in place: what is unread is read there, and what is due is done there.

What has been done is said, and may be undone. Every function has a page where there is no JavaScript.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from discharge import actions, queries
from discharge.actions.sending.messages import Known
from discharge.forms import submission_of
from discharge.forms.messages import RowForm, row_form
from discharge.models import Case
from discharge.presenters.lists import row as words
from discharge.presenters.lists import tabs
from discharge.presenters.lists import worklist as list_words
from discharge.presenters.people.persons import person_in_list
from discharge.process import CANCEL, MESSAGE_TYPES, MessageType, Refused
from discharge.process.judging.undoing import refusal_to_take_back
from discharge.queries import LISTS, CaseFile
from discharge.views import drafts, way_back
from discharge.views.drafts import Place
from discharge.views.lists.worklist import chosen_in
from municipalities.access.roles import CARE_ROLES
from municipalities.ids import new_id, parse_id
from municipalities.models import AccessLog, Assignment, Role
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required

#: Why a message that was sent by mistake is cancelled, for who reads the case.
UNDONE = "Ångrat: skickades av misstag."


@dataclass(frozen=True, slots=True)
class _Act:
    """What may be done in the row: its form, where its draft is kept, and what had been sent by then."""

    form: RowForm
    latest: str
    is_open: bool
    draft: Any = None
    draft_address: str = ""
    discard_address: str = ""


@assignment_required(roles=CARE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def row(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """The open row: with htmx below its row, else a page. Posted to, it acknowledges what it had shown."""
    by = request.assignment
    if request.method != "POST":
        case = queries.open_case(by, case_id, detail="rad i arbetslistan")
        return _show(request, case, queries.case_file(case), is_done="gjort" in request.GET)
    case = queries.open_case(by, case_id, action=AccessLog.Action.WRITE, detail="kvittens")
    shown = [one for one in map(parse_id, request.POST.getlist("message")) if one]
    number = actions.acknowledge(by=by, case_id=case.pk, messages=shown, now=timezone.now)
    file = queries.case_file(case)
    _say(request, words.acknowledged_words(number), *words.beside_words(file, shown, by, timezone.now()))
    return _done(request, case, file)


@assignment_required(roles=CARE_ROLES)
@require_POST
def send(request: ActingRequest, case_id: UUID, type: str) -> HttpResponseBase:
    """Send a message by the row's own form; refused, the row is shown with what was typed."""
    message_type, by = MESSAGE_TYPES.get(type), request.assignment
    if message_type is None or not message_type.in_row:
        raise Http404
    case = queries.open_case(by, case_id, action=AccessLog.Action.WRITE, detail=type)
    file, now = queries.case_file(case), timezone.now()
    submission = submission_of(request.POST)
    if submission and any(entry.submission == submission for entry in file.entries):
        return _done(request, case, file)
    typed = row_form(
        message_type, file.state, by=by, case=case, key=_key(request, case), now=now, data=request.POST
    )
    try:
        if typed.form.is_valid():
            _refuse_overtaken(request, file, message_type, now)
            actions.send(
                by=by,
                case_id=case.pk,
                type=type,
                values=typed.form.values(),
                submission=typed.form.cleaned_data["submission"],
                now=timezone.now,
                known=Known(file.entries, file.state),
            )
            _say(request, f"Skickat: {message_type.title}.")
            return _done(request, case, queries.case_file(case))
    except Refused as refused:
        typed.form.refuse(refused)
    if "submission" not in typed.form.errors and by.unit.party in message_type.senders_in(file.state):
        drafts.keep_refused(request, Place(case.pk, message_type), typed.form)
    return _show(request, case, file, is_done=False, refused=typed)


@assignment_required(roles=CARE_ROLES)
@require_POST
def undo(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """Ångra: receipts that were just given (`message`), or a message that was just sent (`sent`)."""
    by, sent = request.assignment, parse_id(request.POST.get("sent", ""))
    case = queries.open_case(by, case_id, action=AccessLog.Action.WRITE, detail="ångrat i raden")
    named = [one for one in map(parse_id, request.POST.getlist("message")) if one]
    try:
        if sent:
            said = f"Ångrat: {_take_back(case, sent, by)}."
        else:
            number = actions.undo_receipts(by=by, case_id=case.pk, message_ids=named, now=timezone.now)
            said = words.undone_words(number)
    except Refused as refused:
        _say(request, "", refused.message)
    else:
        _say(request, said)
    return _done(request, case, queries.case_file(case), stays=True)


def _take_back(case: Case, message_id: UUID, by: Assignment) -> str:
    """Cancel the message, and return what it is called. Raises Refused; Http404 for none of the case's."""
    file = queries.case_file(case)
    message = next((one for one in file.counting if one.pk == message_id), None)
    if message is None or message.sender_unit_id != by.unit_id:
        raise Refused("Meddelandet gäller inte längre. Läs ärendet som det är nu.")
    message_type = MESSAGE_TYPES[message.type]
    if refusal := refusal_to_take_back(message_type, message.sent_at, timezone.now()):
        raise Refused(refusal)
    values = {CANCEL.naming.cancels: message_id, "reason": UNDONE}
    actions.send(
        by=by, case_id=case.pk, type=CANCEL.name, values=values, submission=new_id(), now=timezone.now
    )
    return message_type.title


def _refuse_overtaken(
    request: ActingRequest, file: CaseFile, message_type: MessageType, now: datetime
) -> None:
    """Raise Refused where somebody has sent the same since the row was shown; shown again, it knows."""
    latest = file.latest(message_type.name)
    if latest and "latest" in request.POST and request.POST["latest"] != str(latest.pk):
        raise Refused(words.overtaken_words(latest, now))


def _say(request: ActingRequest, done: str, *beside: str) -> None:
    if done:
        messages.success(request, done)
    for text in beside:
        messages.warning(request, text)


def _done(request: ActingRequest, case: Case, file: CaseFile, *, stays: bool = False) -> HttpResponseBase:
    """What was done is shown in the row, `stays` with the focus too; without script in the list."""
    if request.htmx:
        return _show(request, case, file, is_done=True, stays=stays)
    return redirect(way_back.to_list(request, case.pk) or "discharge:worklist")


def _key(request: ActingRequest, case: Case) -> str:
    """Which of the page's rows; of what is none, the case's own."""
    asked = request.POST if request.method == "POST" else request.GET
    return list_words.key_of(case.pk, asked.get("rad", ""))


def _show(
    request: ActingRequest,
    case: Case,
    file: CaseFile,
    *,
    is_done: bool,
    stays: bool = False,
    refused: RowForm | None = None,
) -> HttpResponse:
    """`is_done`: something has been done here, so the row and the lists' numbers are shown anew too."""
    now, by = timezone.now(), request.assignment
    page, tasks = queries.show_row(by, case.pk)
    asked = request.POST if request.method == "POST" else request.GET
    named = LISTS.get(asked.get("lista", ""))
    in_tasks = bool(named and named.tasks)
    shown = list_words.one_row(page, tasks, now, key=_key(request, case), in_tasks=in_tasks)
    opened = words.open_row(file, by, now)
    context: dict[str, Any] = {
        "now": now,
        "case": case,
        "person": person_in_list(case, local_date(now)),
        "open": opened,
        "acts": _acts(request, case, file, opened, refused),
        "rows": [shown],
        "row": shown,
        "list_name": named.name if named else "",
        "list_address": way_back.to_list(request, case.pk) or resolve_url("discharge:worklist"),
        "is_ward": by.role == Role.INPATIENT,
        "is_done": is_done,
        "stays": stays,
    }
    if not request.htmx:
        return render(request, "discharge/row.html", context)
    if is_done:
        context["band"] = _band(request, now)
    response = render(request, "discharge/_row_open.html", context)
    if is_done or refused:
        # In place of all that the row had open, wherever in it something was done.
        response["HX-Retarget"], response["HX-Reswap"] = f"#open-{shown.key}", "outerHTML"
    return response


def _acts(
    request: ActingRequest, case: Case, file: CaseFile, opened: words.OpenRow, refused: RowForm | None
) -> list[_Act]:
    """One is open, and first: what was refused, also where it may not be sent any more."""
    by, now = request.assignment, timezone.now()
    kept = {one.type: one for one in queries.drafts(by, case.pk) if not (one.about or one.corrects)}
    types = [MESSAGE_TYPES[choice.type] for choice in opened.in_row]
    if refused and refused.type not in types:
        types.insert(0, refused.type)
    found = []
    for message_type in types:
        latest, draft = file.latest(message_type.name), kept.get(message_type.name)
        form = refused if refused and refused.type is message_type else None
        form = form or row_form(
            message_type,
            file.state,
            by=by,
            case=case,
            key=_key(request, case),
            now=now,
            kept=draft.values if draft else None,
        )
        is_open = form is refused if refused else message_type.name == opened.first
        place = Place(case.pk, message_type)
        found.append(_Act(form, str(latest.pk) if latest else "", is_open, draft, **place.addresses()))
    return sorted(found, key=lambda act: not act.is_open)


def _band(request: ActingRequest, now: datetime) -> list[tabs.ListLink]:
    """The lists' numbers as they are now, with the filters of the list that the row stands in; else none."""
    path, _, query = (request.htmx.current_url_abs_path or "").partition("?")
    if path != resolve_url("discharge:worklist"):
        return []
    try:
        *_, chosen = chosen_in(QueryDict(query), request.assignment)
    except Http404:
        return []
    return tabs.band(queries.count_lists(request.assignment, now, chosen.filters), chosen)
