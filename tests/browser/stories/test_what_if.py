"""HSF asks what other terms would have come to, and follows the worker to the answer."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import expect

from tests.factories import people
from tests.factories.billing.closed_months import closed_county
from tests.factories.browser.pages import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]


def test_a_question_and_its_answer(
    log_in: Callable[[str], Session], admin_connection: psycopg.Connection
) -> None:
    closed_county(admin_connection, people.assignment("hsf"))
    session = log_in("hsf")
    page = session.page
    session.press("Räkna på andra villkor")
    session.write("Antal fristdagar, somatisk vård", "tre")
    count(session)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_label("Antal fristdagar, somatisk vård")).to_have_value("tre")
    found = [f"form: {violation}" for violation in session.violations()]

    page.get_by_label("Från och med").select_option("mars 2020")
    session.write("Antal fristdagar, somatisk vård", "3")
    count(session)
    # The page follows the worker by itself.
    expect(page.get_by_role("heading", name="Kommun för kommun")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("row", name="Huddinge")).to_contain_text("−24")
    picture = page.get_by_role("img", name="Stapeldiagram")
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 0
    for width, scheme in ((1280, "light"), (360, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{width} {scheme}: {violation}" for violation in session.violations()]
        found += wider(session, f"{width} {scheme}")
    session.open("/betalning/tank-om/")
    session.sees("Fristdagar: somatisk 2 → 3")
    found += [f"earlier: {violation}" for violation in session.violations()] + wider(session, "earlier")
    assert found == []


def count(session: Session) -> None:
    """Press the form's own button: the menu's link begins with the same word."""
    session.page.get_by_role("button", name="Räkna", exact=True).click()


def wider(session: Session, where: str) -> list[str]:
    is_wider = session.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{where}: wider than the window"] if is_wider else []
