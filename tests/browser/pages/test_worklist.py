"""The work list in a real browser: acknowledging in the row, filters, menus; and all of it without script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import psycopg
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
    write(".row-task a", "Lämna besked om öppenvårdens insatser efter utskrivning");
    write("[data-label='Väntar på'] .cut", "Utskrivningsklarhetsmeddelande");
}"""
#: How far each opener reaches beyond the panel that the list stands in.
BEYOND_THE_PANEL = """() => {
    const edge = document.querySelector(".worklist-panel").getBoundingClientRect().right;
    const openers = [...document.querySelectorAll(".row-opener")];
    return openers.map(opener => Math.max(0, Math.ceil(opener.getBoundingClientRect().right - edge)));
}"""
#: Where each row stands, to see that none moves under the pointer.
TOPS = "() => [...document.querySelectorAll('tr[data-opens]')].map(row => row.getBoundingClientRect().top)"


def stays(*family_names: str) -> list[Stay]:
    start = timezone.now() - timedelta(days=2)
    return [
        Stay(now=start + timedelta(hours=n), person=people.person(family_name=name))
        for n, name in enumerate(family_names)
    ]


def test_a_row_opens_in_place_and_what_is_shown_is_acknowledged(log_in: Callable[[str], Session]) -> None:
    """Fault F4: the row stays and says what was done, nothing moves, and the focus goes on."""
    stays("Ek", "Åberg")
    session = log_in("stadsdel")
    page = session.page
    session.open("/arbetslista/?lista=att-kvittera")
    before = page.evaluate(TOPS)
    row, other = (page.locator("tr[data-opens]", has_text=name) for name in ("Bo Ek", "Bo Åberg"))
    row.get_by_role("link", name="Visa raden").click()
    inside = page.locator(".row-open")
    expect(inside).to_contain_text("Inskrivningsmeddelande")
    expect(inside.locator(".row-inside")).to_be_focused()
    expect(row.get_by_role("link", name="Visa raden")).to_have_attribute("aria-expanded", "true")
    assert page.evaluate(TOPS)[0] == before[0]
    assert session.violations() == []
    opened = page.evaluate(TOPS)
    inside.get_by_role("button", name="Kvittera 1 meddelande").click()
    said = page.get_by_role("status").filter(has_text="Kvitterat: 1 meddelande.")
    expect(said).to_be_visible()
    # Nor do the rows below, though there is less to show.
    moved = [abs(now - was) for now, was in zip(page.evaluate(TOPS), opened, strict=True)]
    assert max(moved) < 1
    expect(inside).to_contain_text("Inget nytt att läsa.")
    expect(row).to_contain_text("Ta emot planeringen")
    expect(other.get_by_role("link", name="Visa raden")).to_be_focused()
    assert page.evaluate(TOPS)[0] == before[0]
    assert session.violations() == []

    # An answer from the list: one click, and what it asks.
    inside.get_by_label("Handläggare").select_option(label="Bita Hosseini")
    inside.get_by_role("button", name="Ta emot planeringen").click()
    expect(page.locator("#messages")).to_contain_text("Skickat")
    expect(row).to_contain_text("Inget mer att göra")

    # Once more closes it, and Escape too.
    row.get_by_role("link", name="Visa raden").click()
    expect(inside).to_have_count(0)
    other.locator("td").nth(1).click()
    expect(inside).to_have_count(1)
    page.keyboard.press("Escape")
    expect(inside).to_have_count(0)
    expect(other.get_by_role("link", name="Visa raden")).to_be_focused()


def test_ten_shown_messages_take_two_clicks(log_in: Callable[[str], Session]) -> None:
    stays(*(f"Ek{letter}" for letter in "abcdefghij"))
    session = log_in("stadsdel")
    session.open("/arbetslista/")
    session.press("Läs och kvittera flera")
    assert session.violations() == []
    session.press("Kvittera 10 meddelanden")
    session.sees("Kvitterat: 10 meddelanden.")


