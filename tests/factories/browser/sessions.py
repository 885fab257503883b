"""Browser sessions at an address, each of an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser

from tests.factories.browser.pages import Session
from tests.factories.browser.traces import untraced
from tests.servers import TestServers, connect

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


@contextmanager
def sessions_at(
    url: str, browser: Browser, servers: TestServers, begin: Callable[[Session, str], None] = Session.enter
) -> Iterator[Callable[[str], Session]]:
    """Every page that they open must be free of errors, and what they read of cases must stand in the log."""
    sessions: list[Session] = []

    def start(account: str) -> Session:
        context = browser.new_context(
            base_url=url,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport={"width": 1280, "height": 900},
            # What fades in would be looked at half way.
            reduced_motion="reduce",
        )
        session = Session(context.new_page(), AXE)
        sessions.append(session)
        begin(session, account)
        return session

    yield start
    for session in sessions:
        session.page.context.close()
    assert [error for session in sessions for error in session.errors] == []
    with connect(servers.urls.admin) as admin:
        assert untraced(admin, [reading for session in sessions for reading in session.readings]) == {}
