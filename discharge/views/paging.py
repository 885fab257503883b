"""Which page of a long list the address asks for."""

from __future__ import annotations

from django.http import Http404, HttpRequest, QueryDict

from discharge import queries


def page_number(request: HttpRequest) -> int:
    """Raises Http404 for what is no number of a page that there can be."""
    return page_number_in(request.GET)


def page_number_in(asked: QueryDict) -> int:
    """The same of any address."""
    text = asked.get("sida", "1")
    if not text.isdecimal() or not 1 <= int(text) <= queries.LAST_PAGE:
        raise Http404
    return int(text)
