"""What each main job takes, in clicks and fields, as docs/clicks.md promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from discharge.actions import RegisteredPerson
from tests.factories import people
from tests.factories.browser.counting import Counted, counting
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import field_time, submit
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = Path(__file__).parents[3] / "docs" / "clicks.md"
PROMISED = dict(re.findall(r"^\| ([^|]+?) \| [^|]+ \| (\d+ \+ \d+) \|", PAGE.read_text(), re.MULTILINE))
DOCTOR = "Behandlande läkare"


def holds(job: str, counted: Counted) -> None:
    assert PROMISED[job] == str(counted), sorted(counted.fields)


def stay(person: RegisteredPerson | None = None) -> Stay:
    return Stay(now=timezone.now() - timedelta(days=1), person=person)


def open_row(session: Session, name: str = "Bo Ek") -> None:
    session.page.locator("tr[data-opens]", has_text=name).locator(".row-opener").first.click()
    expect(session.page.locator(".row-inside")).to_be_focused()


def test_utskrivningsklar(log_in: Callable[[str], Session]) -> None:
    told, other = stay(), stay(person=people.person(given_name="Eva"))
    told.send(told.nurse, "stated_needs", sip_needed=True, outpatient_care_needed=False)
    session = log_in("somatik")
    session.open("/arbetslista/?lista=inneliggande")
    with counting(session.page) as counted:
        open_row(session)
        session.page.locator(".row-open").get_by_label(DOCTOR).fill("Dr Alm")
        session.press("Meddela utskrivningsklar")
        expect(session.page.locator("#messages")).to_contain_text("Skickat: Utskrivningsklar.")
    holds("Utskrivningsklar, behoven besvarade förut", counted)
    assert other.state().ready is None


def test_utskrivningsklar_where_the_needs_are_not_known(log_in: Callable[[str], Session]) -> None:
    stay()
    session = log_in("somatik")
    session.open("/arbetslista/?lista=inneliggande")
    with counting(session.page) as counted:
        open_row(session)
        inside = session.page.locator(".row-open")
        inside.get_by_label(DOCTOR).fill("Dr Alm")
        for name in ("sip_needed", "outpatient_care_needed"):
            expect(inside.locator(f"input[name={name}]:checked")).to_have_count(0)
            inside.locator(f"input[name={name}][value=no]").check()
        session.press("Meddela utskrivningsklar")
        expect(session.page.locator("#messages")).to_contain_text("Skickat: Utskrivningsklar.")
    holds("Utskrivningsklar, behoven inte besvarade", counted)


def test_consent(log_in: Callable[[str], Session]) -> None:
    told = stay()
    session = log_in("somatik")
    session.open(f"/arenden/{told.case.pk}/")
    with counting(session.page) as counted:
        ask = session.page.locator("details.consent-ask").first
        ask.locator("summary").click()
        ask.get_by_role("button").first.click()
        session.sees("Skickat: Samtycke")
    holds("Samtycke, där det saknas", counted)


def test_going_home(log_in: Callable[[str], Session]) -> None:
    told = stay()
    told.consent()
    session = log_in("somatik")
    session.open(f"/arenden/{told.case.pk}/")
    with counting(session.page) as counted:
        session.press("Meddela utskrivning (hemgång)")
        session.choose("Eget hem")
        submit(session, "discharge")
        session.sees("Skickat: Hemgång")
        for label in ("Sammanfattning av vården", "Funktion och ADL", "Läkemedelslista"):
            session.write(label, "Som förut.")
        submit(session, "discharge_information")
        session.sees("Skickat: Utskrivningsinformation")
        for label in ("Därför var du på sjukhus", "Det här har vi gjort", "Det här händer nu"):
            session.write(label, "Du ramlade.")
        submit(session, "patient_summary")
        session.sees("Skickat: Trygghetskvitto")
        with session.page.expect_response("**/*.pdf"):
            session.press("Skriv ut trygghetskvittot")
    holds("Gå hem, med information, trygghetskvitto och utskrift", counted)


def test_ten_messages_are_read_and_acknowledged(log_in: Callable[[str], Session]) -> None:
    for letter in "abcdefghij":
        stay(person=people.person(family_name=f"Ek{letter}"))
    session = log_in("stadsdel")
    with counting(session.page) as counted:
        session.press("Läs och kvittera flera")
        session.press("Kvittera 10 meddelanden")
        session.sees("Kvitterat: 10 meddelanden.")
    holds("Läsa och kvittera tio meddelanden", counted)


def test_an_answer_from_the_list(log_in: Callable[[str], Session]) -> None:
    told = stay()
    told.take()
    told.ready(sip_needed=False, outpatient_care_needed=False)
    told.acknowledge(told.officer)
    session = log_in("stadsdel")
    with counting(session.page) as counted:
        open_row(session)
        inside = session.page.locator(".row-open")
        inside.get_by_label("Kan ta emot från").fill(field_time(timezone.now() + timedelta(days=1)))
        session.press("Vi kan ta emot")
        expect(session.page.locator("#messages")).to_contain_text("Skickat: Svar på utskrivningsklar.")
    holds("Svara på utskrivningsklar från listan", counted)


def test_a_person_is_found(log_in: Callable[[str], Session]) -> None:
    stay(person=people.person(family_name="Åberg"))
    stay(person=people.person(family_name="Ek"))
    session = log_in("stadsdel")
    with counting(session.page) as counted:
        session.page.keyboard.press("/")
        session.page.keyboard.type("åber")
        session.page.keyboard.press("Enter")
        expect(session.page.get_by_role("status").filter(has_text="1 träff")).to_be_visible()
    holds("Hitta en person", counted)


def test_a_known_person_is_registered(log_in: Callable[[str], Session]) -> None:
    told = Stay(now=timezone.now() - timedelta(days=60))
    told.consent()
    told.go_home()
    session = log_in("somatik")
    session.open("/arenden/ny/")
    with counting(session.page) as counted:
        session.write("Personnummer", told.person.number.written)
        session.page.locator("main form button[type=submit]:not([formaction], [hidden])").first.click()
        session.write("Inskriven", field_time(timezone.now() - timedelta(hours=2)))
        session.page.get_by_label("Oplanerad", exact=True).check()
        session.write("Beräknat utskrivningsdatum", str(timezone.localdate() + timedelta(days=5)))
        session.press("Skicka inskrivningsmeddelande")
        session.sees("Inskrivningsmeddelandet är skickat.")
    holds("Registrera en person som enheten känner", counted)
