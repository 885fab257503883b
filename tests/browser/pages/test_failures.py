"""Faults F1, F2, F5, F9 and F11: failed requests, what is said of what was sent, the way back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Route, expect

from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Kommer dottern i morgon?"


@pytest.fixture
def stay() -> Stay:
    stay = Stay(now=timezone.now() - timedelta(hours=3))
    stay.consent("planning")
    stay.send(
        stay.officer, "general_message", category="question", to=(stay.nurse.unit_id,), text="Hur går det?"
    )
    return stay


def fail_with(status: int) -> Callable[[Route], None]:
    return lambda route: route.abort() if not status else route.fulfill(status=status, body="")


def in_view(what: Locator) -> bool:
    return bool(
        what.evaluate(
            # Pages are scrolled by whole points.
            "e => { const b = e.getBoundingClientRect(); return b.top >= -1 && b.bottom <= innerHeight + 1 }"
        )
    )


def test_f1_a_failed_request_is_told_where_the_user_is_and_can_be_tried_again(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    nurse = log_in("somatik")
    page, form = nurse.page, nurse.page.locator("form#form-general_message")
    nurse.open(f"/arenden/{stay.case.pk}/")
    for status, says in (
        (500, "Något gick fel hos oss"),
        (503, "Tjänsten kan inte nås"),
        (0, "Ingen kontakt"),
    ):
        page.route("**/skicka/general_message/**", fail_with(status))
        nurse.press("Skriv meddelande")
        expect(page.locator("#messages [role=alert]")).to_contain_text(says)
        assert in_view(page.locator("#messages [role=alert]"))
        page.unroute("**/skicka/general_message/**")
        nurse.press("Försök igen")
        expect(form).to_be_visible()
        expect(page.locator("[data-failure]")).to_have_count(0)
        nurse.choose("Läkemedel")
        nurse.choose(stay.officer.unit.full_name)
        page.get_by_label("Meddelande", exact=True).fill(TEXT)
        page.route("**/skicka/general_message/", fail_with(status))
        form.get_by_role("button", name="Skicka meddelandet").click()
        alert = form.locator("[data-failure]")
        expect(alert).to_contain_text(says)
        # A proxy's 503 has not seen whether the message was sent.
        expect(alert).to_contain_text("Det är inte säkert att det kom fram.")
        assert in_view(alert)
        expect(page.get_by_label("Meddelande", exact=True)).to_have_value(TEXT)
        assert nurse.violations() == []
        page.unroute("**/skicka/general_message/")
        alert.get_by_role("button", name="Försök igen").click()
        nurse.sees("Skickat: Meddelande")
    expect(page.get_by_text(TEXT)).to_have_count(3)

    # Fault F2: a refusal takes the place of what was said of the last one.
    nurse.press("Skriv meddelande")
    form.get_by_role("button", name="Skicka meddelandet").click()
    nurse.sees("Inte skickat: Meddelande")
    nurse.does_not_see("Skickat: Meddelande")
    page.get_by_label("Meddelande", exact=True).fill(TEXT)
    text_field = page.locator("[data-name=text]")
    expect(text_field.locator("[data-field=validation]")).to_be_hidden()
    expect(text_field.locator("[aria-invalid]")).to_have_count(0)
    # Fault F11: the focus goes back to the button that opened the form.
    form.get_by_text("Avbryt").click()
    expect(form).to_have_count(0)
    expect(page.locator("summary", has_text="Fler åtgärder")).to_be_focused()
    nurse.errors.clear()


def test_f5_and_f9_what_was_done_is_in_view_and_the_way_leads_back(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    nurse = log_in("somatik")
    page = nurse.page
    nurse.open(f"/arbetslista/?lista=inneliggande&area={stay.officer.unit.district_id}")
    row = page.locator("tr", has=page.locator(f"#case-{stay.case.pk}"))
    # Fault F1: also in the list.
    page.route("**/rad/**", fail_with(0))
    row.get_by_role("link", name="Visa raden").click()
    expect(page.locator("[data-failure]")).to_contain_text("Ingen kontakt")
    page.unroute("**/rad/**")
    # Fault F11: a row that lights up opens.
    nurse.press("Försök igen")
    page.route("**/rad/", fail_with(0))
    nurse.press("Kvittera 1 meddelande")
    expect(page.locator(".row-open [data-failure]")).to_contain_text("Ingen kontakt")
    page.unroute("**/rad/")
    nurse.press("Försök igen")
    nurse.sees("Kvitterat")

    # Fault F9: the list comes back as it was, at its row.
    row.get_by_role("link", name="Bo Ek").click()
    expect(page).to_have_url(re.compile(f"/arenden/{stay.case.pk}/$"))
    nurse.press("Skriv meddelande")
    nurse.choose("Läkemedel")
    nurse.choose(stay.officer.unit.full_name)
    page.get_by_label("Meddelande", exact=True).fill(TEXT)
    page.get_by_role("button", name="Skicka meddelandet").click()
    nurse.sees("Skickat: Meddelande")
    expect(page.locator("#nasta")).to_be_focused()
    page.get_by_role("navigation", name="I listan").get_by_role("link", name="Arbetslista").click()
    expect(page).to_have_url(re.compile(f"lista=inneliggande&area={stay.officer.unit.district_id}#case-"))
    nurse.press("Utskrivningsklara")
    expect(page).to_have_url(re.compile(f"lista=utskrivningsklara&area={stay.officer.unit.district_id}$"))
    nurse.errors.clear()
