"""States of the case page, the guide, views and registration: axe, keyboard, narrow screens, no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories import people
from tests.factories.browser.looks import look
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import submit
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay() -> Stay:
    """Some of each kind: withdrawn, cancelled, folded, waiting, and reasons why not."""
    stay = Stay(now=timezone.now() - timedelta(days=2))
    stay.consent()
    stay.ready()
    stay.withdraw()
    contact = stay.name_contact()
    stay.send(stay.coordinator, "cancel", message=contact.pk, reason="Fel person.")
    stay.ready()
    return stay


def test_the_case_pages_states(log_in: Callable[[str], Session], stay: Stay) -> None:
    session = log_in("somatik")
    page = session.page
    session.open(f"/arenden/{stay.case.pk}/")
    look(session)
    summary = page.locator("summary", has_text="Fler åtgärder")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".case-actions .menu-panel")).to_be_visible()
    look(session)
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    for folded in page.locator(".step-folded > summary, .receipts-of > summary").all():
        if folded.is_visible():
            folded.click()
    look(session)
    # A reason leads to what removes it.
    page.get_by_role("list", name="Kan inte göras ännu").get_by_role("link", name="Återta").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Återta utskrivningsklar")

    # What is due stays in view, and covers nothing that has the focus.
    page.set_viewport_size({"width": 1280, "height": 500})
    session.open(f"/arenden/{stay.case.pk}/")
    page.evaluate("scrollTo(0, 900)")
    bar = page.locator(".case-bar")
    assert bar.evaluate("bar => bar.getBoundingClientRect().top") == 0
    for _ in range(25):
        page.keyboard.press("Shift+Tab")
        covered = page.evaluate("""() => {
            const bar = document.querySelector(".case-bar"), at = document.activeElement;
            if (bar.contains(at)) return false;
            const [box, over] = [at, bar].map(one => one.getBoundingClientRect());
            return box.height > 0 && box.top >= over.top && box.bottom <= over.bottom;
        }""")
        assert not covered


def test_the_guide(log_in: Callable[[str], Session], stay: Stay) -> None:
    session = log_in("somatik")
    session.open(f"/arenden/{stay.case.pk}/")
    session.press("Meddela utskrivning (hemgång)")
    expect(session.page.locator("form#form-discharge")).to_be_visible()
    look(session)
    submit(session, "discharge")
    expect(session.page.locator("form#form-discharge [role=alert]").first).to_be_visible()
    look(session)
    session.choose("Eget hem")
    submit(session, "discharge")
    session.sees("Skickat: Hemgång")
    expect(session.page.locator("form#form-patient_summary, form#form-discharge_information")).to_be_visible()
    look(session)


def test_a_view_is_saved_and_the_list_begins_with_it(log_in: Callable[[str], Session], stay: Stay) -> None:
    session = log_in("stadsdel")
    page = session.page
    session.open("/arbetslista/?lista=inneliggande&dolj=plats")
    expect(page.get_by_role("columnheader", name="Enhet")).to_have_count(0)
    summary = page.locator("summary", has_text="Vyer")
    summary.focus()
    page.keyboard.press("Enter")
    look(session)
    session.write("Spara den här listan som", "Utan enhet")
    session.page.get_by_label("Börja med den").check()
    session.press("Spara vyn")
    expect(page.locator("#messages")).to_contain_text("Vyn är sparad: Utan enhet.")
    session.open("/arbetslista/")
    assert "dolj=plats" in page.url
    summary.click()
    look(session)
    page.get_by_role("button", name="Ta bort vyn Utan enhet").click()
    expect(page.locator("#messages")).to_contain_text("Vyn är borttagen.")


def test_a_known_person_is_filled_in_with_its_source(log_in: Callable[[str], Session]) -> None:
    told = Stay(now=timezone.now() - timedelta(days=60))
    told.consent()
    told.go_home()
    session = log_in("somatik")
    session.open("/arenden/ny/")
    session.write("Personnummer", told.person.number.written)
    session.page.locator("main form button[type=submit]:not([formaction], [hidden])").first.click()
    expect(session.page.get_by_label("Förnamn")).to_have_value("Bo")
    session.sees("Från ert ärende")
    look(session)


def test_guide_views_and_the_way_on_work_without_script(
    browser: Browser, live_server: LiveServer, settings: Settings, stay: Stay
) -> None:
    settings.DEMO = True
    Stay(now=timezone.now() - timedelta(days=1), person=people.person(family_name="Åberg"))
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/demonstration/")
    page.locator("button[value=somatik]").first.click()
    page.goto("/arbetslista/?lista=inneliggande&ordning=namn")
    page.get_by_role("link", name="Bo Ek").first.click()
    page.get_by_role("link", name="Nästa ärende").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bo Åberg")
    page.get_by_role("link", name="Föregående").click()
    page.get_by_role("link", name="Meddela utskrivning (hemgång)").click()
    page.get_by_role("link", name="Öppna formuläret").click()
    page.get_by_label("Eget hem").check()
    page.locator("form#form-discharge button[type=submit]:not([formaction], [hidden])").click()
    expect(page.locator("#messages")).to_contain_text("Skickat: Hemgång")
    assert page.url.endswith("/ga-hem/")
    context.close()
