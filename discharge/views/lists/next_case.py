"""From a case to the next one of the list that it was opened in, to the one before, and back to the list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from discharge import queries
from discharge.views import way_back
from discharge.views.lists.worklist import chosen_in
from discharge.views.paging import page_number_in
from discharge.views.way_back import LastList
from municipalities.access.roles import CARE_ROLES
from municipalities.views.gate import ActingRequest, assignment_required

#: Why the list was asked, in the access log.
ON, BACK = "nästa ärende", "tillbaka till listan"
LAST = "Det var sista ärendet i listan."
FIRST = "Det var första ärendet på sidan."


@assignment_required(roles=CARE_ROLES)
@require_safe
def next_case(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """The nearest case after this one that stands in the list still, as it is chosen; `forra`: before it.

    The order is the one that was shown: what has been dealt with meanwhile, this case too, moves nothing.
    """
    last, before = way_back.last_list(request, case_id), "forra" in request.GET
    if last is None:
        return redirect("discharge:case", case_id)
    still = set(_cases_now(request, last, ON))
    beside = [case for case in last.beside(case_id, before=before) if case in still]
    if not (beside or before) and last.next_page:
        address = resolve_url("discharge:worklist") + last.next_page
        cases, next_page = _page(request, address, ON)
        beside = [case for case in cases if case not in last.cases]
        way_back.remember(request, LastList(address, cases, next_page))
    if beside:
        return redirect("discharge:case", beside[0])
    messages.info(request, FIRST if before else LAST)
    return redirect(way_back.to_list(request, case_id))


@assignment_required(roles=CARE_ROLES)
@require_safe
def back_to_list(request: ActingRequest, case_id: UUID) -> HttpResponseBase:
    """The list that the case was opened in, at its row; where that has gone, at the nearest still there."""
    last = way_back.last_list(request, case_id)
    if last is None:
        return redirect(way_back.to_list(request, case_id) or "discharge:worklist")
    still = set(_cases_now(request, last, BACK))
    near = (str(case_id), *last.beside(case_id), *last.beside(case_id, before=True))
    at = next((case for case in near if case in still), None)
    return redirect(f"{last.address}#case-{at}" if at else last.address)


def _cases_now(request: ActingRequest, last: LastList, why: str) -> list[str]:
    """Those of the page that are in the list now; of what was searched for, all that were found."""
    is_list = last.address.partition("?")[0] == resolve_url("discharge:worklist")
    return _page(request, last.address, why)[0] if is_list else last.cases


def _page(request: ActingRequest, address: str, why: str) -> tuple[list[str], str]:
    """The cases of a page of the list, and the address of the next."""
    asked = QueryDict(address.partition("?")[2])
    *_, chosen = chosen_in(asked, request.assignment)
    number = page_number_in(asked)
    found = queries.list_order(
        request.assignment,
        chosen.wanted,
        chosen.filters,
        number=number,
        now=timezone.now(),
        after=asked.get("efter", ""),
        size=chosen.size,
        why=why,
    )
    next_page = chosen.address(number + 1, found.after) if found.has_next else ""
    return list(dict.fromkeys(str(case) for case in found.cases)), next_page
