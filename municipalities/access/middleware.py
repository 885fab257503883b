"""The transaction of a request, opened around the response and its rendering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth import SESSION_KEY as USER_KEY
from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from municipalities import directory
from municipalities.access.acting import set_assignment
from municipalities.access.entering import Entry, enter, is_session_of
from municipalities.models import Assignment

SESSION_KEY = "assignment"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class AssignmentRequest(HttpRequest):
    """A request with the assignment that the user acts as (None before one is chosen), and who it is of."""

    assignment: Assignment | None
    entry: Entry


class AssignmentTransactionMiddleware:
    """One transaction a request, rendering included, that sees what the current assignment may see.

    A GET's transaction is READ ONLY and is always rolled back: PostgreSQL itself refuses a write
    (the session and the access log are written outside it). Others are rolled back on an exception or a
    status of 500 and above. A stream runs after all this and opens a transaction of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, plain_request: HttpRequest) -> HttpResponseBase:
        request = cast("AssignmentRequest", plain_request)
        safe = request.method in SAFE_METHODS
        with transaction.atomic(), _entered(request, reads_only=safe):
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response = response.render()
            if safe or response.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse):
            content = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _stream_content(request, content)
        return response


@contextmanager
def _entered(request: AssignmentRequest, *, reads_only: bool) -> Iterator[None]:
    """Who the request is of is known inside, and the database lets it see what the assignment may see."""
    request.entry = enter_by_session(request, reads_only=reads_only)
    with directory.told(request.entry.version):
        request.assignment = request.entry.assignment
        yield


def enter_by_session(request: AssignmentRequest, *, reads_only: bool) -> Entry:
    """Begins the transaction, as whom the session says, if it is theirs."""
    session = request.session
    user_id = session.get(USER_KEY)
    # A part of a page has no head.
    for_page = reads_only and "HX-Request" not in request.headers
    entry = enter(user_id, session.get(SESSION_KEY), reads_only=reads_only, for_page=for_page)
    if entry.user and is_session_of(session, entry.user):
        request.user = entry.user
    elif user_id and not request.user.is_authenticated:
        # Django has asked by other keys too, and has ended the session.
        set_assignment(None)
        return Entry(entry.version)
    return entry


def _stream_content(request: AssignmentRequest, content: Iterator[bytes]) -> Iterator[Any]:
    with transaction.atomic(), _entered(request, reads_only=True):
        yield from content
        transaction.set_rollback(True)
