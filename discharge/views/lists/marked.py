"""Several rows at once: what is unread in them is read on one page, and their cases are taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from discharge import actions, queries
from discharge.models import Case
from discharge.presenters.lists import row as words
from discharge.presenters.people.persons import PersonWords, person_in_list
from discharge.process import TAKE, Refused
from discharge.queries import LISTS
from discharge.views.lists.worklist import read_chosen
from municipalities.access.roles import CARE_ROLES
from municipalities.door import texts
from municipalities.door.addresses import ours
from municipalities.ids import new_id, parse_id
from municipalities.models import AccessLog
from municipalities.swedish.clock import local_date
from municipalities.views.gate import ActingRequest, assignment_required

#: Nobody reads more at a time; the next are there when these are acknowledged.
TOGETHER = 25
GONE = "{} är inte kvar hos er enhet. Inget är gjort där."


@assignment_required(roles=CARE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: ActingRequest) -> HttpResponseBase:
    """What is unread in the marked cases, or in all, on one page, which acknowledges all that it shows."""
    if request.method == "POST":
        return _acknowledge_together(request)
    now, by = timezone.now(), request.assignment
    *_, chosen = read_chosen(request)
    wanted, named = chosen.of_list(LISTS["att-kvittera"]), _marked(request.GET.getlist("arende"))
    if named:
        cases, has_more = named[:TOGETHER], len(named) > TOGETHER
    else:
        page = queries.worklist(by, wanted.wanted, wanted.filters, number=1, now=now, size=TOGETHER)
        cases, has_more = [row.case_id for row in page.rows], page.has_next
    found = []
    # Each is opened as any other, with a row of its own in the access log.
    for case in _open_all(request, cases, AccessLog.Action.OPEN, "läst tillsammans"):
        unread = words.open_row(queries.case_file(case), by, now).unread
        found.append((case, _person(case), unread))
    context = {
        "now": now,
        "cases": found,
        "acknowledging": words.acknowledging(sum(len(unread) for *_, unread in found)),
        "has_unread": any(unread for *_, unread in found),
        "has_more": has_more,
        "list_address": ours(request, request.GET.get("next"))
        or f"{resolve_url('discharge:worklist')}{wanted.address()}",
    }
    return render(request, "discharge/together.html", context)


def _acknowledge_together(request: ActingRequest) -> HttpResponseBase:
    """By case; one that the unit reads no more since the page was shown is left as it is."""
    by, number, now = request.assignment, 0, timezone.now()
    shown: dict[UUID, list[UUID]] = {}
    for text in request.POST.getlist("message"):
        case_id, message_id = map(parse_id, (text.partition(".")[0], text.partition(".")[2]))
        if case_id and message_id:
            shown.setdefault(case_id, []).append(message_id)
    beside = []
    for case in _open_all(request, shown, AccessLog.Action.WRITE, "kvittens"):
        read = shown[case.pk]
        number += actions.acknowledge(by=by, case_id=case.pk, messages=read, now=timezone.now)
        said = words.beside_words(queries.case_file(case), read, by, now)
        beside += [(case, _person(case), text) for text in said]
    messages.success(request, words.acknowledged_words(number))
    return _answer(request, "Läs och kvittera", beside)


@assignment_required(roles=CARE_ROLES)
@require_POST
def marked(request: ActingRequest) -> HttpResponseBase:
    """What is to be done with the marked rows of a list: read them together, or take them (`gor`)."""
    if request.POST.get("gor") == TAKE.name:
        return _take(request)
    back = ours(request, request.POST.get("next")) or resolve_url("discharge:worklist")
    # Where none is marked, all of the list as it is filtered.
    asked = QueryDict(back.partition("?")[2].partition("#")[0], mutable=True)
    asked.setlist("arende", [str(one) for one in _marked(request.POST.getlist("arende"))])
    asked["next"] = back
    return redirect(f"{resolve_url('discharge:together')}?{asked.urlencode()}")


def _take(request: ActingRequest) -> HttpResponseBase:
    """Each as by its own form; what is refused is said with whose it is and why."""
    by, taken, refusals = request.assignment, 0, []
    cases = _marked(request.POST.getlist("arende"))
    if not cases:
        messages.error(request, "Markera de rader som du vill ta emot.")
    for case in _open_all(request, cases, AccessLog.Action.WRITE, f"{TAKE.name}, flera"):
        try:
            _take_one(request, case)
        except Refused as refused:
            said = refused.message or "; ".join(refused.problems.values())
            refusals.append((case, _person(case), f"Inte mottaget. {said}"))
        else:
            taken += 1
    if taken:
        number = f"{taken} {'ärende' if taken == 1 else 'ärenden'}"
        who = texts.isolate_direction(by.user.name)
        messages.success(request, f"Mottaget: {number}. Handläggare: {who}.")
    return _answer(request, "Ta emot flera", refusals)


def _take_one(request: ActingRequest, case: Case) -> None:
    """Raises Refused, also where somebody has the case already: it is given to another one by one."""
    by, file = request.assignment, queries.case_file(case)
    if TAKE.name in file.state.sent and (latest := file.latest(TAKE.name)):
        raise Refused(words.taken_words(latest, timezone.now()))
    if by.unit.party not in TAKE.senders_in(file.state):
        raise Refused("Er enhet tar inte emot planeringen. Läs ärendet.")
    values = {"responsible": by.user_id}
    actions.send(by=by, case_id=case.pk, type=TAKE.name, values=values, submission=new_id(), now=timezone.now)


def _marked(said: list[str]) -> list[UUID]:
    """The cases, each once; what is no id is left out."""
    return list(dict.fromkeys(one for one in map(parse_id, said) if one))


def _open_all(
    request: ActingRequest, cases: Iterable[UUID], action: AccessLog.Action, detail: str
) -> Iterator[Case]:
    """Each that the unit reads, when its turn comes; how many it does not is said, once."""
    gone = 0
    for case_id in cases:
        try:
            yield queries.open_case(request.assignment, case_id, action=action, detail=detail)
        except Http404:
            gone += 1
    if gone:
        messages.error(request, GONE.format("Ett ärende" if gone == 1 else f"{gone} ärenden"))


def _person(case: Case) -> PersonWords:
    return person_in_list(case, local_date(timezone.now()))


def _answer(
    request: ActingRequest, title: str, said: list[tuple[Case, PersonWords, str]]
) -> HttpResponseBase:
    """Back to the list; first a page of what is said of single cases, where something is.

    On a page, and not in the list's messages: the session keeps nobody's name.
    """
    list_address = ours(request, request.POST.get("next")) or resolve_url("discharge:worklist")
    if not said:
        return redirect(list_address)
    context = {"title": title, "said": said, "list_address": list_address}
    return render(request, "discharge/marked.html", context)
