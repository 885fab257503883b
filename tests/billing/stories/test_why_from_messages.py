"""The explanation of stays told by messages through the real actions, read as each party reads it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from billing.presenters.explanation.page import WhyWords
from billing.queries import explanation
from discharge.models import Message
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.explained import as_seen, fact, lines
from tests.factories.billing.told import NOTICE, correct, go_home, office, ready, story
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db


def seen(stay: Stay, today: date = date(2020, 4, 1)) -> WhyWords:
    """What everybody reads: the ward, the municipality and the invoicer alike."""
    by_ward = as_seen(stay, stay.nurse, today)
    assert as_seen(stay, stay.officer, today) == by_ward
    assert as_seen(stay, people.assignment("hsf"), today) == by_ward
    return by_ward


def march(day: int, hour: int = 11) -> datetime:
    return datetime(2020, 3, day, hour, 0, tzinfo=STOCKHOLM)


def texts(words: WhyWords, period: int = 1) -> dict[int, str]:
    return {day: line.text.replace("\xa0", " ") for day, line in lines(words, period).items()}


def test_which_notice_counted_and_where_it_first_arrived() -> None:
    stay = story()
    notice = ready(stay)
    words = seen(go_home(stay, 13))
    told = fact(words, "Meddelandet", 1)
    assert told.text == (
        "Skickat 9 mars 9.15. Nådde Stockholm 9 mars 9.15 (Biståndsenheten Farsta) och räknas därifrån."
    )
    assert [(ref.id, ref.title, ref.unit) for ref in told.refs] == [
        (notice.pk, "Utskrivningsklar", stay.nurse.unit.full_name)
    ]
    assert fact(words, "Betalar", 1).text == (
        "Stockholm, Järva: personen är folkbokförd där. Vårdform dag noll: somatisk vård."
    )
    assert texts(words) == {
        9: "Dag noll: räknas inte som fristdag",
        10: "Fristdag 1 av 2",
        11: "Fristdag 2 av 2",
        12: "Debiteras 8 200 kr",
        13: "Utskriven 13 mars 11.00: dagen debiteras inte",
    }
    assert lines(words)[13].refs[0].title == "Hemgång"


def test_b7_a_payer_that_was_told_another_way_is_said_to_have_been_with_the_message_that_says_so() -> None:
    stay = story(
        receiver=people.unit("Malmö kommun"), person=people.person(municipality="1280", district=None)
    )
    stay.send(stay.nurse, "participant_added", to=stay.officer.unit_id, reason="Vistas där.")
    admission = stay.post("admission_notice", told_at=NOTICE - timedelta(days=3) + timedelta(hours=2))
    notice = ready(stay)
    stay.now = NOTICE + timedelta(days=1)
    rung_up = stay.post("ready_notice", told_at=NOTICE + timedelta(hours=4))
    words = seen(go_home(stay, 15))
    told = fact(words, "Meddelandet", 1)
    assert "Nådde Malmö först 9 mars 13.05 (på papper) och räknas därifrån." in told.text
    assert [ref.id for ref in told.refs] == [notice.pk, rung_up.pk]
    in_time = fact(words, "Inskrivningsmeddelande inom 24 h")
    assert in_time.text.startswith("Nådde kommunen först 6 mars 11.05")
    assert in_time.refs[-1].id == admission.pk


def test_a_notice_that_reached_the_payer_when_the_case_was_handed_over() -> None:
    stay = Stay(
        now=NOTICE - timedelta(hours=1),
        officer=office("Huddinge"),
        expected_discharge=None,
        certainty="unknown",
    )
    stay.now = NOTICE
    ready(stay)
    stay.now = NOTICE + timedelta(hours=19)
    right = office("Farsta")
    stay.send(stay.officer, "handover", to=right.unit_id, reason="Bor i Farsta.")
    wrong, stay.officer = stay.officer, right
    words = seen(go_home(stay, 16))
    with acting(wrong):
        assert explanation.read_basis(stay.case.reference) is None  # its part has ended
    told = fact(words, "Meddelandet", 1)
    assert told.text == (
        "Skickat 9 mars 9.15. "
        "Nådde Stockholm först 10 mars 4.15 (Biståndsenheten Farsta) och räknas därifrån."
    )
    assert [ref.unit for ref in told.refs] == [stay.nurse.unit.full_name, wrong.unit.full_name]
    admission = fact(words, "Inskrivningsmeddelande inom 24 h")
    assert admission.text == (
        "Nådde kommunen först 10 mars 4.15, 23 h efter inskrivningen 9 mars 5.05; senast 24 h."
    )
    assert [ref.unit for ref in admission.refs] == [stay.nurse.unit.full_name, wrong.unit.full_name]
    assert texts(words)[14] == "Debiteras 8 200 kr"


def test_a_notice_under_lpt_counts_and_is_named() -> None:
    stay = story(nurse=people.assignment("psykiatri"))
    stay.send(stay.nurse, "lpt_notice", doctor="Dr Alm", outpatient_care_needed=False)
    words = seen(go_home(stay, 17))
    assert texts(words)[15] == "Debiteras 8 200 kr"
    assert fact(words, "Meddelandet", 1).refs[0].title == "Underrättelse enligt 7 a § LPT"


def test_a_discharge_that_was_reopened_ended_nothing() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 13)
    stay.send(stay.nurse, "reopening", reason="Fel patient.")
    words = seen(go_home(stay, 15))
    assert texts(words)[14] == "Debiteras 8 200 kr"


def test_a_notice_that_never_reached_the_payer() -> None:
    stay = story(officer=office("Huddinge"))
    notice = ready(stay)
    words = seen(go_home(stay, 20))
    assert words.periods == []
    assert "(Stockholm)" in words.uncounted[0].why
    assert words.uncounted[0].refs[0].id == notice.pk
    admission = fact(words, "Inskrivningsmeddelande inom 24 h")
    assert admission.text == ("Inskrivningsmeddelandet har inte nått någon enhet i den kommun som betalar.")


def test_a_cancelled_notice_stands_among_those_that_do_not_count() -> None:
    stay = story()
    notice = ready(stay)
    stay.wait(days=5).send(stay.nurse, "cancel", message=notice.pk, reason="Fel patient.")
    words = seen(stay)
    assert words.periods == []
    assert words.uncounted[0].why == "Makulerat 14 mars 9.25: räknas som aldrig skickat."


def test_a_corrected_notice_keeps_its_time_and_names_the_correction() -> None:
    stay = story()
    notice = ready(stay)
    stay.wait(days=2)
    correct(stay, notice, doctor="Dr Lind")
    told = fact(seen(go_home(stay, 14)), "Meddelandet", 1)
    assert told.text.startswith("Skickat 9 mars 9.15. Nådde Stockholm 9 mars 9.15")
    assert [ref.title for ref in told.refs] == ["Utskrivningsklar", "Utskrivningsklar (rättelse)"]


def test_a_corrected_hour_of_going_home_rests_on_the_correction() -> None:
    stay = story()
    ready(stay)
    go_home(stay, 16)
    with acting(stay.nurse):
        sent = Message.objects.get(type="discharge")
    correct(stay, sent, discharged_at=sent.sent_at - timedelta(days=2))
    words = seen(stay)
    assert texts(words)[14].startswith("Utskriven 14 mars")
    assert [ref.title for ref in lines(words)[14].refs] == ["Hemgång (rättelse)"]


def test_leave_names_both_ends_and_their_messages() -> None:
    stay = story()
    ready(stay)
    stay.now = march(10, 9)
    stay.send(stay.nurse, "leave_start", began_at=stay.now)
    stay.now = march(14, 18)
    stay.send(stay.nurse, "leave_end", ended_at=stay.now)
    words = seen(go_home(stay, 17))
    away = "Debiteras inte: personen var på permission från 10 mars 9.00 till 14 mars 18.00"
    assert [texts(words)[day] for day in (12, 13, 14)] == [away, away, "Debiteras 8 200 kr"]
    assert [ref.title for ref in lines(words)[12].refs] == [
        ref.title for ref in fact(words, "Permission").refs
    ]
    assert len(lines(words)[12].refs) == 2


def test_a_transfer_keeps_the_terms_of_day_zero() -> None:
    stay = story()
    ready(stay)
    stay.now = march(10, 9)
    ward = people.assignment("psykiatri")
    stay.send(stay.nurse, "transfer", to=ward.unit_id)
    stay.nurse = ward
    words = seen(go_home(stay, 14))
    assert fact(words, "Betalar", 1).text.endswith("Vårdform dag noll: somatisk vård.")
    assert "2 fria kalenderdagar" in fact(words, "Villkor", 1).text
    assert words.care_type == "Psykiatrisk vård"


def test_several_periods_are_explained_each_by_itself() -> None:
    stay = story()
    ready(stay)
    stay.now = march(13, 8)
    withdrawal = stay.withdraw()
    stay.now = march(16, 9)
    ready(stay)
    words = seen(go_home(stay, 21))
    assert [period.title for period in words.periods] == [
        "Utskrivningsklar måndag 9 mars 2020 kl. 9.15",
        "Utskrivningsklar måndag 16 mars 2020 kl. 9.10",
    ]
    assert [ref.id for ref in lines(words)[13].refs] == [withdrawal.pk]
    assert [period.sum.replace("\xa0", " ") for period in words.periods] == [
        "1 dygn, 8 200 kr",
        "2 dygn, 16 400 kr",
    ]
    assert words.sum.replace("\xa0", " ") == "3 dygn, 24 600 kr"


def test_a_late_call_to_sip_is_told_with_both_dates() -> None:
    stay = story()
    stay.name_contact()
    stay.ready(outpatient_care_needed=False)
    stay.now = march(13, 8)
    call = stay.call_to_sip()
    words = seen(go_home(stay, 15))
    line = lines(words)[12]
    assert line.text == (
        "Debiteras inte: kallelsen till SIP kom en dag för sent (sista dag 12 mars, skickad 13 mars)"
    )
    assert [ref.id for ref in line.refs] == [call.pk]


def test_services_declined_name_the_message() -> None:
    stay = story()
    ready(stay)
    told = stay.send(stay.nurse, "services_declined", wish="declines", comment="Till läkaren.")
    line = lines(seen(go_home(stay, 14)))[12]
    assert line.text == "Debiteras inte: personen avstår kommunens insatser (meddelat 9 mars 9.25)"
    assert [ref.id for ref in line.refs] == [told.pk]


def test_days_of_outpatient_care_by_statement() -> None:
    stay = story()
    stay.ready(sip_needed=False)
    stay.now = march(13, 9)
    stated = stay.send(stay.coordinator, "outpatient_care", status="available")
    words = seen(go_home(stay, 16))
    assert texts(words)[12].endswith("öppenvården hade inte lämnat besked om sina insatser den dagen")
    assert texts(words)[13] == "Debiteras 8 200 kr"
    assert [ref.id for ref in fact(words, "Öppenvårdens insatser", 1).refs] == [stated.pk]


def test_the_change_of_summer_time_loses_no_day() -> None:
    stay = story()
    stay.now = datetime(2020, 3, 27, 11, 50, tzinfo=STOCKHOLM)
    ready(stay)
    words = seen(stay, date(2020, 4, 1))
    assert texts(words) == {
        27: "Dag noll: räknas inte som fristdag",
        28: "Fristdag 1 av 2",
        29: "Fristdag 2 av 2",
        30: "Debiteras 8 200 kr",
        31: "Debiteras 8 200 kr",
        1: "Debiteras 8 200 kr om personen är kvar över natten",
    }


def test_a_protected_identity_names_no_unit_to_anybody() -> None:
    stay = story(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    ready(stay)
    words = seen(go_home(stay, 13))
    assert stay.nurse.unit.name not in str(words)
    assert "Farsta" not in str(words)
    assert fact(words, "Meddelandet", 1).refs[0].unit == "Slutenvård"
