"""The invoicer finds what can't be invoiced, adds the rate that was missing, and closes the month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from playwright.sync_api import expect

from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import night, ready_stay
from tests.factories.browser.pages import Session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]


def test_from_a_missing_rate_to_a_closed_month(log_in: Callable[[str], Session]) -> None:
    ready_stay(now=datetime(2021, 3, 9, 8, 0, tzinfo=STOCKHOLM))
    night(date(2021, 4, 1))
    invoicer = log_in("hsf")
    invoicer.press("Kan inte faktureras")
    invoicer.sees("2021 har inget dygnsbelopp")
    invoicer.press("Nytt dygnsbelopp")
    invoicer.write("Källa", "HSLF-FS 2020:99")
    invoicer.choose("Kontrollerad")
    invoicer.press("Granska innan du sparar")
    expect(invoicer.page.get_by_role("alert")).to_contain_text("Kronor per vårddygn: Fyll i uppgiften.")
    expect(invoicer.page.get_by_label("Källa")).to_have_value("HSLF-FS 2020:99")
    assert invoicer.violations() == []
    invoicer.write("Kronor per vårddygn", "8900")
    invoicer.press("Granska innan du sparar")
    invoicer.sees("Gäller varje vårddygn under 2021.")
    assert invoicer.violations() == []
    invoicer.page.get_by_role("button", name="Spara", exact=True).click()
    invoicer.sees("Dygnsbeloppet är sparat.")
    night(date(2021, 4, 2))
    invoicer.press("Kan inte faktureras")
    invoicer.sees("Inget hindrar fakturering")
    invoicer.press("Månader")
    invoicer.press("mars 2021")
    invoicer.press("Stäng mars 2021")
    invoicer.sees("Månaden mars 2021 är stängd.")
    invoicer.sees("178 000 kr")
    assert invoicer.violations() == []
