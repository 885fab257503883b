"""Chromium against the real site: each account in a browser session of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.pages import Session
from tests.browser.traces import untraced
from tests.servers import TestServers, connect
from vardovergang.system import need_browser

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take the test for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    path = os.environ.get("CHROMIUM") or need_browser()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def log_in(
    browser: Browser, live_server: LiveServer, settings: pytest.FixtureRequest, servers: TestServers
) -> Iterator[Callable[[str], Session]]:
    """A browser session for a demonstration account.

    Every page that it opens must be free of errors, and what it read about cases must stand in the
    access log.
    """
    settings.DEMO = True  # type: ignore[attr-defined]
    sessions: list[Session] = []

    def start(account: str) -> Session:
        context = browser.new_context(
            base_url=live_server.url,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport={"width": 1280, "height": 900},
        )
        session = Session(context.new_page(), AXE)
        sessions.append(session)
        session.log_in(account)
        return session

    yield start
    for session in sessions:
        session.page.context.close()
    assert [error for session in sessions for error in session.errors] == []
    with connect(servers.urls.admin) as admin:
        assert untraced(admin, [reading for session in sessions for reading in session.readings]) == {}
