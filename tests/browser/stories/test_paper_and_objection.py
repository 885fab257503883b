"""A stop's paper, entered the next day: what it changes is read first; the office objects, HSF decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import field_time, submit
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
OBJECTION = "Faxen kom aldrig fram till oss."


def test_a_paper_is_entered_and_objected_to(log_in: Callable[[str], Session]) -> None:
    stay = Stay(now=timezone.now() - timedelta(days=12))
    on_paper = stay.now + timedelta(days=1)
    stay.now = timezone.now() - timedelta(days=2)
    stay.ready(sip_needed=False, outpatient_care_needed=False)
    case = f"/arenden/{stay.case.pk}/"

    nurse = log_in("somatik")
    nurse.open(case)
    nurse.page.locator("summary", has_text="Fler åtgärder").click()
    nurse.press("I efterhand: Meddela utskrivningsklar")
    form = nurse.page.locator("form#form-ready_notice")
    nurse.write("Behandlande läkare som har gjort bedömningen", "Dr Alm")
    for question in ("sip_needed", "outpatient_care_needed"):
        form.locator(f"input[name={question}][value=no]").check()
    nurse.write("När skickades det?", field_time(on_paper))
    nurse.choose("Fax")
    nurse.write("Vem skickade det?", "Anna Alm")
    submit(nurse, "ready_notice")
    nurse.sees("Fyll i uppgiften.")
    form.locator("input[name=outside_told]").first.check()
    form.locator("input[name=outside_told]").last.check()
    submit(nurse, "ready_notice")
    nurse.sees("Det här följer om meddelandet skrivs in")
    expect(nurse.page.get_by_role("alert").filter(has_text="Det här följer")).to_be_focused()
    nurse.sees("blir en dubblett")
    nurse.sees("Debiterade dagar:")
    assert nurse.violations() == []
    submit(nurse, "ready_notice")
    nurse.sees("Skickat: Utskrivningsklar")
    nurse.sees("I efterhand")

    officer = log_in("stadsdel")
    officer.open(case)
    officer.sees("1 inskrivet i efterhand")
    paper = officer.page.locator("details.message", has_text="Inskrivet i efterhand")
    expect(paper).to_have_count(1)
    officer.press("Invänd")
    officer.write("Varför stämmer inte tiden?", OBJECTION)
    submit(officer, "objection")
    officer.sees("Skickat: Invändning")
    officer.sees("HSF har inte beslutat än")
    assert officer.violations() == []

    hsf = log_in("hsf")
    hsf.open("/betalning/manader/")
    hsf.sees(OBJECTION)
    assert hsf.violations() == []
    hsf.press("Besluta om invändningen")
    hsf.choose("Bifall: tiden då meddelandet skrevs in räknas")
    hsf.write("Skäl", "Avdelningen har inte kunnat visa att faxen kom fram.")
    submit(hsf, "objection_decision")
    hsf.does_not_see(OBJECTION)

    officer.open(case)
    officer.sees("HSF har bifallit den")
