"""Fault J5: the database goes away while somebody writes; the page says so and holds what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories.browser.pages import Session
from tests.factories.browser.sessions import AXE
from tests.factories.browser.writing import TITLE, begin_to_write, is_sent, send
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as away:
        away.setattr("municipalities.access.middleware.enter", refuse)
        yield


def test_j5_without_javascript_what_was_typed_is_sent_when_the_database_is_back(
    browser: Browser, live_server: LiveServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With JavaScript the form itself stays (test_failures.py)."""
    settings.DEMO = True
    stay = Stay()
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", java_script_enabled=False)
    session = Session(context.new_page(), AXE)
    session.log_in("vardcentral")
    page = session.page
    begin_to_write(page, stay)
    with no_database(monkeypatch):
        send(page)
        expect(page.locator("h1")).to_have_text("Tjänsten svarar inte just nu")
        page.get_by_role("button", name="Skicka igen").click()
        expect(page.locator("h1")).to_have_text("Tjänsten svarar inte just nu")
        expect(page.locator("main")).not_to_contain_text(TITLE)
    page.get_by_role("button", name="Skicka igen").click()
    is_sent(page)
    context.close()
