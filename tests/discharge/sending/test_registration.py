"""Registering a patient in two steps: the look-up with its log and limit; the form and its refusals."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import psycopg
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from discharge.persons.identity_numbers import parse
from discharge.queries.lookups import lookup
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.browsers import errors
from tests.factories.clients import at_once, client_as
from tests.factories.registration import (
    NEW,
    NURSE,
    OTHER_WARD,
    REGISTER,
    a_day_ago,
    log_rows,
    look_up,
    nurse_client,
    step_two,
)
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


# --- step one --------------------------------------------------------------------------------------


NO_NUMBERS = [
    ("19420203-9802", "Kontrollsiffran stämmer inte"),
    ("1942", "Skriv numret som"),
    ("19420230-9801", "inget giltigt födelsedatum"),
    ("", "Fyll i uppgiften"),
    ("9" * 40, "Skriv numret som"),
]


def test_a_number_that_is_none_says_why_and_stays() -> None:
    client = nurse_client()
    for number, says in NO_NUMBERS:
        response = look_up(client, number)
        assert says in errors(response)["number"]
        assert response.context["form"]["number"].value() == number


def test_only_the_demonstration_gives_a_number_to_try(settings: Settings) -> None:
    client = nurse_client()
    assert "påhittat nummer" not in client.get(NEW).text
    settings.DEMO = True
    example = client.get(NEW).context["example"]
    assert look_up(client, example).context["number"].written == example


def test_a_person_without_a_stay_can_be_registered() -> None:
    number = people.identity_number()
    response = look_up(nurse_client(), number)
    assert "discharge/forms/person.html" in [template.name for template in response.templates]
    assert f"{number[:8]}-{number[8:]}" in response.text


def test_a_stay_of_ours_is_a_link() -> None:
    stay = Stay(now=a_day_ago())
    response = look_up(nurse_client(), stay.person.number.value)
    assert reverse("discharge:case", args=[stay.case.pk]) in response.text
    assert "Be om att få ta över" not in response.text


def test_a_stay_elsewhere_tells_nothing_but_offers_to_ask() -> None:
    stay = Stay(now=a_day_ago())
    response = look_up(nurse_client(OTHER_WARD), stay.person.number.value)
    assert "Be om att få ta över" in response.text
    assert str(stay.case.pk) not in response.text
    assert "Akutgeriatrik 12" not in response.text.split("<main")[1]


def test_a_reserve_number_with_a_wrong_check_digit_is_warned_of_not_refused() -> None:
    response = look_up(nurse_client(), "991942000010")
    assert "Reservnumrets kontrollsiffra stämmer inte" in response.text
    assert "form" in response.context


def test_only_a_ward_looks_up_and_registers(admin_connection: psycopg.Connection) -> None:
    for who in ("stadsdel", "vardcentral", "hsf"):
        client = client_as(people.assignment(who))
        assert look_up(client, people.identity_number()).status_code == 403
        assert client.post(REGISTER, {}).status_code == 403
    assert log_rows(admin_connection, "lookup") == []


def test_a_look_up_is_logged_without_the_number(admin_connection: psycopg.Connection) -> None:
    number, nurse = people.identity_number(), people.assignment(*NURSE)
    look_up(client_as(nurse), number)
    [(refused, detail, assignment)] = log_rows(admin_connection, "lookup")
    assert (refused, assignment) == (False, nurse.pk)
    digest = lookup.digest(parse(number, timezone.localdate()))
    assert detail == f"{digest} Patienten skrivs in hos oss"
    assert number not in detail


def test_look_ups_are_limited_and_the_refused_one_is_logged(
    monkeypatch: pytest.MonkeyPatch, admin_connection: psycopg.Connection
) -> None:
    monkeypatch.setattr(lookup, "PER_ASSIGNMENT", 2)
    client = nurse_client()
    with time_machine.travel(datetime(2026, 3, 9, 14, 22, tzinfo=STOCKHOLM), tick=False):
        answers = [look_up(client, people.identity_number()) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Försök igen klockan 14.30" in errors(answers[-1])["number"]
    assert [row[0] for row in log_rows(admin_connection, "lookup")] == [False, False, True]


def test_the_limit_ends_with_its_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PER_ASSIGNMENT", 1)
    client = nurse_client()
    with time_machine.travel(datetime(2026, 3, 9, 14, 22, tzinfo=STOCKHOLM), tick=False) as clock:
        codes = [look_up(client, people.identity_number()).status_code for _ in range(2)]
        clock.shift(timedelta(minutes=8))
        codes.append(look_up(client, people.identity_number()).status_code)
    assert codes == [200, 429, 200]


def test_another_unit_does_not_lift_the_users_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "PER_USER", 2)
    codes = [
        look_up(nurse_client(who), people.identity_number()).status_code for who in (NURSE, OTHER_WARD, NURSE)
    ]
    assert codes == [200, 200, 429]


# --- step two --------------------------------------------------------------------------------------


def test_registering_sends_the_notice_and_shows_the_case(admin_connection: psycopg.Connection) -> None:
    client, number = nurse_client(), people.identity_number()
    response = client.post(REGISTER, step_two(client, number))
    case = admin_connection.execute(
        "SELECT c.id, v.given_name, v.postal_code, c.is_open FROM discharge_case c "
        "JOIN discharge_person_version v ON v.case_id = c.id "
        "JOIN discharge_patient p ON p.id = c.patient_id WHERE p.identity_number = %s",
        [number],
    ).fetchone()
    assert case is not None
    assert case[1:] == ("Bo", "16364", True)
    assert response.headers["Location"] == reverse("discharge:case", args=[case[0]])
    receivers = admin_connection.execute(
        "SELECT u.name FROM discharge_recipient r JOIN municipalities_unit u ON u.id = r.unit_id ORDER BY 1"
    ).fetchall()
    assert receivers == [(people.assignment("stadsdel").unit.name,), ("Tensta vårdcentral",)]


WRONG = [
    ("admitted_at", "2126-03-09T10:00", "ligger i framtiden"),
    ("admitted_at", "", "Fyll i uppgiften"),
    ("admitted_at", "i går kväll", "Skriv datum och klockslag"),
    ("need_assessed_at", "2019-03-09T10:00", "före inskrivningen"),
    ("expected_discharge", "2019-03-09", "före inskrivningen"),
    ("expected_discharge", "snart", "ÅÅÅÅ-MM-DD"),
    ("certainty", "kanske", "Välj ett av alternativen"),
    ("planned", "", "Välj ett av alternativen"),
    ("planned", "kanske", "Välj ett av alternativen"),
    ("street", "", "eller skriv att den saknas"),
    ("family_name", "E" * 81, "Högst 80 tecken. Texten har 81."),
    ("street", "Å" * 315, "Högst 120 tecken. Texten har 315."),
    ("postal_code", "1636", "fem siffror"),
    ("municipality", "9999", "Välj en kommun"),
    ("district", "", "Välj stadsdel"),
    ("district", "01a20158-d9a0-77f9-b261-139d85056ed6x", "Välj en stadsdel"),
    ("municipal", "", "Välj den kommun eller stadsdel"),
    ("municipal", "11111111-1111-1111-1111-111111111111", "finns inte i katalogen"),
    ("municipal", "nonsens", "finns inte i katalogen"),
    ("surgery", "11111111-1111-1111-1111-111111111111", "finns inte i katalogen"),
]


def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost() -> None:
    client = nurse_client()
    right = step_two(client)
    for field, value, says in WRONG:
        data = right | {field: value}
        response = client.post(REGISTER, data)
        assert says in errors(response).get(field, ""), (field, value)
        form = response.context["form"]
        assert {name: form[name].value() for name in data} == data
        assert "data-error-summary" in response.text


def test_a_protected_identity_has_no_address_in_the_notice() -> None:
    client = nurse_client()
    data = step_two(client, protected_identity="on")
    refused = client.post(REGISTER, data)
    assert errors(refused).keys() == {"street", "postal_code", "city"}
    without = data | {"street": "", "postal_code": "", "city": ""}
    assert client.post(REGISTER, without).status_code == 302


def test_an_expected_date_is_left_out_only_when_it_is_unknown() -> None:
    client = nurse_client()
    data = step_two(client, expected_discharge="")
    assert "Ange datum, eller välj okänd" in errors(client.post(REGISTER, data))["certainty"]
    assert client.post(REGISTER, data | {"certainty": "unknown"}).status_code == 302


def test_the_district_must_lie_in_the_municipality() -> None:
    client = nurse_client()
    response = client.post(REGISTER, step_two(client, municipality="0126"))
    assert "ligger inte i folkbokföringskommunen" in errors(response)["district"]


def test_a_form_sent_twice_registers_once(admin_connection: psycopg.Connection) -> None:
    client = nurse_client()
    data = step_two(client)
    first, second = client.post(REGISTER, data), client.post(REGISTER, data)
    assert first.headers["Location"] == second.headers["Location"]
    # The notice, and whether the stay was planned.
    assert admin_connection.execute("SELECT count(*) FROM discharge_message").fetchone() == (2,)


def test_two_wards_at_once_the_second_is_refused_and_loses_nothing(
    admin_connection: psycopg.Connection,
) -> None:
    number = people.identity_number()
    posts = [
        (people.assignment(*who), step_two(nurse_client(who), number, street=f"Gata {who[1]}"))
        for who in (NURSE, OTHER_WARD)
    ]
    answers = at_once(REGISTER, *posts)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "har redan ett pågående vårdtillfälle" in errors(refused)["__all__"]
    assert refused.context["form"]["street"].value().startswith("Gata ")
    assert admin_connection.execute("SELECT count(*) FROM discharge_case").fetchone() == (1,)


def test_a_double_click_at_once_ends_on_the_case_both_times(admin_connection: psycopg.Connection) -> None:
    nurse = people.assignment(*NURSE)
    data = step_two(client_as(nurse))
    answers = at_once(REGISTER, (nurse, data), (nurse, data))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert admin_connection.execute("SELECT count(*) FROM discharge_case").fetchone() == (1,)


def test_a_number_that_we_did_not_sign_starts_over() -> None:
    client = nurse_client()
    data = step_two(client) | {"checked": "forged:value"}
    assert client.post(REGISTER, data).headers["Location"] == NEW
    assert client.get(REGISTER).headers["Location"] == NEW


def test_a_form_that_has_lain_open_is_looked_up_again_and_keeps_what_was_typed(
    admin_connection: psycopg.Connection,
) -> None:
    data = step_two(nurse_client())
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        client = nurse_client()  # the first session has ended by itself
        response = client.post(REGISTER, data)
        assert "Numret är sökt igen" in errors(response)["__all__"]
        assert response.context["form"]["given_name"].value() == "Bo"
        signed = re.search(r'name="checked" value="([^"]+)"', response.text)
        assert signed is not None
        again = client.post(REGISTER, data | {"checked": signed[1]})
    assert again.status_code == 302
    assert len(log_rows(admin_connection, "lookup")) == 2


def test_a_form_of_another_unit_is_looked_up_again() -> None:
    data = step_two(nurse_client())
    response = nurse_client(OTHER_WARD).post(REGISTER, data)
    assert "så har du bytt enhet" in errors(response)["__all__"]


def test_a_stay_that_began_while_the_form_lay_open_is_answered_like_a_look_up() -> None:
    number = people.identity_number()
    data = step_two(nurse_client(OTHER_WARD), number)
    Stay(now=a_day_ago(), person=people.person(number=parse(number, timezone.localdate())))
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        response = nurse_client(OTHER_WARD).post(REGISTER, data)
    assert "Be om att få ta över" in response.text


def test_a_look_up_without_a_reason_is_not_made(admin_connection: psycopg.Connection) -> None:
    client = nurse_client()
    page = client.post(NEW, {"number": people.identity_number()})
    assert page.context["form"].errors == {"reason": ["Välj varför du söker."]}
    assert log_rows(admin_connection, "lookup") == []
