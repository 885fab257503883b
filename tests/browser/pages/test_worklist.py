"""The work list in a real browser: acknowledging in the row, filters, menus; and all of it without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

LONG_WORDS = """() => {
    const write = (cells, words) =>
        document.querySelectorAll(cells).forEach(cell => { cell.lastChild.textContent = words });
    write(".row-state .ds-tag", "Upplands Väsbys ansvar");
    write("[data-label=Steg]", "Utskrivningsklarhetsmeddelande");
}"""
#: How far each button reaches beyond the panel that the list stands in.
BEYOND_THE_PANEL = """() => {
    const edge = document.querySelector(".worklist-panel").getBoundingClientRect().right;
    const buttons = [...document.querySelectorAll(".row-action button")];
    return buttons.map(button => Math.max(0, Math.ceil(button.getBoundingClientRect().right - edge)));
}"""


def stays(*family_names: str) -> list[Stay]:
    start = timezone.now() - timedelta(days=2)
    return [
        Stay(now=start + timedelta(hours=n), person=people.person(family_name=name))
        for n, name in enumerate(family_names)
    ]


def test_acknowledging_in_the_row_keeps_the_place(log_in: Callable[[str], Session]) -> None:
    stays("Ek", "Åberg")
    session = log_in("stadsdel")
    row = session.page.locator("tbody tr", has_text="Bo Åberg")
    row.get_by_role("button", name="Kvittera").click()
    expect(row.get_by_role("button", name="Kvittera")).to_have_count(0)
    expect(session.page.locator("#messages")).to_contain_text("Kvitterat.")
    expect(row.get_by_role("link", name="Bo Åberg")).to_be_focused()
    expect(session.page.locator(".number-card", has_text="Att kvittera")).to_contain_text("1")
    other = session.page.locator("tbody tr", has_text="Bo Ek")
    expect(other.get_by_role("button", name="Kvittera")).to_have_count(1)


def test_a_filter_takes_effect_when_it_is_chosen(log_in: Callable[[str], Session]) -> None:
    taken, _ = stays("Tagen", "Fri")
    taken.take()
    session = log_in("stadsdel")
    session.open("/arbetslista/?lista=inneliggande")
    session.page.get_by_label("Handläggare").select_option(label="Ingen har tagit ärendet")
    expect(session.page.locator("tbody tr")).to_have_count(1)
    session.sees("Bo Fri")


def test_a_form_opens_in_place_and_takes_focus(log_in: Callable[[str], Session]) -> None:
    (told,) = stays("Ek")
    session = log_in("vardcentral")
    session.open(f"/arenden/{told.case.pk}/")
    session.press("Utse fast vårdkontakt")
    expect(session.page.locator("#message-form").get_by_label("Namn")).to_be_focused()


def test_a_menu_closes_by_escape(log_in: Callable[[str], Session]) -> None:
    session = log_in("somatik")
    summary = session.page.locator("summary", has_text="Akutgeriatrik 12")
    summary.click()
    expect(session.page.get_by_role("button", name="Medicin 61")).to_be_visible()
    session.page.keyboard.press("Escape")
    expect(session.page.get_by_role("button", name="Medicin 61")).to_be_hidden()
    expect(summary).to_be_focused()


def test_everything_works_without_script(
    browser: Browser, live_server: LiveServer, settings: Settings
) -> None:
    settings.DEMO = True
    stays("Ek")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/demonstration/")
    page.locator("button[value=stadsdel]").click()
    page.get_by_role("button", name="Kvittera").click()
    assert page.url.endswith("/arbetslista/")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.get_by_role("button", name="Kvittera").count() == 0
    page.get_by_role("link", name="Bo Ek").click()
    page.get_by_role("link", name="Ta emot planeringen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ta emot planeringen")
    context.close()


def test_what_one_presses_is_never_cut_off_however_wide_the_words(log_in: Callable[[str], Session]) -> None:
    """On a screen of 1280, in both themes."""
    stays("Ek", "Åberg")
    page = log_in("stadsdel").page
    expect(page.locator("#listing")).to_be_visible()
    # Measured with its styles, which may come after its words.
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(LONG_WORDS)
        outside = page.evaluate(BEYOND_THE_PANEL)
        assert outside == [0, 0], scheme
