"""A child's SIP in real browsers: guardians and the school are called, goals are followed up one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import people
from tests.factories.browser.pages import Session
from tests.factories.browser.whole_case import field_time, submit
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]
SCHOOL = "Klara Nord"


def call(session: Session, case: str) -> None:
    """The ward is told and not called; a row is added for the school, in place."""
    session.open(case)
    session.press("Kalla till SIP")
    session.write("Syfte med mötet", "Samordna skola, vård och stöd i familjen.")
    session.write("Mötet börjar", field_time(timezone.now() + timedelta(hours=2)))
    session.write("Mötet slutar", field_time(timezone.now() + timedelta(hours=3)))
    session.choose("Fysiskt möte")
    session.write("Plats eller telefonnummer", "Rum 4")
    session.page.get_by_role("group", name="Vilka enheter kallas?").get_by_label("Psykosvård 51").uncheck()
    session.page.get_by_role("group", name="Vilka ber ni om").get_by_label("Biståndsenheten Järva").check()
    session.page.get_by_label("Namn på rad 2").fill("Eva Ek")
    session.press("Lägg till en person")
    third = session.page.get_by_label("Vem på rad 3")
    expect(third).to_be_focused()
    third.select_option(label="Skola")
    session.page.get_by_label("Namn på rad 3").fill(SCHOOL)
    expect(session.page.get_by_label("Namn på rad 2")).to_have_value("Eva Ek")
    assert session.violations() == []
    submit(session, "sip_call")
    session.sees("Skickat: Kallelse till SIP")


def note(session: Session, case: str) -> None:
    session.open(f"{case}sip/")
    session.press("Notera vad de andra kallade svarar")
    session.sees(f"Skola {SCHOOL}")
    for row in (1, 2, 3):
        session.page.get_by_label(f"Svar på rad {row}").select_option(label="Kommer")
    assert session.violations() == []
    submit(session, "sip_people")
    session.sees("noterat av Tensta vårdcentral")


def write_survey(session: Session, case: str) -> None:
    session.open(case)
    session.press("Skriv kartläggningen")
    session.write("Hur är det för personen i dag?", "Har inte varit i skolan på två veckor.")
    session.write("Det här gör vi i dag", "Familjebehandlare en gång i veckan.")
    submit(session, "sip_survey")
    session.sees("Skickat: Kartläggning inför SIP")


def hold(session: Session, case: str) -> None:
    session.open(case)
    session.press("Dokumentera SIP-mötet")
    session.write("Mötet hölls", field_time(timezone.now()))
    session.choose("Ja")
    session.page.get_by_label("Kom på rad 3").select_option(label="Kom")
    session.write("Vilka deltog?", "Bo, Eva, Klara")
    session.write("Vad kom ni fram till?", "En timme i skolan varje dag.")
    submit(session, "sip_meeting")
    session.sees("Skickat: Minnesanteckningar från SIP-möte")


def plan(session: Session) -> None:
    session.press("Skriv planen")
    for label, text in {
        "Vad är viktigt för personen": "Jag vill träffa klassen.",
        "Behov": "Trygg väg tillbaka.",
        "Vem håller i planen": "Carina Holm, 08-123 45 67",
        "Följs upp": str(timezone.localdate() + timedelta(days=30)),
    }.items():
        session.write(label, text)
    session.page.get_by_label("Mål på rad 1").fill("En timme i skolan varje dag")
    session.press("Lägg till ett mål")
    session.page.get_by_label("Mål på rad 2").fill("Äter lunch med klassen")
    for row, (what, party, who) in enumerate(
        (("Samtal", "Regionen", "Carina"), ("Mentor", "Skola eller elevhälsa", "Klara")), 1
    ):
        if row > 1:
            session.press("Lägg till en insats")
        session.page.get_by_label(f"Insats på rad {row}").fill(what)
        session.page.get_by_label(f"Huvudman på rad {row}").select_option(label=party)
        session.page.get_by_label(f"Ansvarig på rad {row}").fill(who)
    session.choose("Regionen")
    assert session.violations() == []
    submit(session, "sip_plan")
    session.sees("Skickat: Samordnad plan")


def follow_up(session: Session, case: str) -> None:
    session.open(f"{case}sip/")
    session.press("Följ upp planen")
    session.write("Följdes upp", str(timezone.localdate()))
    session.sees("En timme i skolan varje dag")
    session.page.get_by_label("Målet är på rad 1").select_option(label="Nått")
    session.page.get_by_label("Personens egna ord på rad 1").fill("Det var kul!")
    session.page.get_by_label("Målet är på rad 2").select_option(label="Delvis nått")
    session.write("Vad säger personen, och vad kom ni fram till?", "Går framåt.")
    session.choose("Nej, den kan avslutas")
    submit(session, "sip_follow_up")
    session.sees("Skickat: Uppföljning av planen")
    session.open(f"{case}sip/")
    session.sees("Det var kul!")
    assert session.violations() == []


def test_a_child_with_psychiatry_school_and_social_services(log_in: Callable[[str], Session]) -> None:
    now = timezone.now()
    stay = Stay(
        now=now - timedelta(days=1),
        person=people.person_aged(11, now.date()),
        nurse=people.assignment("psykiatri"),
    )
    stay.name_contact()
    stay.consent("sip")
    case = f"/arenden/{stay.case.pk}/"
    coordinator, officer = log_in("vardcentral"), log_in("stadsdel")
    call(coordinator, case)
    write_survey(officer, case)
    note(coordinator, case)
    hold(coordinator, case)
    plan(coordinator)
    follow_up(officer, case)
