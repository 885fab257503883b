"""Nothing that is known of a person reaches the logs."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from vardovergang import logs

NUMBER = "19420203-9801"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the site's own handler writes."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    settings = logs.LOGGING["formatters"]["json"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=settings["foreign_pre_chain"], processors=settings["processors"]
        )
    )
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
