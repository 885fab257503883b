"""The way back: to the list with its tab, filters and page, and to the page that a form was opened on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import resolve_url

from municipalities.door.addresses import ours

#: The address of the list that was looked at last, by unit: what one unit's filters are, another's are not.
_LIST = "list"


def remember_list(request: HttpRequest) -> None:
    """The list as it is shown now is where the way back from a case leads."""
    kept = [_unit_id(request), request.get_full_path()]
    if request.session.get(_LIST) != kept:
        request.session[_LIST] = kept


def to_list(request: HttpRequest, case_id: UUID) -> str:
    """The list that the case was chosen in, at its row; empty where none has been looked at."""
    unit, address = request.session.get(_LIST) or ("", "")
    return f"{address}#case-{case_id}" if unit == _unit_id(request) else ""


def page_to_return_to(request: HttpRequest, case_id: UUID) -> str:
    """Where a form in a case leads when it is sent or left: the page that it was opened on, or the case."""
    details = getattr(request, "htmx", None)
    # The page that htmx fetches the form into.
    opened_on = (details and details.current_url_abs_path) or ""
    wanted = request.POST.get("next") or request.GET.get("next") or opened_on
    return ours(request, wanted) or resolve_url("discharge:case", case_id)


def _unit_id(request: HttpRequest) -> str:
    assignment = getattr(request, "assignment", None)
    return str(assignment.unit_id) if assignment else ""
