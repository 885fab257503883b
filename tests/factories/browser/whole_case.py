"""What the parties of a case do in the browser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.browser.pages import Session


def field_time(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def register(nurse: Session, number: str) -> str:
    """Register a person and send the inskrivningsmeddelande; returns the case's address."""
    nurse.open("/arenden/ny/")
    nurse.write("Personnummer", number)
    nurse.page.locator("main form button[type=submit]:not([formaction], [hidden])").first.click()
    nurse.write("Inskriven", field_time(timezone.now() - timedelta(hours=2)))
    nurse.page.get_by_label("Oplanerad", exact=True).check()
    nurse.write("Beräknat utskrivningsdatum", str(timezone.localdate() + timedelta(days=5)))
    nurse.write("Förnamn", "Bo")
    nurse.write("Efternamn", "Ek")
    nurse.write("Gatuadress", "Tenstagången 1")
    nurse.write("Postnummer", "163 64")
    nurse.page.get_by_label("Postort").fill("Spånga")
    nurse.page.get_by_label("Postort").blur()
    expect(nurse.page.locator("#receivers")).to_contain_text("förifyllt")
    nurse.page.get_by_label("Listad på vårdcentral").select_option(label="Tensta vårdcentral")
    expect(nurse.page.locator("select[name=surgery] option:checked")).to_have_text("Tensta vårdcentral")
    nurse.press("Skicka inskrivningsmeddelande")
    nurse.page.wait_for_url(re.compile(r"/arenden/[0-9a-f-]{36}/"))
    return re.sub(r"^https?://[^/]+", "", nurse.page.url)


def submit(session: Session, type: str) -> None:
    session.page.locator(f"form#form-{type} button[type=submit]:not([formaction], [hidden], [name])").click()


def take(officer: Session, case: str) -> None:
    officer.open("/arbetslista/")
    officer.sees("Bo Ek")
    officer.press("Kvittera")
    officer.open(case)
    officer.press("Ta emot planeringen")
    submit(officer, "take")
    officer.sees("Handläggare: Bita Hosseini")


def consent(coordinator: Session) -> None:
    coordinator.page.locator("summary", has_text="Fler åtgärder").click()
    coordinator.press("Registrera samtycke")
    coordinator.choose("SIP och dess uppföljning")
    coordinator.choose("Alla parter")
    coordinator.write("Hur och till vem har patienten sagt det?", "Sade ja på ronden.")
    submit(coordinator, "consent")
    coordinator.sees("Skickat: Samtycke")


def call_to_sip(coordinator: Session, case: str) -> None:
    coordinator.open(case)
    coordinator.press("Utse fast vårdkontakt")
    coordinator.write("Namn", "Carina Holm")
    coordinator.write("Telefon", "08-123 45 67")
    submit(coordinator, "care_contact")
    coordinator.sees("Carina Holm")
    consent(coordinator)
    coordinator.press("Kalla till SIP")
    coordinator.write("Syfte med mötet", "Stödet hemma.")
    coordinator.write("Mötet börjar", field_time(timezone.now() + timedelta(days=1)))
    coordinator.write("Mötet slutar", field_time(timezone.now() + timedelta(days=1, hours=1)))
    coordinator.choose("Fysiskt möte")
    coordinator.write("Plats eller telefonnummer", "Sal 4")
    submit(coordinator, "sip_call")
    coordinator.sees("Sal 4")


def declare_ready(nurse: Session, case: str) -> None:
    nurse.open(case)
    nurse.press("Meddela utskrivningsklar")
    nurse.write("Behandlande läkare som har gjort bedömningen", "Dr Alm")
    answer_questions(nurse)
    submit(nurse, "ready_notice")
    nurse.sees("Skickat: Utskrivningsklar")


def answer_questions(nurse: Session) -> None:
    """Yes to SIP and to outpatient care: nothing is chosen beforehand."""
    for name in ("sip_needed", "outpatient_care_needed"):
        yes = nurse.page.locator(f"input[name={name}][value=yes]")
        expect(nurse.page.locator(f"input[name={name}]:checked")).to_have_count(0)
        yes.check()
    compulsory = nurse.page.locator("input[name=compulsory_outpatient_care][value=no]")
    if compulsory.count():
        compulsory.check()


def answer(officer: Session, case: str) -> None:
    officer.open(case)
    officer.press("Svara på utskrivningsklar")
    officer.choose("Vi kan ta emot")
    officer.write("Kan ta emot från", field_time(timezone.now() + timedelta(days=1)))
    submit(officer, "ready_reply")
    officer.sees("Vi kan ta emot")


def send_home(nurse: Session, case: str) -> None:
    nurse.open(case)
    nurse.press("Meddela utskrivning (hemgång)")
    nurse.write("Utskriven", field_time(timezone.now()))
    nurse.choose("Eget hem")
    submit(nurse, "discharge")
    nurse.sees("Skickat: Hemgång")
    # The guide goes on by itself.
    for label, text in {
        "Därför var du på sjukhus": "Du ramlade hemma.",
        "Det här har vi gjort": "Vi har röntgat höften.",
        "Det här händer nu": "Hemtjänsten kommer i morgon.",
        "Hit ringer du om du undrar något": "1177",
    }.items():
        nurse.write(label, text)
    submit(nurse, "patient_summary")
    nurse.sees("Skickat: Trygghetskvitto")
