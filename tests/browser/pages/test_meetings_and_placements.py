"""The meetings and the searches for a place, as they are seen, gone through by keyboard and printed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def called(family_name: str, **changes: object) -> Stay:
    told = Stay(now=timezone.now() - timedelta(hours=2), person=people.person(family_name=family_name))
    told.name_contact()
    told.call_to_sip(**changes)
    return told


def words_of(printed: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(printed)).pages]


def test_a_month_is_gone_through_by_keyboard_and_printed_on_one_paper(
    log_in: Callable[[str], Session],
) -> None:
    link = "https://video.example/" + "a" * 1900
    called("Ek", meeting_form="video", place="", link=link)
    called("Ås")
    officer = log_in("stadsdel")
    tomorrow = timezone.localdate() + timedelta(days=1)
    officer.open(f"/moten/?visa=manad&dag={tomorrow}")
    page = officer.page
    assert officer.violations() == []
    page.get_by_role("link", name="Bo Ek", exact=True).focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Bo Ås", exact=True)).to_be_focused()
    expect(page.get_by_role("link", name="Öppna videomötet")).to_have_attribute("href", link)
    [paper] = words_of(page.pdf(prefer_css_page_size=True))
    assert [word for word in ("Utskrift gjord", "Bo Ek", "Bo Ås", "Möten") if word not in paper] == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert officer.violations() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("PageDown")
    expect(page.locator(".calendar-day").first).to_have_attribute("data-empty", "")


def test_the_table_of_searches_loses_nothing_on_a_telephone_and_prints_as_a_table(
    log_in: Callable[[str], Session],
) -> None:
    coordinator = people.assignment("placering")
    told = Stay(now=timezone.now() - timedelta(days=3), nurse=people.assignment("psykiatri"))
    values = {"to": coordinator.unit_id, "need": "acting_out", "wanted": "Personal dygnet runt."}
    told.send(told.officer, "placement_request", **values)
    for result in ("full", "asked"):
        values = {"provider": "Ekgården", "free_from": None, "comment": "Kö till hösten."}
        told.send(coordinator, "placement_attempt", result=result, **values)
    seen = log_in("placering")
    seen.open("/placeringar/")
    page = seen.page
    assert seen.violations() == []
    said = ("Utagerande beteende", "Personal dygnet runt.", "Invänta svar från Ekgården", "3 d", "Bo Ek")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.locator("details:not([open]) summary", has_text="2 försök").first.click()
        for words in (*said, "Kö till hösten.", "Registrera utfallet"):
            expect(page.locator(".placements").get_by_text(words).first).to_be_visible()
        assert seen.violations() == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("details[open] summary", has_text="2 försök").first.click()
    [paper] = words_of(page.pdf(prefer_css_page_size=True))
    assert [word for word in (*said, "Utskrift gjord", "Kö till hösten.") if word not in paper] == []
