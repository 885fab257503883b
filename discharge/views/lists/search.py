"""Finding a person or a case among the unit's own, from the head of every page.

What was asked for may be somebody's name or number: it stands in no address and in no session. The session
keeps which cases were found, so that the way back from one leads to them.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import queries
from discharge.presenters.lists import tabs
from discharge.presenters.lists import worklist as words
from discharge.presenters.lists.chosen import Chosen
from discharge.queries import LISTS, Filters, Hits, Ordered
from discharge.views import way_back
from municipalities.access.roles import CARE_ROLES
from municipalities.door import texts
from municipalities.ids import parse_id
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, assignment_required

#: Longer than any name, number or reference.
LONGEST = 100
_FOUND = "found"


@assignment_required(roles=CARE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ActingRequest) -> HttpResponseBase:
    """Posted to, it searches and leads to what that has found."""
    by = request.assignment
    if request.method != "POST":
        return _show(request)
    text = texts.let_in(request.POST.get("text", ""))[:LONGEST].strip()
    hits = queries.find_cases(by, text, timezone.now()) if text else Hits([])
    ids = [str(case) for case in hits.cases]
    request.session[_FOUND] = [str(by.unit_id), ids, hits.has_more, hits.of_protected]
    return redirect("discharge:search")


def _show(request: ActingRequest) -> HttpResponse:
    now, by = timezone.now(), request.assignment
    unit, *found = request.session.get(_FOUND) or ("",)
    hits = _hits(*found) if unit == str(by.unit_id) else None
    page = queries.show_found(by, hits) if hits and hits.cases else None
    way_back.remember_list(request, (part.case_id for part in page.rows) if page else ())
    is_ward = by.role == Role.INPATIENT
    chosen = Chosen(Ordered(LISTS["avslutade"]), Filters())
    context: dict[str, Any] = {
        "now": now,
        "has_searched": hits is not None,
        "has_more": hits is not None and hits.has_more,
        "rows": words.rows(page, now) if page else [],
        "heads": [head.label for head in tabs.head_links(chosen, is_ward=is_ward)],
        "is_ward": is_ward,
        "list_name": "",
    }
    return render(request, "discharge/search.html", context)


def _hits(ids: list[str], has_more: bool, of_protected: bool) -> Hits:
    return Hits([case for case in map(parse_id, ids) if case], has_more, of_protected)
