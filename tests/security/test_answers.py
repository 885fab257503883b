"""What answers tell by their headers, their errors and their scripts, whatever the page."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.settings import ROOT

pytestmark = pytest.mark.django_db
JSON = ("application/json", "application/vnd.oai.openapi")


class TestEveryAnswer:
    """A page, a style sheet's neighbour, JSON, what is not found, not allowed, or asked in the wrong way."""

    @pytest.fixture(
        params=[
            "/arbetslista/",
            "/farger/",
            "/api/cases/",
            "/api/schema/",
            "/api/cases/01a21726-8438-718d-a566-57787a2d8a29/",
            "/arenden/01a21726-8438-718d-a566-57787a2d8a29/",
            "/logg/",
            "/logga-ut/",
            "/finns/inte/",
        ]
    )
    def answer(self, request: pytest.FixtureRequest) -> Any:
        return client_as(people.assignment("somatik")).get(
            request.param, headers={"origin": "https://evil.example"}
        )

    def test_is_not_guessed_at_framed_or_read_from_elsewhere(self, answer: Any) -> None:
        policy = answer.headers["Content-Security-Policy"]
        for directive in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]

    def test_says_what_it_is_and_not_what_made_it(self, answer: Any) -> None:
        if answer.content:
            assert answer.headers["Content-Type"].split(";")[0] in ("text/html", *JSON)
        assert not {"Server", "X-Powered-By"} & set(answer.headers)


def test_h12_the_redirect_to_https_has_a_policy_too(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/arbetslista/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/arbetslista/")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["/logga-in/", "/arbetslista/", "/api/cases/"])
def test_trace_echoes_nothing(page: str) -> None:
    answer = client_as(people.assignment("somatik")).trace(page, headers={"x-secret": "eko"})
    assert answer.status_code == 405
    assert b"eko" not in answer.content


def test_an_error_page_tells_nothing_of_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its text, which may hold a row's values, nor where in the code it was."""

    def broken(*args: Any, **kwargs: Any) -> None:
        raise ValueError("Key (identity_number)=(19420203-9801) already exists")

    monkeypatch.setattr("discharge.queries.worklist", broken)
    client = client_as(people.assignment("somatik"), raise_request_exception=False)
    for page in ("/arbetslista/", "/api/cases/"):
        answer = client.get(page)
        said = answer.content.decode()
        assert answer.status_code == 500
        assert not [
            word for word in ("9801", "ValueError", "Traceback", "worklist.py", "SELECT") if word in said
        ]


@time_machine.travel("2026-03-09T08:00:00+01:00", tick=False)
def test_another_units_case_and_none_at_all_answer_the_same() -> None:
    """An address that is guessed tells nothing, not even that there is something."""
    stay, client = Stay(), client_as(people.assignment("huddinge"))
    for address in ("/arenden/{}/", "/arenden/{}/sip/", "/api/cases/{}/", "/betalning/varfor/{}/"):
        theirs, none = (client.get(address.format(case)) for case in (stay.case.pk, uuid4()))
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert without_chance(theirs) == without_chance(none)


def without_chance(answer: Any) -> str:
    """The answer without what differs from one to the next: nonces, form tokens, ids, addresses."""
    text = re.sub(r'(nonce|value|content)="[^"]*"', "", answer.content.decode())
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text)


#: How a script makes markup or code of text, keeps something in the browser or listens to other windows.
DANGEROUS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    r"|localStorage|sessionStorage|indexedDB|postMessage|['\"]message['\"]"
)


def test_our_scripts_write_text() -> None:
    scripts = list((ROOT / "static" / "js").glob("*.js"))
    assert len(scripts) > 5
    assert [script.name for script in scripts if DANGEROUS.search(script.read_text())] == []
