"""The header that says what a page may load: django-csp's policy, made once, with the page's own nonce."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from csp.exceptions import CSPNonceError
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from vardovergang.web.policy import PolicyMiddleware

HEADER = "Content-Security-Policy"


def answer_of(view: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    answered = PolicyMiddleware(view)(RequestFactory().get("/"))
    assert isinstance(answered, HttpResponse)
    return answered


def directives(policy: str) -> set[str]:
    """They stand in any order."""
    return set(policy.split("; "))


def test_each_page_that_asks_for_a_nonce_names_its_own() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]

    answers = [answer_of(view) for _ in range(2)]
    for answer in answers:
        nonce = answer.content.decode()
        assert directives(answer.headers[HEADER]) == directives(build_policy(nonce=nonce))
    assert answers[0].content != answers[1].content


def test_an_answer_without_scripts_names_none() -> None:
    requests: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        requests.append(request)
        return HttpResponse()

    answer = answer_of(view)
    assert directives(answer.headers[HEADER]) == directives(build_policy())
    # It would be none that the browser has been told of.
    with pytest.raises(CSPNonceError):
        str(requests[0].csp_nonce)  # type: ignore[attr-defined]
