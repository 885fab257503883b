"""Sending through a form: what is wrong in a field, what is sent twice, and kvittens."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.urls import reverse

from tests.factories import people
from tests.factories.browsers import Browsers, address, answered, case_address, errors, in_hours, sent_types
from tests.factories.clients import filled_in

pytestmark = pytest.mark.django_db(transaction=True)


# --- what is wrong in a field ----------------------------------------------------------------------


WRONG: list[tuple[str, str, dict[str, str], str, str]] = [
    ("nurse", "discharge", {"discharged_at": "2126-01-01T10:00"}, "discharged_at", "ligger i framtiden"),
    ("nurse", "discharge", {"discharged_at": "2020-01-01T10:00"}, "discharged_at", "före inskrivningen"),
    ("nurse", "discharge", {"discharged_at": "2026-03-29T02:30"}, "discharged_at", "klockan ställdes fram"),
    ("nurse", "discharge", {"discharged_at": "nyss"}, "discharged_at", "ÅÅÅÅ-MM-DD TT:MM"),
    ("nurse", "discharge", {"destination": "månen"}, "destination", "Välj ett av alternativen"),
    ("nurse", "transfer", {"to": "11111111-1111-1111-1111-111111111111"}, "to", "finns inte i katalogen"),
    ("nurse", "transfer", {"to": ""}, "to", "Fyll i uppgiften"),
    ("nurse", "ready_notice", {"doctor": ""}, "doctor", "Fyll i uppgiften"),
    ("nurse", "ready_notice", {"doctor": "x" * 201}, "doctor", "Högst 200 tecken"),
    ("nurse", "expected_discharge_change", {"expected_discharge": "0"}, "expected_discharge", "ÅÅÅÅ-MM-DD"),
    ("officer", "take", {"responsible": "999999"}, "responsible", "kollega på enheten"),
    ("officer", "take", {"responsible": "jag"}, "responsible", "kollega på enheten"),
    ("nurse", "cancel", {"message": str(uuid4()), "reason": "Fel"}, "message", "era egna meddelanden"),
    ("nurse", "leave_start", {"submission": "x", "began_at": ""}, "submission", "saknar sitt id"),
]


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    for who, sends, typed, name, says in WRONG:
        response = browsers.send(getattr(browsers.stay, who), sends, **typed)
        assert says in errors(response).get(name, ""), (sends, typed)
        form = response.context["form"]
        assert {key: form[key].value() for key in typed} == typed
        assert "data-error-summary" in response.text
    assert sent_types(admin_connection) == ["admission_notice"]


def test_a_field_that_an_answer_asks_for_is_asked_for_with_that_answer(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm")
    for typed, wrong in (
        ({"answer": "receive"}, "receives_from"),
        ({"answer": "not_ours"}, "comment"),
        ({"answer": "need_information", "comment": "Vad?", "receives_from": in_hours(9)}, "receives_from"),
    ):
        response = browsers.send(stay.officer, "ready_reply", **typed)
        assert errors(response).keys() == {wrong}, typed


def test_a_link_is_a_web_address(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.coordinator, "care_contact")
    browsers.send(stay.coordinator, "consent", information="all", party="all", given="Sade ja.")
    typed = {"meeting_at": in_hours(48), "meeting_ends_at": in_hours(49), "purpose": "Stödet hemma"}
    typed |= {"meeting_form": "video", "link": "javascript:alert(1)"}
    response = browsers.send(stay.coordinator, "sip_call", **typed)
    assert "https://" in errors(response)["link"]


def test_b3_what_decides_money_is_asked_and_never_answered_beforehand(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    """Fault B3: nothing is chosen, no answer is refused, and both answers are sent as given."""
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    form = browsers.form(stay.nurse, "ready_notice")
    questions = ("sip_needed", "outpatient_care_needed")
    assert [form[name].value() for name in questions] == [None, None]
    assert 'value="yes" checked' not in client.get(address(stay, "ready_notice")).text
    refused = client.post(address(stay, "ready_notice"), filled_in(form, doctor="Dr Alm"))
    assert errors(refused) == dict.fromkeys(questions, "Svara ja eller nej.")
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm", sip_needed="no")
    facts = admin_connection.execute(
        "SELECT facts FROM discharge_message WHERE type = 'ready_notice'"
    ).fetchone()
    assert facts is not None
    assert (facts[0]["sip_needed"], facts[0]["outpatient_care_needed"]) == (False, True)
    page = client.get(case_address(stay)).text
    assert "Behöver patienten insatser från både region och kommun (SIP)?" in page


# --- sent once -------------------------------------------------------------------------------------


def test_a_form_sent_twice_sends_one_message(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    form = browsers.form(stay.nurse, "ready_notice")
    data = filled_in(form, **answered(form), doctor="Dr Alm")
    for _ in range(2):
        response = client.post(address(stay, "ready_notice"), data)
        assert response.headers["Location"] == case_address(stay)
    assert sent_types(admin_connection).count("ready_notice") == 1


def test_the_back_button_and_changed_words_still_send_one_message(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    """The form that the back button shows is the one that was sent, whatever is typed in it now."""
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    data = filled_in(browsers.form(stay.nurse, "discharge"), discharged_at=in_hours(0), destination="home")
    client.post(address(stay, "discharge"), data)
    response = client.post(address(stay, "discharge"), data | {"destination": "nonsens"})
    assert response.headers["Location"] == case_address(stay)
    assert sent_types(admin_connection).count("discharge") == 1


def test_in_place_the_form_is_a_fragment_and_success_goes_to_the_case(browsers: Browsers) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.nurse)
    htmx = {"HX-Request": "true"}
    shown = client.get(address(stay, "ready_notice"), headers=htmx)
    assert "<html" not in shown.text
    assert shown.text.strip().startswith("<form")
    wrong = client.post(address(stay, "ready_notice"), filled_in(shown.context["form"]), headers=htmx)
    assert "<html" not in wrong.text
    assert "Fyll i uppgiften" in wrong.text
    data = filled_in(shown.context["form"], **answered(shown.context["form"]), doctor="Dr Alm")
    sent = client.post(address(stay, "ready_notice"), data, headers=htmx)
    assert sent.headers["HX-Redirect"] == case_address(stay)


def test_the_case_page_is_loaded_with_the_words_of_success(browsers: Browsers) -> None:
    stay = browsers.stay
    browsers.send(stay.nurse, "ready_notice", doctor="Dr Alm")
    assert "Skickat: Utskrivningsklar." in browsers.of(stay.nurse).get(case_address(stay)).text


# --- kvittens --------------------------------------------------------------------------------------


def receipts(admin: psycopg.Connection) -> list[Any]:
    return [row[0] for row in admin.execute("SELECT unit_id FROM discharge_receipt").fetchall()]


def test_acknowledging_goes_back_to_where_the_click_was(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay, client = browsers.stay, browsers.of(browsers.stay.officer)
    where = reverse("discharge:acknowledge", args=[stay.case.pk])
    first = client.post(where, {"next": "/arbetslista/?lista=inkomna"})
    again = client.post(where, {"next": "https://elsewhere.example/"})
    assert first.headers["Location"] == "/arbetslista/?lista=inkomna"
    assert again.headers["Location"] == case_address(stay)
    assert receipts(admin_connection) == [stay.officer.unit_id]


def test_one_message_can_be_acknowledged_alone(
    browsers: Browsers, admin_connection: psycopg.Connection
) -> None:
    stay = browsers.stay
    message = stay.ready()
    where = reverse("discharge:acknowledge", args=[stay.case.pk])
    response = browsers.of(stay.officer).post(where, {"message": str(message.pk)})
    assert response.status_code == 302
    rows = admin_connection.execute(
        "SELECT m.type FROM discharge_receipt c JOIN discharge_recipient r ON r.id = c.recipient_id "
        "JOIN discharge_message m ON m.id = r.message_id"
    ).fetchall()
    assert rows == [("ready_notice",)]


def test_only_who_takes_part_acknowledges(browsers: Browsers, admin_connection: psycopg.Connection) -> None:
    where = reverse("discharge:acknowledge", args=[browsers.stay.case.pk])
    assert browsers.of(people.assignment("huddinge")).post(where).status_code == 404
    assert browsers.of(browsers.stay.officer).get(where).status_code == 405
    assert browsers.of(browsers.stay.officer).post(where, {"message": "nonsens"}).status_code == 404
    assert receipts(admin_connection) == []
