"""A local administrator's day: a unit's telephone, a new colleague who works at once, and one who leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from municipalities.models import Assignment
from tests.factories.browser.pages import Session

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_local_administrator_runs_the_own_people(log_in: Callable[[str], Session]) -> None:
    lena = log_in("lokaladmin")
    lena.sees("De som har uppdrag på enheter som du administrerar.")
    lena.press("Bjud in en användare")
    lena.write("Personens HSA-id", "SE2120000068-N7")
    lena.write("Förnamn", "Nora")
    lena.write("Efternamn", "Ny")
    lena.write("E-post i tjänsten", "nora@example.org")
    lena.page.get_by_label("Enhet", exact=True).select_option(label="Biståndsenheten Huddinge")
    yesterday = timezone.localdate() - timedelta(days=1)
    lena.write("Första dagen", str(yesterday))
    lena.press("Ge uppdraget")
    lena.sees("Välj ett av alternativen.")
    lena.page.get_by_label("Roll").select_option(label="Kommunal hälso- och sjukvård")
    lena.press("Ge uppdraget")
    lena.sees("Nora Ny har fått uppdraget.")
    assert lena.violations() == []
    lena.press("Ändra namn och e-post")
    lena.write("Förnamn", "Nora Maria")
    lena.page.get_by_role("button", name="Spara", exact=True).click()
    lena.sees("Uppgifterna är sparade.")
    lena.press("Skapa inbjudan till lokalt konto")
    lena.sees("Den visas bara nu")
    assert lena.violations() == []
    lena.press("Nora Maria Ny")
    lena.sees("Inbjuden, men har inte valt lösenord")
    lena.page.get_by_label("Sista dagen", exact=True).fill(str(yesterday))
    lena.press("Ändra sista dagen")
    lena.sees("avslutat")
    lena.sees("Lena Wikström")
    made = Assignment.objects.get(user__username="SE2120000068-N7")
    assert made.valid_to == yesterday

    lena.press("Katalog")
    lena.write("Namn, ort, HSA-id eller kombikod", "biståndsenheten hudd")
    lena.press("Sök")
    lena.press("Biståndsenheten Huddinge")
    lena.press("Ändra kontaktuppgifter")
    lena.write("Kontakt på helger", "Jouren 08-556")
    lena.page.get_by_role("button", name="Spara", exact=True).click()
    lena.sees("Uppgifterna är sparade.")

    nurse = log_in("somatik")
    nurse.press("Katalog")
    nurse.write("Namn, ort, HSA-id eller kombikod", "biståndsenheten hudd")
    nurse.press("Sök")
    nurse.press("Biståndsenheten Huddinge")
    nurse.sees("Jouren 08-556")
    nurse.does_not_see("Historik")
