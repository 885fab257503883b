"""The middleware: one transaction around view and rendering, reads that can't write, streams of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, get_user, login
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from discharge.models import Case
from municipalities.access.log import record
from municipalities.access.middleware import SESSION_KEY, AssignmentTransactionMiddleware
from municipalities.login.session_store import SessionStore
from municipalities.models import AccessLog, Assignment
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
View = Callable[[HttpRequest], HttpResponseBase]


def request_as(assignment: Assignment | None, method: str = "GET") -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    request.session, request.user = SessionStore(), AnonymousUser()
    if assignment:
        login(request, assignment.user, "django.contrib.auth.backends.ModelBackend")
        request.session[SESSION_KEY] = str(assignment.pk)
    request.__dict__["user"] = SimpleLazyObject(lambda: get_user(request))
    return request


def answer(view: View, assignment: Assignment | None, method: str = "GET") -> HttpResponseBase:
    return AssignmentTransactionMiddleware(view)(request_as(assignment, method))


def lazily(request: HttpRequest) -> SimpleTemplateResponse:
    """A response whose query runs when the template is rendered, after the view has returned."""
    template = engines["django"].from_string("{% for case in cases %}{{ case.reference }};{% endfor %}")
    return SimpleTemplateResponse(template, {"cases": Case.objects.all()})


def streamed(request: HttpRequest) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        for case in Case.objects.iterator():
            yield f"{case.reference};"

    return StreamingHttpResponse(lines())


def body(response: HttpResponseBase) -> str:
    content = response.content if isinstance(response, HttpResponse) else b"".join(response)
    return content.decode()


@pytest.mark.parametrize("view", [lazily, streamed])
def test_what_is_rendered_late_sees_what_the_view_sees(view: View) -> None:
    stay = Stay()
    assert body(answer(view, stay.nurse)) == f"{stay.case.reference};"


@pytest.mark.parametrize("view", [lazily, streamed])
def test_and_so_it_is_after_another_unit_on_the_same_connection(view: View) -> None:
    stay = Stay()
    bodies = [
        body(answer(view, who)) for who in (stay.nurse, people.assignment("huddinge"), None, stay.officer)
    ]
    assert [bool(text) for text in bodies] == [True, False, False, True]


def test_a_stream_leaves_no_assignment_behind() -> None:
    stay = Stay()
    body(answer(streamed, stay.nurse))
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.assignment', true)")
        assert not cursor.fetchone()[0]


def test_a_broken_off_stream_leaves_no_transaction_open() -> None:
    stay = Stay()
    response = answer(streamed, stay.nurse)
    next(iter(response))
    response.close()
    assert not connection.in_atomic_block


def test_another_users_assignment_is_not_acted_as() -> None:
    stay = Stay()
    request = request_as(people.assignment("huddinge"))
    request.session[SESSION_KEY] = str(stay.nurse.pk)
    assert body(AssignmentTransactionMiddleware(lazily)(request)) == ""


@pytest.mark.parametrize("of", ["another login", "another key"])
def test_a_session_that_the_users_login_did_not_begin_acts_as_nobody(of: str) -> None:
    """As after another password: Django ends it, and what the first statement acted as is taken back."""
    stay = Stay()
    request = request_as(stay.nurse)
    request.session[HASH_SESSION_KEY if of == "another key" else USER_KEY] = (
        "0" * 64 if of == "another key" else str(stay.officer.user_id)
    )
    assert body(AssignmentTransactionMiddleware(lazily)(request)) == ""
    assert not getattr(request, "assignment", "unknown")


def test_an_assignment_that_has_ended_is_not_acted_as(admin_connection: psycopg.Connection) -> None:
    stay = Stay()
    admin_connection.execute(
        "UPDATE municipalities_assignment SET valid_to = current_date - 2 WHERE id = %s", [stay.nurse.pk]
    )
    assert body(answer(lazily, stay.nurse)) == ""


def writes(request: HttpRequest) -> HttpResponse:
    Case.objects.update(step=4)
    return HttpResponse()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_read_cannot_write(method: str) -> None:
    stay = Stay()
    with pytest.raises(DatabaseError, match="read-only transaction"):
        answer(writes, stay.nurse, method)
    assert stay.row().step == 1


def test_a_post_can() -> None:
    stay = Stay()
    answer(writes, stay.nurse, "POST")
    assert stay.row().step == 4


@pytest.mark.parametrize("status", [500, 503])
def test_a_failed_answer_leaves_nothing_written(status: int) -> None:
    stay = Stay()

    def fails(request: HttpRequest) -> HttpResponse:
        writes(request)
        return HttpResponse(status=status)

    answer(fails, stay.nurse, "POST")
    assert stay.row().step == 1


def test_the_trace_stays_when_the_request_fails(admin_connection: psycopg.Connection) -> None:
    stay = Stay()

    def fails(request: HttpRequest) -> HttpResponse:
        record(AccessLog.Action.OPEN, by=stay.nurse, case_id=stay.case.pk, patient_id=stay.case.patient_id)
        seen = admin_connection.execute("SELECT count(*) FROM municipalities_access_log").fetchone()
        assert seen == (1,)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        answer(fails, stay.nurse, "POST")
    rows = admin_connection.execute(
        "SELECT case_id, unit_id, action, refused FROM municipalities_access_log"
    ).fetchall()
    assert rows == [(stay.case.pk, stay.nurse.unit_id, "open", False)]


def test_the_middleware_stands_closest_to_the_view() -> None:
    assert settings.MIDDLEWARE[-1] == "municipalities.access.middleware.AssignmentTransactionMiddleware"
