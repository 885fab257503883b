"""What billing's rows of the access log are about, and the pages of lists that leave such a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.units.parties import Word

PAGE = 50


class Logged(Word):
    """The beginning of a row's detail, with the list's title. None of these lists shows a name."""

    LIABILITY = "betalningsansvar", "Betalningsansvar"
    CORRECTIONS = "rättelser", "Rättelser av betalningsansvar"
    UNBILLABLE = "kan inte faktureras", "Kan inte faktureras"
    OBJECTIONS = "invändningar", "Invändningar att besluta om"


def logged_page(
    rows: QuerySet[Any, Any],
    number: str | None,
    case_of: Callable[[Any], UUID | None],
    *,
    by: Assignment,
    detail: str,
    also: Iterable[UUID] = (),
) -> Page:
    """The page of that number, its cases and those shown beside it in one row of the access log."""
    page = Paginator(rows, PAGE).get_page(number)
    shown = dict.fromkeys([case for row in page if (case := case_of(row))] + list(also))
    log.record(AccessLog.Action.LIST, by=by, case_ids=shown, detail=detail)
    return page
