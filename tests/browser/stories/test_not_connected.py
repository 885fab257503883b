"""Somebody from a municipality that is not connected: paper, notes, its answer, and what it is charged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from discharge.models import Message
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import field_time, submit
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
NOTE = "Registrera vad som är skickat på papper"


def note(nurse: Session, case: str, message: str, at: datetime) -> None:
    """That a message was rung or posted; the form says which and to whom, and nothing is chosen."""
    nurse.open(case)
    nurse.sees("skicka på papper till Umeå kommun")
    nurse.press(NOTE)
    expect(nurse.page.locator("input[name=papers]:checked")).to_have_count(0)
    nurse.page.locator("label", has_text=f"{message} ").locator("..").locator("input[name=papers]").check()
    nurse.write("När", field_time(at))
    nurse.choose("Telefon")
    nurse.write("Vem tog emot", "Biståndsjouren")
    submit(nurse, "payer_told")
    nurse.sees("Skickat: Skickat på papper")


def test_somebody_from_umea(log_in: Callable[[str], Session]) -> None:
    # In the morning: what reaches the payer after noon is counted from the next day.
    begins = timezone.localtime().replace(hour=8, minute=0) - timedelta(days=12)
    umea = people.unit("Umeå kommun")
    stay = Stay(now=begins, receiver=umea, person=people.person(municipality="2480", district=None))
    stay.now = begins + timedelta(days=1)
    stay.ready(sip_needed=False, outpatient_care_needed=False)
    case = f"/arenden/{stay.case.pk}/"
    with acting(stay.nurse):
        notice = Message.objects.get(case=stay.case, type="admission_notice")

    nurse = log_in("somatik")
    nurse.open(case)
    nurse.sees("inte ansluten")
    paper = reverse("discharge:message-paper", args=[stay.case.pk, notice.pk, umea.pk])
    expect(nurse.page.locator(f"a[href='{paper}']")).to_have_count(1)
    assert nurse.violations() == []
    note(nurse, case, "Inskrivningsmeddelande", begins + timedelta(hours=1))
    note(nurse, case, "Utskrivningsklar", stay.now + timedelta(minutes=30))
    nurse.does_not_see("skicka på papper till")

    nurse.open(case)
    nurse.page.locator("summary", has_text="Registrera vad enheten svarar").click()
    nurse.press("Svara på utskrivningsklar")
    nurse.sees("Ni registrerar vad Umeå kommun har svarat")
    assert nurse.violations() == []
    submit(nurse, "ready_reply")
    nurse.sees("Välj ett av alternativen.")
    nurse.choose("Ärendet är inte vårt")
    nurse.write("Vad behöver ni veta, eller vems är ärendet?", "Personen har flyttat.")
    submit(nurse, "ready_reply")
    nurse.sees("Umeå kommun (registrerat av Akutgeriatrik 12")

    coordinator = log_in("vardcentral")
    coordinator.open(case)
    coordinator.sees("Umeå kommun (registrerat av Akutgeriatrik 12")

    nurse.press("Varför? Dag för dag")
    nurse.sees("Nådde Umeå")
    nurse.sees("(på papper) och räknas därifrån")
    nurse.sees("Lagen, ingen överenskommelse: 2 fria kalenderdagar")
    nurse.sees("8 dygn, dygnsbelopp saknas")
