"""What is done in an open row, and with several: undone, refused, interrupted, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.factories import people
from tests.factories.browser.looks import look
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
DOCTOR = "Behandlande läkare"


@pytest.fixture
def stay() -> Stay:
    stay = Stay(now=timezone.now() - timedelta(days=1))
    stay.send(stay.nurse, "stated_needs", sip_needed=True, outpatient_care_needed=False)
    stay.consent()
    return stay


def open_row(session: Session, name: str, chosen: str = "") -> Locator:
    """The list, and the person's row opened in it; returns what is open."""
    session.open(f"/arbetslista/{chosen}")
    row = session.page.locator("tr[data-opens]", has_text=name)
    row.get_by_role("link", name="Visa raden").first.click()
    inside = session.page.locator(".row-open")
    expect(inside.locator(".row-inside")).to_be_focused()
    return inside


def test_a_receipt_and_a_take_are_undone_where_they_were_done(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    session = log_in("stadsdel")
    inside, said = open_row(session, "Bo Ek"), session.page.locator("#messages")
    inside.get_by_role("button", name="Kvittera 3 meddelanden").click()
    expect(said).to_contain_text("Kvitterat: 3 meddelanden.")
    look(session)
    inside.get_by_role("button", name="Ångra kvittens").click()
    # Not of the inskrivningsmeddelande: that it was received is a fact with legal effect.
    expect(said).to_contain_text("Ångrat: 2 meddelanden väntar på kvittens igen.")
    expect(inside.locator(".row-inside")).to_be_focused()
    expect(inside.get_by_role("button", name="Kvittera 2 meddelanden")).to_be_visible()
    look(session)
    inside.get_by_role("button", name="Ta emot planeringen").click()
    expect(said).to_contain_text("Skickat: Planeringen är mottagen.")
    inside.get_by_role("button", name="Ångra Skickat: Planeringen är mottagen").click()
    expect(said).to_contain_text("Ångrat: Planeringen är mottagen.")
    expect(inside.get_by_role("button", name="Ta emot planeringen")).to_be_visible()

    # The back button leads to the list as it is now, and again to where one came from.
    inside.get_by_role("link", name="Hela ärendet").click()
    session.page.go_back()
    expect(session.page.locator("tr[data-opens]").first).to_contain_text("Kvittera 2 meddelanden")


def test_utskrivningsklar_is_said_in_the_row_with_the_doctor_alone(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    """By keyboard, after a refusal that keeps what was typed, and without a mouse anywhere."""
    session = log_in("somatik")
    page = session.page
    session.open("/arbetslista/?lista=inneliggande")
    opener = page.get_by_role("link", name="Visa raden")
    opener.focus()
    page.keyboard.press("Enter")
    inside = page.locator(".row-open")
    expect(inside.locator(".row-inside")).to_be_focused()
    doctor = inside.get_by_label(DOCTOR)
    for _ in range(40):
        page.keyboard.press("Tab")
        if doctor.evaluate("field => field === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(inside.get_by_role("alert")).to_contain_text("Inte skickat")
    look(session)
    inside.get_by_label(DOCTOR).focus()
    page.keyboard.type("Dr Alm")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Skickat: Utskrivningsklar.")
    expect(page.locator("tr[data-opens]")).to_contain_text("0 d")


def test_a_session_that_ends_in_an_open_row_loses_nothing_that_was_typed(
    log_in: Callable[[str], Session], stay: Stay
) -> None:
    session = log_in("somatik")
    page = session.page
    inside = open_row(session, "Bo Ek", "?lista=inneliggande")
    inside.get_by_label(DOCTOR).fill("Dr Alm")
    name = django_settings.SESSION_COOKIE_NAME
    [cookie] = [one for one in page.context.cookies() if one.get("name") == name]
    page.context.clear_cookies(name=name)
    inside.get_by_role("button", name="Meddela utskrivningsklar").click()
    ended = page.get_by_role("dialog", name="Du har loggats ut")
    expect(ended).to_contain_text("Det du skrev finns kvar på sidan.")
    # Logged in again in another tab, what stands here is sent.
    page.context.add_cookies(
        [{"name": name, "value": cookie["value"], "domain": cookie["domain"], "path": "/"}]
    )
    ended.get_by_role("button", name="Fortsätt", exact=True).click()
    expect(page.locator("main")).to_be_visible()
    expect(inside.get_by_label(DOCTOR)).to_have_value("Dr Alm")
    inside.get_by_role("button", name="Meddela utskrivningsklar").click()
    expect(page.locator("#messages")).to_contain_text("Skickat: Utskrivningsklar.")


@pytest.mark.parametrize("status", [0, 500, 503])
def test_what_fails_in_a_row_can_be_tried_again(
    log_in: Callable[[str], Session], stay: Stay, status: int
) -> None:
    session = log_in("somatik")
    page = session.page
    inside = open_row(session, "Bo Ek", "?lista=inneliggande")
    inside.get_by_label(DOCTOR).fill("Dr Alm")
    address = "**/rad/skicka/ready_notice/"
    page.route(address, lambda route: route.fulfill(status=status, body="") if status else route.abort())
    inside.get_by_role("button", name="Meddela utskrivningsklar").click()
    expect(inside.get_by_role("alert")).to_contain_text("Det du har skrivit står kvar.")
    page.unroute(address)
    inside.get_by_role("button", name="Försök igen").click()
    expect(page.locator("#messages")).to_contain_text("Skickat: Utskrivningsklar.")
    session.errors.clear()


def test_marked_rows_are_read_and_taken_together_and_who_is_refused_is_told_apart(
    log_in: Callable[[str], Session],
) -> None:
    start = timezone.now() - timedelta(days=1)
    told = [Stay(now=start + timedelta(hours=hour), person=people.person()) for hour in range(3)]
    session = log_in("stadsdel")
    page = session.page
    session.open("/arbetslista/")
    for stay in told[:2]:
        page.locator(f"tr#row-{stay.case.pk}-acknowledge, tr#row-{stay.case.pk}").first.get_by_role(
            "checkbox"
        ).check()
    expect(page.locator("[data-marked]")).to_have_text("2 markerade")
    look(session)
    session.press("Läs och kvittera flera")
    expect(page.locator("main h2")).to_have_count(2)
    session.press("Kvittera 2 meddelanden")
    session.sees("Kvitterat: 2 meddelanden.")

    colleague = people.colleague_of(told[0].officer)
    page.get_by_label("Markera alla").check()
    told[0].send(colleague, "take", responsible=colleague.user_id)
    session.press("Ta emot markerade")
    session.sees("Mottaget: 2 ärenden.")
    session.sees("Planeringen är redan mottagen")
    number = told[0].person.number.value
    session.sees(f"{number[:8]}-{number[8:]}")
    look(session)
