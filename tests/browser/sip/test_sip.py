"""A SIP in the browsers of those who make it: inside a discharge with a withdrawal, and outside one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import (
    call_to_sip,
    declare_ready,
    field_time,
    register,
    send_home,
    submit,
    take,
)

pytestmark = pytest.mark.django_db(transaction=True)


def days(number: int) -> str:
    return str(timezone.localdate() + timedelta(days=number))


def take_notes(session: Session, case: str) -> None:
    session.open(case)
    session.press("Dokumentera SIP-mötet")
    session.write("Mötet hölls", field_time(timezone.now()))
    session.choose("Ja")
    session.write("Vilka deltog?", "Bo Ek, Carina Holm, Bita Hosseini")
    session.write("Vad kom ni fram till?", "Hemtjänst morgon och kväll.")
    submit(session, "sip_meeting")
    session.sees("Skickat: Minnesanteckningar från SIP-möte")


def write_plan(session: Session) -> None:
    session.press("Skriv planen")
    for label, text in {
        "Vad är viktigt för personen": "Jag vill bo kvar hemma.",
        "Behov": "Hjälp med dusch.",
        "Vem håller i planen": "Bita Hosseini, 08-123 00 00",
        "Följs upp": days(60),
    }.items():
        session.write(label, text)
    session.page.get_by_label("Mål på rad 1").fill("Duschar själv med tillsyn.")
    session.page.get_by_label("Insats på rad 1").fill("Hemtjänst")
    session.page.get_by_label("Huvudman på rad 1").select_option(label="Kommunen")
    session.choose("Kommunen")
    submit(session, "sip_plan")
    # Nobody is named yet: said at the field, and nothing that was typed is lost.
    session.sees("Fyll i ansvarig på rad 1.")
    session.page.get_by_label("Ansvarig på rad 1").fill("Bita Hosseini")
    submit(session, "sip_plan")
    session.sees("Skickat: Samordnad plan")


def confirm(session: Session, case: str) -> None:
    session.open(case)
    session.press("Bekräfta planen")
    session.choose("Vi bekräftar vår del")
    submit(session, "sip_confirmation")
    session.sees("Skickat: Svar på planen")


def follow_up(session: Session, case: str) -> None:
    session.open(f"{case}sip/")
    session.press("Följ upp planen")
    session.write("Följdes upp", days(0))
    session.page.get_by_label("Målet är på rad 1").select_option(label="Delvis nått")
    session.write("Vad säger personen, och vad kom ni fram till?", "Går bättre.")
    session.choose("Nej, den kan avslutas")
    submit(session, "sip_follow_up")
    session.sees("Skickat: Uppföljning av planen")
    session.open(f"{case}sip/")
    session.sees("1 uppföljning")


def withdraw(nurse: Session, case: str) -> None:
    nurse.open(case)
    nurse.press("Återta utskrivningsklar")
    nurse.write("Varför återtas meddelandet?", "Feber i natt.")
    submit(nurse, "ready_withdrawal")
    nurse.sees("Skickat: Utskrivningsklar återtagen")


def test_a_sip_inside_a_discharge_with_a_withdrawal(
    log_in: Callable[[str], Session], admin_connection: psycopg.Connection
) -> None:
    nurse, officer, coordinator = log_in("somatik"), log_in("stadsdel"), log_in("vardcentral")
    case = register(nurse, people.identity_number(serial=50))
    take(officer, case)
    call_to_sip(coordinator, case)
    officer.open("/moten/?visa=manad")
    officer.open(f"/moten/?dag={days(1)}")
    officer.sees("Bo Ek")
    declare_ready(nurse, case)
    take_notes(coordinator, case)
    write_plan(coordinator)
    confirm(officer, case)
    withdraw(nurse, case)
    declare_ready(nurse, case)
    send_home(nurse, case)
    officer.open("/arbetslista/?lista=sip")
    officer.sees("Bo Ek")
    follow_up(officer, case)
    assert officer.violations() == []
    rows = admin_connection.execute(
        "SELECT facts->'meetings'->0->>'held_at' IS NOT NULL, jsonb_array_length(facts->'follow_ups')"
        " FROM discharge_sip_facts"
    ).fetchall()
    assert rows == [(True, 1)]


def start_sip(officer: Session) -> str:
    officer.open("/arbetslista/")
    officer.press("Starta SIP")
    officer.write("Personnummer", people.identity_number(serial=51))
    officer.press("Sök numret")
    officer.page.get_by_label("Personen samtycker till SIP").check()
    for label, text in {
        "Hur och till vem har personen samtyckt?": "Sade ja vid hembesök.",
        "Varför behövs en SIP?": "Hjälp från flera håll.",
        "Förnamn": "Bo",
        "Efternamn": "Ek",
        "Gatuadress": "Tenstagången 1",
        "Postnummer": "163 64",
        "Postort": "Spånga",
    }.items():
        officer.write(label, text)
    officer.page.get_by_label("Postort").blur()
    officer.page.locator("select[name=district] option:checked", has_text="Järva").wait_for(state="attached")
    officer.page.locator("select[name=surgery]").select_option(label="Tensta vårdcentral")
    assert officer.violations() == []
    officer.press("Starta SIP")
    officer.page.wait_for_url(re.compile(r"/arenden/[0-9a-f-]{36}/"))
    return re.sub(r"^https?://[^/]+", "", officer.page.url)


def test_a_sip_outside_discharge(log_in: Callable[[str], Session]) -> None:
    officer, coordinator = log_in("stadsdel"), log_in("vardcentral")
    case = start_sip(officer)
    officer.sees("SIP utan vårdtillfälle")
    officer.press("Kalla till SIP")
    officer.write("Syfte med mötet", "Stödet hemma.")
    officer.write("Mötet börjar", field_time(timezone.now() + timedelta(hours=1)))
    officer.write("Mötet slutar", field_time(timezone.now() + timedelta(hours=2)))
    officer.choose("Video")
    officer.write("Videolänk", "https://video.example/mote")
    submit(officer, "sip_call")
    officer.sees("Skickat: Kallelse till SIP")
    coordinator.open(case)
    coordinator.press("Svara på kallelsen")
    coordinator.choose("Vi kommer")
    submit(coordinator, "sip_answer")
    coordinator.sees("Skickat: Svar på kallelse till SIP")
    coordinator.open("/moten/")
    take_notes(officer, case)
    write_plan(officer)
    confirm(coordinator, case)
    follow_up(coordinator, case)
    coordinator.press("Utvärdera och avsluta SIP")
    coordinator.choose("Målen är nådda")
    coordinator.page.get_by_label("Nådda", exact=True).check()
    coordinator.write("Utvärdering: vad har planen gett?", "Personen klarar sig hemma.")
    submit(coordinator, "sip_closing")
    # Fault F9: the form was opened on the SIP's page, and leads back there.
    coordinator.sees("Skickat: SIP avslutad")
    expect(coordinator.page.get_by_role("heading", level=2, name="Avslutad")).to_be_visible()
    coordinator.open(case)
    coordinator.sees("SIP är avslutad")
