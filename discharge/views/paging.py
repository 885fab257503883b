"""Which page of a long list the address asks for."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from discharge import queries


def page_number(request: HttpRequest) -> int:
    """Raises Http404 for what is no number of a page that there can be."""
    text = request.GET.get("sida", "1")
    if not text.isdecimal() or not 1 <= int(text) <= queries.LAST_PAGE:
        raise Http404
    return int(text)
