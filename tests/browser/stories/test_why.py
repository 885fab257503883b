"""Why a day costs what it costs: two people at two screens read the same, a third is not let in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

#: Each day's words without what only those who take part may follow.
WORDS = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()).join(' | '))"


LONG_SUM = (
    "cell => { cell.textContent = '3 412 dygn, 35\u00a0123\u00a0400\u00a0kr, belopp saknas för 1 365 dygn' }"
)


def too_wide(session: Session) -> int:
    """By how many pixels the page is wider than the window."""
    return int(session.page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def late_call() -> Stay:
    """Ready for a week, with a call to SIP a day late."""
    start = timezone.now().replace(hour=8, minute=0) - timedelta(days=9)
    stay = Stay(now=start, officer=people.assignment("stadsdel"))
    stay.name_contact()
    stay.send(stay.coordinator, "outpatient_care", status="available")
    stay.now = start + timedelta(days=2)
    stay.ready()
    stay.now = start + timedelta(days=6)
    stay.call_to_sip()
    return stay


def days(session: Session) -> Locator:
    return session.page.locator(".billing-days tbody tr")


def test_two_people_read_the_same_of_the_same_day_and_a_third_nothing(
    log_in: Callable[[str], Session],
) -> None:
    stay = late_call()
    officer, invoicer, huddinge = log_in("stadsdel"), log_in("hsf"), log_in("huddinge")
    case = f"/arenden/{stay.case.pk}/"
    officer.open("/arbetslista/?lista=inneliggande")
    officer.press("Bo Ek")
    officer.press("Varför? Dag för dag")
    invoicer.open(f"/betalning/arende/{stay.case.reference}/")
    told = days(officer).evaluate_all(WORDS)
    assert told == days(invoicer).evaluate_all(WORDS)
    assert any("kallelsen till SIP kom en dag för sent" in row for row in told)
    expect(days(invoicer).locator("a")).to_have_count(0)

    for session in (officer, invoicer):
        for width, scheme in ((1280, "light"), (360, "dark")):
            session.page.set_viewport_size({"width": width, "height": 900})
            session.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert session.violations() == []
            assert too_wide(session) <= 0
        # Years of days, some of them without a rate.
        session.page.locator(".why-days tfoot .number").evaluate(LONG_SUM)
        assert too_wide(session) <= 0

    officer.page.locator(".billing-days a", has_text="Kallelse till SIP").first.click()
    message = officer.page.locator("details.message:target")
    expect(message).to_contain_text("Kallelse till SIP")
    assert officer.page.url.split("#")[0].endswith(case)

    answer = huddinge.page.request.get(f"/betalning/varfor/{stay.case.pk}/")
    assert answer.status == 404
    assert stay.case.reference not in answer.text()
