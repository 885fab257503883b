"""The municipality says how the patient lives, and the ward types none of it again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import submit
from tests.factories.browsers import new_stay

pytestmark = pytest.mark.django_db(transaction=True)
LogIn = Callable[[str], Session]


def unfold(session: Session, group: str) -> None:
    session.page.locator("details.form-group > summary", has_text=group).click()


def select(session: Session, name: str, value: str) -> None:
    session.page.locator(f"select[name={name}]").select_option(value)


def register_consent(session: Session, waiting: str) -> None:
    """Two clicks, in what waits for it."""
    place = session.page.locator(waiting)
    place.locator("summary", has_text="Registrera patientens samtycke").first.click()
    place.get_by_role("button", name="Muntligt, till mig").first.click()
    session.sees("Skickat: Samtycke")


def test_said_once_by_the_officer_and_carried_over_by_the_ward(log_in: LogIn) -> None:
    stay = new_stay()
    case = f"/arenden/{stay.case.pk}/"
    officer, nurse = log_in("stadsdel"), log_in("somatik")
    officer.open(case)
    officer.sees("Ni får inte del av")
    register_consent(officer, ".not-yet li:has-text('Skriv statusrapporten')")
    officer.press("Skriv statusrapporten")
    unfold(officer, "Närstående och företrädare")
    officer.write("Närmast anhörig", "Mona Ek")
    officer.write("Anhörigs telefon", "070-174 06 05")
    unfold(officer, "ADL och hjälpmedel")
    select(officer, "adl_bathing", "dependent")
    unfold(officer, "Pågående insatser")
    officer.page.locator("input[name=home_help]").fill("Morgon och kväll")
    submit(officer, "status_report")
    officer.sees("Skickat: Statusrapport från kommunen")
    officer.sees("Mona Ek")

    nurse.open(case)
    nurse.sees("Mona Ek")
    register_consent(nurse, ".not-yet li:has-text('Lämna utskrivningsinformation')")
    nurse.press("Lämna utskrivningsinformation")
    # What was said stands in sight, with who said it; nothing is opened to send it on.
    nurse.sees("Närmast anhörig: Mona Ek")
    unfold(nurse, "ADL och hjälpmedel")
    nurse.sees(f"Senast: {stay.officer.unit.full_name}")
    assert nurse.violations() == []
    select(nurse, "adl_bathing", "partly")
    for name in ("summary", "functional_state", "medication"):
        nurse.page.locator(f"textarea[name={name}]").fill("Går med rollator.")
    submit(nurse, "discharge_information")
    nurse.sees("Skickat: Utskrivningsinformation")
    officer.open(case)
    officer.sees("Delvis beroende")
    officer.page.locator("summary", has_text="Ändrat: tidigare uppgifter").click()
    officer.sees("Beroende")
    assert officer.violations() == []
    assert stay.state().information_at is not None
