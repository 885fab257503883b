"""The session ends while somebody writes: nothing of it is lost, with JavaScript and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from municipalities.models import UserSession
from tests.factories.browser.pages import Session, until_drafts_are_kept
from tests.factories.browser.sessions import AXE
from tests.factories.browser.writing import TITLE, begin_to_write, is_sent, send
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def log_in_again(page: Page, account: str) -> None:
    """In the tab that the link opens."""
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in igen i en ny flik").click()
    tab = opened.value
    # A tab that is closed while its page comes may never say that it is closed.
    with tab.expect_navigation():
        tab.locator(f"button[value='{account}']").click()
    if account == "vardcentral":
        expect(tab.locator("h1")).to_have_text("Du är inloggad igen")
    tab.close()


def end_sessions() -> None:
    UserSession.objects.all().delete()


def test_the_page_hides_itself_and_waits_for_the_same_person(log_in: Callable[[str], Session]) -> None:
    stay, session = Stay(), log_in("vardcentral")
    page = session.page
    begin_to_write(page, stay)
    end_sessions()
    send(page)
    dialog = page.locator("#session")
    expect(dialog).to_contain_text("Du har loggats ut")
    expect(page.locator("main")).to_be_hidden()
    assert session.violations() == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(dialog).to_contain_text("Du är inte inloggad än")
    log_in_again(page, "vardcentral")
    dialog.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.locator("main")).to_be_visible()
    expect(page.get_by_label("Yrke")).to_have_value(TITLE)
    send(page)
    is_sent(page)


def test_a_draft_waits_until_its_writer_is_back(log_in: Callable[[str], Session]) -> None:
    """It was refused by 403 when it was sent between the new login and `Fortsätt`."""
    stay, session = Stay(), log_in("vardcentral")
    page, sent = session.page, []
    page.on("request", lambda request: sent.append(request.url) if "/utkast/" in request.url else None)
    begin_to_write(page, stay)
    until_drafts_are_kept(page)
    end_sessions()
    send(page)
    dialog = page.locator("#session")
    expect(dialog).to_contain_text("Du har loggats ut")
    sent.clear()
    page.evaluate("document.querySelector('[data-draft]').closest('form').dispatchEvent(new Event('input'))")
    page.wait_for_timeout(1500)
    assert sent == []
    log_in_again(page, "vardcentral")
    with page.expect_response(lambda answer: "/utkast/" in answer.url) as kept:
        dialog.get_by_role("button", name="Fortsätt", exact=True).click()
    assert kept.value.status == 200


def test_the_draft_that_finds_the_session_ended_is_kept_afterwards(log_in: Callable[[str], Session]) -> None:
    stay, session = Stay(), log_in("vardcentral")
    page = session.page
    begin_to_write(page, stay)
    until_drafts_are_kept(page)
    end_sessions()
    page.get_by_label("Yrke").fill(TITLE)
    dialog = page.locator("#session")
    expect(dialog).to_contain_text("Du har loggats ut")
    log_in_again(page, "vardcentral")
    with page.expect_response(lambda answer: "/utkast/" in answer.url) as kept:
        dialog.get_by_role("button", name="Fortsätt", exact=True).click()
    assert kept.value.status == 200


def test_a_colleague_does_not_see_what_was_written(log_in: Callable[[str], Session]) -> None:
    stay, session = Stay(), log_in("vardcentral")
    page = session.page
    begin_to_write(page, stay)
    end_sessions()
    send(page)
    log_in_again(page, "huddinge")
    # The page is fetched anew, and the case is not the colleague's.
    session.errors.clear()
    with page.expect_navigation():
        page.locator("#session").get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.locator("main")).not_to_contain_text(TITLE)
    session.errors.clear()


def test_the_page_warns_before(log_in: Callable[[str], Session], settings: Settings) -> None:
    stay, session = Stay(), log_in("vardcentral")
    page = session.page
    settings.SESSION_COOKIE_AGE = 240
    begin_to_write(page, stay)
    dialog = page.locator("#session")
    expect(dialog).to_contain_text("Du loggas snart ut")
    expect(dialog).to_contain_text("4 minuter")
    assert session.violations() == []
    settings.SESSION_COOKIE_AGE = 1800
    dialog.get_by_role("button", name="Fortsätt vara inloggad").click()
    expect(dialog).to_be_hidden()
    send(page)
    is_sent(page)


def test_without_javascript_the_server_hands_it_back(
    browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.DEMO = True
    stay = Stay()
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", java_script_enabled=False)
    session = Session(context.new_page(), AXE)
    session.log_in("vardcentral")
    page = session.page
    begin_to_write(page, stay)
    end_sessions()
    send(page)
    expect(page.locator("h1")).to_have_text("Det du skrev är inte skickat än")
    log_in_again(page, "vardcentral")
    page.get_by_role("button", name="Skicka igen").click()
    # The login gave the browser a new token, so the page asks once more.
    expect(page.locator("main")).to_contain_text("före den senaste inloggningen")
    page.get_by_role("button", name="Skicka igen").click()
    is_sent(page)
    context.close()
