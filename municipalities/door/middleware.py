"""The door of every request: its query, cookies, form and file names, before any view or check reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict

from municipalities.door import limits, texts

Lists = TypeVar("Lists", bound="MultiValueDict[str, str]")


class DoorMiddleware:
    """JSON is not read here: the API's parser is its door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.COOKIES = texts.let_in_all(request.COOKIES)
        request.GET = let_in_query(request.GET)
        if request.method == "POST":
            try:
                request.POST = let_in_query(request.POST)
            except UnreadablePostError:
                return HttpResponseBadRequest()
            except RequestDataTooBig:
                # A page shows it beside the form, and a browser that goes back finds what was typed.
                most = f"Högst {limits.BODY_BYTES // 1000} kB text kan skickas."
                text = f"Formuläret är för stort. {most} Gå tillbaka och skriv kortare."
                return HttpResponse(text, status=413, content_type="text/plain; charset=utf-8")
            for file in (file for _, files in request.FILES.lists() for file in files):
                file.name = texts.let_in(file.name or "")
        return self.get_response(request)


def let_in_query(data: Lists) -> Lists:
    """The same names and values, each let in; the very same object where nothing has to change."""
    lists = dict(data.lists())
    kept = texts.let_in_all(lists)
    if kept == lists:
        return data
    changed = data.copy()
    changed.clear()
    for name, values in kept.items():
        changed.setlist(name, values)
    return changed
