"""A reserve number becomes a personnummer and back, by two people; the district sees each step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.factories.browser.pages import Session
from tests.factories.corrected.links import personal_number, reserve_stay

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reserve_number_becomes_a_personnummer_and_back(log_in: Callable[[str], Session]) -> None:
    told, number = reserve_stay(), personal_number()
    reserve, case = told.person.number.written, f"/arenden/{told.case.pk}/"

    nurse = log_in("somatik")
    nurse.open(case)
    nurse.sees(reserve)
    nurse.press("Personuppgifter")
    nurse.press("Patienten har fått ett annat nummer")
    assert nurse.violations() == []
    nurse.write("Vilket är numret?", "19420203-0000")
    nurse.write("Hur vet ni det?", "Visade legitimation.")
    nurse.press("Koppla numren")
    nurse.sees("Välj vad som har hänt.")
    nurse.choose("Patienten har fått personnummer eller samordningsnummer")
    nurse.write("Vilket är numret?", number.written)
    nurse.press("Koppla numren")
    nurse.sees(f"{number.written} (reservnummer {reserve})")
    assert nurse.violations() == []

    officer = log_in("stadsdel")
    officer.open(case)
    officer.sees(
        f"Reservnummer {reserve} är kopplat till personnummer {number.written} av {told.nurse.user.name}"
    )
    officer.sees(f"Nu: {number.written}")

    nurse.press("Personuppgifter")
    nurse.press("Häv kopplingen")
    nurse.write("Varför ska kopplingen hävas?", "Legitimationen var en annans.")
    nurse.press("Begär att kopplingen hävs")
    nurse.sees("Det är begärt att kopplingen hävs.")

    officer.open(case)
    officer.sees("bekräfta eller avböj")
    officer.press("Personuppgifter")
    officer.press("Bekräfta eller avböj")
    officer.sees("Legitimationen var en annans.")
    assert officer.violations() == []
    officer.press("Bekräfta: häv kopplingen")
    officer.sees("Kopplingen är hävd.")
    officer.sees(reserve)
    officer.does_not_see(f"{number.written} (")
