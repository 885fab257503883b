"""A municipality is not one office: a child, an addiction patient, two units at once, a Friday afternoon."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import field_time, submit
from tests.factories.receivers.offices import ADULTS, CHILDREN, HEALTH_CARE, make_offices
from tests.factories.roles import OFFICE

pytestmark = pytest.mark.django_db(transaction=True)
LogIn = Callable[[str], Session]
ON_CALL, TELEPHONE = "Jouren 070-1740605", "08-465 004 01"


def next_friday() -> datetime:
    today = timezone.localdate()
    day = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    return datetime(day.year, day.month, day.day, 15, tzinfo=STOCKHOLM)


def look_up(nurse: Session, years: int) -> None:
    """The form for somebody of that age who lives in Huddinge."""
    born = timezone.localdate() - timedelta(days=365 * years + 200)
    nurse.open("/arenden/ny/")
    nurse.write("Personnummer", people.identity_number(born, serial=0))
    nurse.page.locator("main form button[type=submit]:not([formaction], [hidden])").first.click()
    nurse.write("Gatuadress", "Gatan 1")
    nurse.write("Postnummer", "141 50")
    nurse.page.get_by_label("Postort").fill("Huddinge")
    nurse.page.get_by_label("Postort").blur()


def suggested(nurse: Session, *units: str) -> None:
    """The first holds the planning; the others are ticked."""
    first, *others = units
    block = nurse.page.locator("#receivers .suggested")
    for unit in units:
        expect(block).to_contain_text(unit)
    expect(nurse.page.locator("select[name=municipal] option:checked")).to_have_text(first)
    expect(nurse.page.locator("input[name=also]:checked")).to_have_count(len(others))


def test_a_child_and_an_addiction_patient(log_in: LogIn) -> None:
    make_offices(phone=TELEPHONE, weekend_contact=ON_CALL)
    nurse = log_in("somatik")
    look_up(nurse, 14)
    suggested(nurse, CHILDREN)
    nurse.sees("är 14 år")
    look_up(nurse, 70)
    suggested(nurse, OFFICE)
    nurse.page.get_by_label("Vilken hjälp från kommunen kan behövas?").select_option(label=ADULTS)
    suggested(nurse, ADULTS)
    nurse.sees("kan behöva hjälp från vuxen och beroende")


def test_two_units_are_told_at_once_on_a_friday_afternoon(log_in: LogIn) -> None:
    make_offices(phone=TELEPHONE, weekend_contact=ON_CALL)
    with time_machine.travel(next_friday(), tick=True):
        nurse = log_in("somatik")
        look_up(nurse, 82)
        suggested(nurse, OFFICE)
        nurse.page.get_by_label("Patienten kan behöva kommunal hälso- och sjukvård").check()
        suggested(nurse, OFFICE, HEALTH_CARE)
        nurse.sees("kan behöva kommunal hälso- och sjukvård")
        said = nurse.page.locator("#receivers .suggested li", has_text=HEALTH_CARE)
        expect(said.locator("p").nth(1)).to_contain_text(ON_CALL)
        expect(said.locator("p").nth(2)).to_contain_text(TELEPHONE)
        assert nurse.violations() == []
        nurse.page.locator("select[name=surgery]").select_option(label="Huddinge vårdcentral")
        nurse.write("Inskriven", field_time(timezone.now() - timedelta(hours=2)))
        nurse.page.get_by_label("Oplanerad", exact=True).check()
        nurse.write("Beräknat utskrivningsdatum", str(timezone.localdate() + timedelta(days=5)))
        nurse.write("Förnamn", "Bo")
        nurse.write("Efternamn", "Ek")
        nurse.press("Skicka inskrivningsmeddelande")
        nurse.page.wait_for_url(re.compile(r"/arenden/[0-9a-f-]{36}/"))
        case = re.sub(r"^https?://[^/]+", "", nurse.page.url)
        parties = nurse.page.locator("section[aria-labelledby=parts-title] li")
        expect(parties.filter(has_text=OFFICE)).to_contain_text("håller i planeringen")
        expect(parties.filter(has_text=HEALTH_CARE)).to_contain_text(f"Just nu: på helger {ON_CALL}")
        assert nurse.violations() == []

        officer = log_in("huddinge")
        officer.open(case)
        officer.press("Ta emot planeringen")
        submit(officer, "take")
        officer.sees("Skickat: Planeringen är mottagen")
        officer.page.locator("summary", has_text="Fler åtgärder").click()
        officer.press("Ändra vem som håller i planeringen")
        form = officer.page.locator("form#form-planning_holder")
        form.locator("select[name=holder]").select_option(label=HEALTH_CARE)
        officer.write("Varför ändras det?", "Insatserna är beslutade.")
        submit(officer, "planning_holder")
        officer.sees("Skickat: Enhet som håller i planeringen")
        officer.open(case)
        parties = officer.page.locator("section[aria-labelledby=parts-title] li")
        expect(parties.filter(has_text=HEALTH_CARE)).to_contain_text("håller i planeringen")
        officer.open("/arbetslista/?lista=inneliggande&group=municipal_health_care")
        officer.sees("Bo Ek")
