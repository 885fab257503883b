"""Chromium against the real site: each account in a browser session of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories.browser.pages import Session
from tests.factories.browser.sessions import ARGUMENTS, sessions_at
from tests.processes import serving
from tests.servers import TestServers
from vardovergang.commands.system import need_browser

# A page may be long in coming on a busy machine; one that has come is not waited for.
expect.set_options(timeout=20_000)


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
    browser: Browser, live_server: LiveServer, settings: Settings, servers: TestServers
) -> Iterator[Callable[[str], Session]]:
    """A browser session for a demonstration account, on the site as the tests' own process serves it."""
    settings.DEMO = True
    with sessions_at(live_server.url, browser, servers) as start:
        yield start


@pytest.fixture(scope="session")
def _real_site(servers: TestServers) -> Iterator[str]:
    with serving(servers.urls) as url:
        yield url


@pytest.fixture
def log_in_for_real(
    browser: Browser, _real_site: str, transactional_db: None, servers: TestServers
) -> Iterator[Callable[[str], Session]]:
    """The same on the site as it is installed: gunicorn, in an environment of requirements.lock alone."""
    with sessions_at(_real_site, browser, servers, Session.log_in) as start:
        yield start