def test_what_another_has_dealt_with_says_so(
    log_in: Callable[[str], Session], admin_connection: psycopg.Connection
) -> None:
    """Two on one list at once: the second is told, and nothing happens twice."""
    (told,) = stays("Ek")
    one, two = log_in("stadsdel"), log_in("stadsdel")
    for session in (one, two):
        session.open("/arbetslista/?lista=att-kvittera")
        session.page.get_by_role("link", name="Visa raden").click()
    for session, said in ((one, "Kvitterat: 1 meddelande."), (two, "Inget mer att kvittera.")):
        session.page.get_by_role("button", name="Kvittera 1 meddelande").click()
        expect(session.page.locator("#messages")).to_contain_text(said)
    given = admin_connection.execute(
        "SELECT count(*) FROM discharge_receipt WHERE case_id = %s", [told.case.pk]
    )
    assert given.fetchone() == (1,)


def test_twelve_rows_fit_and_a_telephones_first_patient_is_high_up(log_in: Callable[[str], Session]) -> None:
    stays(*(f"Ek{letter}" for letter in "abcdefghijklmno"))
    session = log_in("stadsdel")
    page = session.page
    page.set_viewport_size({"width": 1280, "height": 720})
    session.open("/arbetslista/?lista=inneliggande")
    expect(page.locator("tr[data-opens]")).to_have_count(15)
    page.wait_for_load_state()
    bottoms = page.evaluate(TOPS.replace(".top", ".bottom"))
    assert len([bottom for bottom in bottoms if bottom <= 720]) >= 12
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(TOPS)[0] < 844 / 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert session.violations() == []


def test_back_from_a_case_the_list_stands_where_it_stood(log_in: Callable[[str], Session]) -> None:
    """At the row one came from; where that has gone meanwhile, at the next."""
    told = stays(*(f"Ek{letter}" for letter in "abcdefghijklmnopqrst"))
    session = log_in("stadsdel")
    page = session.page
    page.set_viewport_size({"width": 1280, "height": 500})
    session.open("/arbetslista/?lista=att-kvittera&ordning=namn")
    chosen = page.locator("tr[data-opens]", has_text="Ekp")
    chosen.scroll_into_view_if_needed()
    chosen.get_by_role("link", name="Bo Ekp").click()
    session.press("Nästa ärende")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bo Ekq")
    session.press("Föregående")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bo Ekp")
    page.get_by_role("navigation", name="I listan").get_by_role("link", name="Arbetslista").click()
    expect(page.get_by_role("link", name="Bo Ekp")).to_be_focused()
    assert page.evaluate("scrollY") > 100
    page.get_by_role("link", name="Bo Ekp").click()
    told[15].acknowledge(told[15].officer)
    page.get_by_role("navigation", name="I listan").get_by_role("link", name="Arbetslista").click()
    expect(page.get_by_role("link", name="Bo Ekq")).to_be_focused()


def test_a_person_is_found_by_a_slash_and_typing(log_in: Callable[[str], Session]) -> None:
    stays("Ek", "Åberg")
    session = log_in("stadsdel")
    page = session.page
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("åber")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 träff")).to_be_visible()
    expect(page.locator("tr[data-opens]")).to_have_count(1)
    assert "ber" not in page.url
    assert session.violations() == []
    page.get_by_role("link", name="Bo Åberg").click()
    page.go_back()
    expect(page.locator("tr[data-opens]")).to_contain_text("Bo Åberg")


def test_a_filter_takes_effect_when_it_is_chosen(log_in: Callable[[str], Session]) -> None:
    taken, _ = stays("Tagen", "Fri")
    taken.take()
    session = log_in("stadsdel")
    session.open("/arbetslista/?lista=inneliggande")
    session.page.get_by_text("Filter och sortering").click()
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
    page.get_by_role("link", name="Visa raden").first.click()
    page.get_by_role("button", name="Kvittera 1 meddelande").click()
    assert "/arbetslista/#case-" in page.url
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("searchbox").fill("ek")
    page.get_by_role("searchbox").press("Enter")
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
        assert outside == [0] * 4, scheme
