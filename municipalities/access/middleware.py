"""The transaction of a request, opened around the response and its rendering."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.utils import timezone

from municipalities.access.acting import set_assignment
from municipalities.models import Assignment

SESSION_KEY = "assignment"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class AssignmentRequest(HttpRequest):
    """A request with the assignment that the user acts as (None before one is chosen)."""

    assignment: Assignment | None


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
        with transaction.atomic():
            _begin_transaction(request, read_only=safe)
            response = self.get_response(request)
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response = response.render()
            if safe or response.status_code >= 500:
                transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse):
            content = cast("Iterator[bytes]", response.streaming_content)
            response.streaming_content = _stream_content(request, content)
        return response


def current_assignment(request: HttpRequest) -> Assignment | None:
    """The chosen assignment, if it is the user's and valid today."""
    chosen = request.session.get(SESSION_KEY)
    if not chosen or not request.user.is_authenticated:
        return None
    valid = Assignment.objects.valid_on(timezone.localdate()).select_related(
        "unit", "unit__municipality", "user"
    )
    return valid.filter(user_id=request.user.pk, pk=UUID(chosen)).first()


def _begin_transaction(request: AssignmentRequest, *, read_only: bool) -> None:
    if read_only:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
    request.assignment = current_assignment(request)
    set_assignment(request.assignment.pk if request.assignment else None)


def _stream_content(request: AssignmentRequest, content: Iterator[bytes]) -> Iterator[Any]:
    with transaction.atomic():
        _begin_transaction(request, read_only=True)
        yield from content
        transaction.set_rollback(True)
