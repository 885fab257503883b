"""The way back: to the list with its tab, filters and page, and to the page that a form was opened on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import resolve_url

from municipalities.door.addresses import ours

#: The list that was looked at last: its unit (what one unit's filters are, another's are not), its address,
#: the cases of its page in their order, and the next page's address.
_LIST = "list"


@dataclass(frozen=True, slots=True)
class LastList:
    """The list that was looked at last, as it was then."""

    address: str
    cases: list[str]
    next_page: str

    def beside(self, case_id: UUID, *, before: bool = False) -> list[str]:
        """What stands after the case on its page, or before it; the nearest first."""
        at = self.cases.index(str(case_id))
        return self.cases[:at][::-1] if before else self.cases[at + 1 :]


def remember_list(request: HttpRequest, cases: Iterable[UUID] = (), next_page: str = "") -> None:
    """The list as it is shown now is where the way back from a case leads, and the way on."""
    in_order = list(dict.fromkeys(str(case) for case in cases))
    remember(request, LastList(request.get_full_path(), in_order, next_page))


def remember(request: HttpRequest, last: LastList) -> None:
    kept = [_unit_id(request), last.address, last.cases, last.next_page]
    if request.session.get(_LIST) != kept:
        request.session[_LIST] = kept


def last_list(request: HttpRequest, case_id: UUID) -> LastList | None:
    """None where the case does not stand in it, or where none has been looked at."""
    last = _last(request)
    return last if last and str(case_id) in last.cases else None


def to_list(request: HttpRequest, case_id: UUID) -> str:
    """The list that the case was chosen in, at its row; empty where none has been looked at."""
    last = _last(request)
    return f"{last.address}#case-{case_id}" if last else ""


def _last(request: HttpRequest) -> LastList | None:
    kept: Sequence[Any] = request.session.get(_LIST) or ()
    # A session from before the cases were kept begins anew.
    if len(kept) != len(LastList.__dataclass_fields__) + 1:
        return None
    unit, *last = kept
    return LastList(*last) if unit == _unit_id(request) else None


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
