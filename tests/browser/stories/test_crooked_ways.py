"""What goes wrong, by its parties: a wrong municipality, protection set late, a hand-over taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import people
from tests.factories.billing.months import close
from tests.factories.billing.nights import night, ready_stay
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import submit
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
TAKEN_BACK = "Ett meddelande var felsänt"


def correct_area(nurse: Session, case: str, municipality: str, district: str, office: str = "") -> None:
    """The ward finds that it was wrong from the start; nothing is chosen for it."""
    nurse.open(case)
    nurse.page.locator("summary", has_text="Fler åtgärder").click()
    nurse.press("Rätta kommun eller stadsdel")
    form = nurse.page.locator("form#form-municipality_correction")
    form.get_by_label("Folkbokföringskommun").select_option(label=municipality)
    form.get_by_label("Stadsdel i den kommun som betalar").select_option(label=district)
    if office:
        form.get_by_label("Ny mottagare").select_option(label=office)
    nurse.write("Varför rättas det?", "Så står det i folkbokföringen.")
    submit(nurse, "municipality_correction")
    nurse.sees("Välj ett av alternativen.")
    assert nurse.violations() == []
    nurse.choose("Fel från början")
    submit(nurse, "municipality_correction")
    nurse.sees("Skickat: Rättad kommun eller stadsdel")


def reads_nothing_any_more(session: Session, case: str) -> None:
    """Who never should have had it is told so, and nothing of the person."""
    assert session.page.context.request.get(case).status == 404
    session.open("/arbetslista/")
    session.sees(TAKEN_BACK)
    session.does_not_see("Ek")
    assert session.violations() == []


def test_a_wrong_municipality_is_found_on_day_three(log_in: Callable[[str], Session]) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=3))
    stay.ready(sip_needed=False, outpatient_care_needed=False)
    case = f"/arenden/{stay.case.pk}/"
    nurse, first, right = (log_in(account) for account in ("somatik", "stadsdel", "huddinge"))
    first.open(case)
    first.sees("Utskrivningsklar")
    correct_area(nurse, case, "Huddinge", "Okänd eller ingen", "Biståndsenheten Huddinge")
    nurse.sees("Betalningsansvar inträder inte: inskrivningsmeddelandet nådde kommunen")
    reads_nothing_any_more(first, case)

    right.open("/arbetslista/")
    right.sees("Bo Ek")
    right.open(case)
    right.sees("svara på utskrivningsklar")
    right.press("Varför? Dag för dag")
    right.sees("Fel från början: Huddinge betalar.")
    right.sees("Huddinge: personen är folkbokförd där.")
    right.sees("(Biståndsenheten Huddinge) och räknas därifrån.")
    right.sees("Hittills")
    right.sees("0 dygn, 0\u00a0kr")
    assert right.violations() == []


@pytest.mark.proof
@pytest.mark.usefixtures("celery_worker_process")
def test_a_wrong_municipality_is_found_when_its_month_is_closed(log_in: Callable[[str], Session]) -> None:
    """The right district had been told in time: both payers are corrected in the same open month."""
    stay, right = ready_stay(), people.assignment_at("Biståndsenheten Farsta")
    stay.send(stay.nurse, "participant_added", to=right.unit_id, reason="Bor där ibland.")
    stay.now = stay.now.replace(day=20)
    stay.go_home()
    night(date(2020, 4, 2))
    close(people.assignment("hsf"))
    case = f"/arenden/{stay.case.pk}/"
    nurse, first, economist, hsf = (log_in(account) for account in ("somatik", "huddinge", "ekonom", "hsf"))
    correct_area(nurse, case, "Stockholm", "Farsta")
    night(date(2020, 4, 4))
    reads_nothing_any_more(first, case)

    corrections = "/betalning/rattelser/"
    credit, charge = "−65\u00a0600\u00a0kr", "65\u00a0600\u00a0kr"
    hsf.open(corrections)
    rows = hsf.page.locator("tbody tr", has_text=stay.case.reference)
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="Huddinge")).to_contain_text(credit)
    expect(rows.filter(has_text="Farsta")).to_contain_text(charge)
    assert hsf.violations() == []
    economist.open(corrections)
    rows = economist.page.locator("tbody tr", has_text=stay.case.reference)
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(credit)
    economist.press(stay.case.reference)
    economist.sees("Fel från början: Stockholm betalar.")
    assert economist.violations() == []


def test_protection_is_set_on_day_two(log_in: Callable[[str], Session]) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=2))
    case, ward = f"/arenden/{stay.case.pk}/", stay.nurse.unit
    officer, surgery = log_in("stadsdel"), log_in("vardcentral")
    surgery.open("/arbetslista/?lista=inneliggande")
    surgery.sees("Bo Ek")
    surgery.sees(ward.name)
    officer.open(case)
    officer.press("Personuppgifter")
    officer.press("Skydda personuppgifterna")
    officer.sees("Personuppgifterna är skyddade, i alla personens ärenden.")

    surgery.open("/arbetslista/?lista=inneliggande")
    surgery.sees(stay.case.reference)
    for text in ("Bo Ek", ward.name):
        surgery.does_not_see(text)
    surgery.open(case)
    for text in ("Bo Ek", stay.person.number.written, ward.name):
        surgery.does_not_see(text)
    assert surgery.violations() == []
    surgery.write("Varför behöver du uppgifterna?", "Ringer avdelningen om hemgången.")
    surgery.press("Visa personuppgifterna")
    surgery.sees("Bo Ek")
    surgery.open(case)
    surgery.does_not_see("Bo Ek")
    surgery.sees(ward.name)
    assert surgery.violations() == []


def test_a_hand_over_to_the_wrong_unit_is_taken_back(log_in: Callable[[str], Session]) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=1))
    case = f"/arenden/{stay.case.pk}/"
    officer, wrong = log_in("stadsdel"), log_in("huddinge")
    officer.open(case)
    officer.page.locator("summary", has_text="Fler åtgärder").click()
    officer.press("Lämna över till annan enhet")
    officer.page.get_by_label("Ny mottagare").select_option(label="Biståndsenheten Huddinge")
    officer.write("Varför lämnas ärendet över?", "Har flyttat dit.")
    submit(officer, "handover")
    officer.sees("Skickat: Överlämnat till annan enhet")
    wrong.open(case)
    wrong.sees("ta emot planeringen")

    officer.open(case)
    officer.press("Ta tillbaka ärendet")
    submit(officer, "handover_undone")
    officer.sees("Fyll i uppgiften.")
    assert officer.violations() == []
    officer.write("Varför tas det tillbaka?", "Fel person i listan.")
    submit(officer, "handover_undone")
    officer.sees("Skickat: Ärendet taget tillbaka")
    officer.sees("ta emot planeringen")
    reads_nothing_any_more(wrong, case)
