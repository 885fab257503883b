"""Finding a person or a case among the unit's own, from the head of every page.

What was asked for is kept in the session, for it may be somebody's name or number: it stands in no address,
and the way back from a case leads to what was found.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from discharge import queries
from discharge.presenters.lists import tabs
from discharge.presenters.lists import worklist as words
from discharge.presenters.lists.chosen import Chosen
from discharge.queries import LISTS, Filters, Ordered
from discharge.views import way_back
from municipalities.access.roles import CARE_ROLES
from municipalities.door import texts
from municipalities.models import Role
from municipalities.views.gate import ActingRequest, assignment_required

#: Longer than any name, number or reference.
LONGEST = 100
_ASKED = "search"


@assignment_required(roles=CARE_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: ActingRequest) -> HttpResponseBase:
    """Posted to, it keeps what is asked for and leads to what that finds."""
    unit = str(request.assignment.unit_id)
    if request.method == "POST":
        request.session[_ASKED] = [unit, texts.let_in(request.POST.get("text", ""))[:LONGEST].strip()]
        return redirect("discharge:search")
    asked_by, text = request.session.get(_ASKED) or ("", "")
    return _show(request, text if asked_by == unit else "")


def _show(request: ActingRequest, text: str) -> HttpResponse:
    now, by = timezone.now(), request.assignment
    way_back.remember_list(request)
    is_ward = by.role == Role.INPATIENT
    context = {"now": now, "text": text, "is_ward": is_ward, "list_name": "", "rows": [], "has_more": False}
    if text:
        page = queries.search_cases(by, text, now)
        context |= {"rows": words.rows(page, now), "has_more": page.has_next}
    chosen = Chosen(Ordered(LISTS["avslutade"]), Filters())
    context["heads"] = [head.label for head in tabs.head_links(chosen, is_ward=is_ward)]
    return render(request, "discharge/search.html", context)
