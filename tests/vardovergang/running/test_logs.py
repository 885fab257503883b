"""Nothing that is known of a person reaches the logs."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from gunicorn.config import Config

from municipalities.login.session_store import SessionStore
from vardovergang import gunicorn_config, logs

NUMBER = "19420203-9801"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the site's own handler writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)


@pytest.mark.django_db
def test_a_request_is_named_by_its_route(client: Client, lines: Callable[[], list[dict[str, Any]]]) -> None:
    client.get(f"/no/such/page/{NUMBER}?q={NUMBER}")
    finished = [line for line in lines() if line["event"] == "request_finished"]
    assert [(line["code"], line["request"]) for line in finished] == [(404, "GET (no route)")]
    assert finished[0]["request_id"]
    assert NUMBER not in json.dumps(lines())


def test_a_route_holds_no_values() -> None:
    request = RequestFactory().get("/logga-in/", {"q": NUMBER})
    request.resolver_match = resolve("/logga-in/")
    assert logs.RequestLog.format_request(request) == "GET logga-in/"


def test_an_error_is_named_by_its_type(lines: Callable[[], list[dict[str, Any]]]) -> None:
    """Its message may hold a row's values, as a unique constraint's does."""

    def view(request: HttpRequest) -> HttpResponse:
        raise ValueError(f"Key (number)=({NUMBER}) already exists")

    request = RequestFactory().get("/")
    try:
        view(request)
    except ValueError:
        logging.getLogger("anything").exception("went wrong")
        structlog.get_logger("anything").exception("went wrong")
    for line in lines():
        assert line["exception"] == "ValueError"
        assert "view" in line["trace"][-1]
    assert len(lines()) == 2
    assert NUMBER not in json.dumps(lines())


@pytest.mark.parametrize("name", ["django.request", "django.server"])
def test_django_does_not_log_addresses_itself(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.ERROR)


@pytest.mark.django_db
def test_nobody_writes_a_line_of_their_own(client: Client, lines: Callable[[], list[dict[str, Any]]]) -> None:
    """Neither by the address nor by a header: each event stays one line of JSON, with the break inside it."""
    forged = '\n{"event": "login", "user_id": 1}\r\n'
    headers = {"user-agent": forged, "x-request-id": forged, "x-correlation-id": forged}
    client.get("/logga-in/%0A%7B%22event%22%3A%22login%22%7D", {"next": forged}, headers=headers)
    assert {line["event"] for line in lines()} == {"request_finished"}


def test_an_answer_that_is_streamed_has_a_line_when_it_is_answered_and_one_when_it_is_sent(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    def view(request: HttpRequest) -> Any:
        return StreamingHttpResponse(["sent"])

    request = RequestFactory().get("/")
    request.session = SessionStore()
    response: Any = logs.RequestLog(view)(request)
    assert response.getvalue() == b"sent"
    assert [line["event"] for line in lines()] == ["request_finished", "streaming_finished"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["arenden/0190a5f0-0000-7000-8000-000000000000/", "inbjudan/7/c1abc2-0123456789ab/", "logga-in/"],
)
def test_h9_a_form_without_a_token_is_logged_without_its_address(
    address: str, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    """Fault H9: Django logs the whole path of such a form, and the address that it says it came from."""
    referer = f"https://testserver/{address}{NUMBER}"
    client = Client(enforce_csrf_checks=True)
    client.post(f"/{address}", {"text": NUMBER})
    client.post(f"/{address}", {"text": NUMBER}, headers={"referer": referer, "origin": referer}, secure=True)
    refused = [line for line in lines() if line["logger"] == "django.security.csrf"]
    assert len(refused) == 2
    assert all(line["event"].startswith("Forbidden: ") for line in refused)
    assert all(line["request"].startswith("POST ") for line in refused)
    for part in (NUMBER, address.strip("/").split("/")[-1]):
        assert part == "logga-in" or part not in json.dumps(lines())


@pytest.mark.parametrize("name", ["gunicorn.error", "django.security.DisallowedHost", "django.channel"])
def test_h9_no_package_of_ours_logs_an_address(
    name: str, lines: Callable[[], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    # gunicorn's own class keeps its lines to itself once it has been made, as another test does.
    monkeypatch.setattr(logging.getLogger(name), "propagate", True)
    monkeypatch.setattr(logging.getLogger(name), "handlers", [])
    logging.getLogger(name).error("Error handling request %s", "/inbjudan/7/c1abc2-0123/?q=x")
    logging.getLogger(name).error("Invalid header: 'https://testserver/inbjudan/7/c1abc2-0123'")
    logging.getLogger(name).error("went wrong: %r", ValueError(f"/inbjudan/7/c1abc2-0123/ {NUMBER}"))
    assert len(lines()) == 3
    assert "c1abc2" not in json.dumps(lines())
    assert NUMBER not in json.dumps(lines())


def test_h9_a_failed_job_is_logged_without_its_error_and_arguments(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    """Celery writes the exception's text, with the row that a constraint refused, into the line itself."""
    record = {"name": "discharge.x", "id": "1", "description": "raised unexpected", "args": f"('{NUMBER}',)"}
    error = f"IntegrityError('Key (number)=({NUMBER}) already exists')"
    words = record | {"exc": error, "traceback": f"...\n{error}"}
    logging.getLogger("celery.app.trace").error("Task %(name)s[%(id)s]: %(exc)s\n%(traceback)s", words)
    [line] = lines()
    assert line["event"] == "Task discharge.x[1] raised unexpected"
    assert NUMBER not in json.dumps(line)


def test_h9_gunicorn_writes_as_the_site_does() -> None:
    log = gunicorn_config.SiteLogger(Config())
    written = io.StringIO()
    [handler] = log.error_log.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    log.error("Error handling request %s", f"/arenden/?number={NUMBER}")
    line = json.loads(written.getvalue())
    assert (line["logger"], line["event"]) == ("gunicorn.error", "Error handling request (address)")
