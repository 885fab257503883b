"""Addresses: those that a request names, followed only within this site, and our own, worked out once."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import Resolver404, get_script_prefix, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def ours(request: HttpRequest, wanted: str | None) -> str:
    """The address, if it is one of this site's pages; empty for everything else."""
    if not wanted or not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return ""
    try:
        resolve(urlsplit(wanted).path)
    except (Resolver404, ValueError):
        return ""
    return wanted


def address(name: str, *ids: UUID | str) -> str:
    """Django's `reverse` for a page that takes nothing but ids, which are put in where they belong.

    An id may be a plain name, which stands in an address as it is.
    """
    parts = _parts_of_address(name, len(ids), get_script_prefix())
    return parts[0] + "".join(f"{one}{after}" for one, after in zip(ids, parts[1:], strict=True))


@lru_cache(maxsize=500)
def _parts_of_address(name: str, number: int, prefix: str) -> tuple[str, ...]:
    """What stands before, between and after the ids; `prefix` is where the site lies for this request."""
    marks = [UUID(int=number) for number in range(1, number + 1)]
    rest, parts = reverse(name, args=marks), []
    for mark in marks:
        before, _, rest = rest.partition(str(mark))
        parts.append(before)
    return (*parts, rest)
