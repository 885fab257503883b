"""Addresses that a request names, `next` first of all: followed only within this site."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
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
