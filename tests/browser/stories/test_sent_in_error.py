"""The wrong person, found after utskrivningsklar: what the ward, the officer and the surgery see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at(session: Session) -> None:
    for width, scheme in ((1280, "light"), (390, "dark")):
        session.page.set_viewport_size({"width": width, "height": 900})
        session.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert session.violations() == []
        assert session.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_felsant_after_utskrivningsklar(log_in: Callable[[str], Session]) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=3))
    stay.ready()
    case = f"/arenden/{stay.case.pk}/"
    ward, officer, surgery = (log_in(account) for account in ("somatik", "stadsdel", "vardcentral"))
    officer.open(case)
    officer.sees("Utskrivningsklar")

    ward.open(case)
    ward.page.locator("summary", has_text="Fler åtgärder").click()
    ward.press("Meddela felsänt: fel person")
    form = ward.page.locator("main")
    form.get_by_label("Vad har hänt?").fill("Fel personnummer i armbandet.")
    send = form.get_by_role("button", name="Ta tillbaka ärendet som felsänt")
    send.first.click()
    expect(form).to_contain_text("Svara ja eller nej.")
    form.get_by_role("radio", name="Ja").check()
    send.first.click()
    ward.sees("det handlade om fel person")
    ward.sees("Fel personnummer i armbandet.")
    expect(ward.page.locator("summary", has_text="Fler åtgärder")).to_have_count(0)
    looked_at(ward)
    ward.press("Se vilka som hade öppnat ärendet")
    ward.sees(stay.officer.user.name)
    ward.sees("artikel 33")
    looked_at(ward)
    ward.open("/arbetslista/?lista=avslutade")
    expect(ward.page.locator("tbody tr", has_text="Bo Ek")).to_contain_text("Felsänt")

    for session in (officer, surgery):
        assert session.page.context.request.get(case).status == 404
        session.open("/arbetslista/")
        session.sees("Ett meddelande var felsänt")
        session.sees(f"{stay.nurse.unit.full_name} skickade ”Inskrivningsmeddelande”")
        session.does_not_see("Ek")
        looked_at(session)
        session.press("Vi har läst det")
        session.does_not_see("Ett meddelande var felsänt")
