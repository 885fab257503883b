"""The API begins a case as the pages do: the same form, refusals and log, once for each submission."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.utils import timezone

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import OwnSip, Stay

pytestmark = pytest.mark.django_db(transaction=True)
ADMISSIONS, SIPS = "/api/admissions/", "/api/sips/"


def post(by: Assignment, path: str, body: Any) -> Any:
    return client_as(by).post(path, body, content_type="application/json")


def nurse() -> Assignment:
    return people.assignment("somatik")


def officer() -> Assignment:
    return people.assignment("stadsdel")


def surgery() -> Assignment:
    return people.assignment("vardcentral", "Tensta vårdcentral")


def person() -> dict[str, Any]:
    return {
        "submission": str(uuid4()),
        "number": people.identity_number(),
        "given_name": "Bo",
        "family_name": "Ek",
        "street": "Tenstagången 1",
        "postal_code": "163 64",
        "city": "Spånga",
        "municipality": "0180",
        "district": str(officer().unit.district_id),
        "surgery": str(surgery().unit_id),
    }


def admission(**changes: Any) -> dict[str, Any]:
    return (
        person()
        | {
            "lookup_reason": "admission",
            "municipal": str(officer().unit_id),
            "admitted_at": (timezone.now() - timedelta(hours=5)).isoformat(),
            "expected_discharge": (timezone.now() + timedelta(days=5)).date().isoformat(),
            "certainty": "preliminary",
            "planned": "unplanned",
        }
        | changes
    )


def sip(**changes: Any) -> dict[str, Any]:
    asked = {"lookup_reason": "wish", "consents": True, "how": "Sade ja.", "reason": "Många insatser."}
    return person() | asked | changes


def log_of(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    rows = admin.execute("SELECT action, detail FROM municipalities_access_log ORDER BY at").fetchall()
    return [(action, detail.split(" ", 1)[1] if action == "lookup" else detail) for action, detail in rows]


def test_a_stay_is_begun_once_and_logged_as_on_the_page(admin_connection: psycopg.Connection) -> None:
    body = admission()
    first, again = post(nurse(), ADMISSIONS, body), post(nurse(), ADMISSIONS, body)
    assert (first.status_code, again.status_code) == (201, 200), first.json()
    assert first.json() == again.json()
    case_id = first.json()["id"]
    assert log_of(admin_connection) == [
        ("lookup", "API Patienten skrivs in hos oss"),
        ("write", "API admission_notice"),
        ("open", "API"),
    ]
    notice, planned = client_as(nurse()).get(f"/api/cases/{case_id}/").json()["messages"]
    assert notice["values"]["admitted_at"] == body["admitted_at"].replace("+00:00", "Z") or notice["sent_at"]
    assert {to["unit"]["name"] for to in notice["recipients"]} == {
        officer().unit.full_name,
        surgery().unit.full_name,
    }
    assert planned["values"]["planned"] == "unplanned"
    assert client_as(officer()).get(f"/api/cases/{case_id}/").status_code == 200


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"number": "19420203-9802"}, "number", "Kontrollsiffran stämmer inte"),
    ({"lookup_reason": "nyfiken"}, "lookup_reason", "giltigt val"),
    ({"given_name": "", "family_name": ""}, "given_name", "minst ett namn"),
    ({"street": ""}, "street", "skriv att den saknas"),
    ({"protected_identity": True}, "street", "Skriv ingen adress"),
    ({"municipality": "0126"}, "district", "ligger inte i folkbokföringskommunen"),
    ({"municipal": None}, "municipal", "Välj den kommun eller stadsdel"),
    ({"municipal": str(uuid4())}, "municipal", "finns inte i katalogen"),
    ({"admitted_at": "2126-01-01T10:00:00Z"}, "admitted_at", "framtiden"),
    ({"planned": "kanske"}, "planned", "giltigt val"),
    ({"municipal_health_care": True, "surgery": None}, "surgery", "den ska få meddelandet"),
    ({"outside_channel": "fax"}, "outside_at", "Fyll i"),
    ({"hittepå": 1}, "hittepå", "inget sådant fält"),
]


def test_what_is_wrong_is_said_at_its_field_and_begins_nothing(admin_connection: psycopg.Connection) -> None:
    for changes, field, says in WRONG:
        response = post(nurse(), ADMISSIONS, admission(**changes))
        assert response.status_code == 400, (field, response.json())
        assert says in response.json()["problems"].get(field, ""), (field, response.json())
    assert admin_connection.execute("SELECT count(*) FROM discharge_case").fetchone() == (0,)


def test_a_second_stay_is_a_conflict_and_told_to_who_takes_part() -> None:
    stay = Stay(now=timezone.now() - timedelta(days=1))
    body = admission(number=stay.person.number.written)
    own = post(stay.nurse, ADMISSIONS, body)
    assert own.status_code == 409
    assert str(stay.case.pk) in own.json()["message"]
    other = post(people.assignment("somatik", "Medicin 61"), ADMISSIONS, body)
    assert other.status_code == 409
    assert "på en annan enhet" in other.json()["message"]
    assert str(stay.case.pk) not in other.text


def test_a_submission_is_one_persons_one_message() -> None:
    body = admission()
    assert post(nurse(), ADMISSIONS, body).status_code == 201
    changed = post(nurse(), ADMISSIONS, body | {"number": people.identity_number()})
    assert changed.status_code == 409
    assert "Samma submission" in changed.json()["message"]


def test_who_may_begin_what() -> None:
    assert post(officer(), ADMISSIONS, admission()).status_code == 403
    assert post(nurse(), SIPS, sip()).status_code == 403
    assert post(people.assignment("hsf"), ADMISSIONS, admission()).status_code == 403


def test_a_stay_that_was_told_on_paper(admin_connection: psycopg.Connection) -> None:
    at = timezone.now() - timedelta(hours=4)
    outside = {"outside_at": at.isoformat(), "outside_channel": "fax", "outside_by": "Bo Ek"}
    begun = post(nurse(), ADMISSIONS, admission(**outside))
    assert begun.status_code == 201, begun.json()
    assert admin_connection.execute(
        "SELECT channel, sent_at > happened_at FROM discharge_message WHERE type = 'admission_notice'"
    ).fetchone() == ("fax", True)


class TestSip:
    def test_it_is_begun_once(self, admin_connection: psycopg.Connection) -> None:
        body = sip()
        first, again = post(officer(), SIPS, body), post(officer(), SIPS, body)
        assert (first.status_code, again.status_code) == (201, 200), first.json()
        assert log_of(admin_connection)[:2] == [
            ("lookup", "API Personen vill ha en SIP"),
            ("write", "API sip_start"),
        ]
        case = client_as(surgery()).get(f"/api/cases/{first.json()['id']}/").json()
        assert case["case"]["kind"] == "sip"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"consents": False}, "consents"), ({"surgery": None}, "surgery"), ({"how": ""}, "how")],
    )
    def test_what_is_wrong_is_said_at_its_field(self, changes: dict[str, Any], field: str) -> None:
        response = post(officer(), SIPS, sip(**changes))
        assert (response.status_code, [*response.json()["problems"]]) == (400, [field])

    def test_an_own_case_is_said_first(self) -> None:
        told = OwnSip()
        body = sip(number=told.person.number.written)
        refused = post(told.officer, SIPS, body)
        assert refused.status_code == 409
        assert str(told.case.pk) in refused.json()["message"]
        assert post(told.officer, SIPS, body | {"anyway": True}).status_code == 201
