"""The API walks a case by the same actions and queries as the pages, and refuses in the same words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from discharge.process import MESSAGE_TYPES
from discharge.process.judging import afterwards
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay() -> Stay:
    return Stay(now=timezone.now() - timedelta(days=1))


READY: dict[str, Any] = {"doctor": "Dr Alm", "sip_needed": False, "outpatient_care_needed": False}


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(path, body, content_type="application/json", headers=headers)


def send(stay: Stay, by: Assignment, type: str, /, submission: UUID | None = None, **values: Any) -> Any:
    path = f"/api/cases/{stay.case.pk}/messages/{type}/"
    return post(client_as(by), path, {"submission": str(submission or uuid4())} | values)


def in_hours(hours: float) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def test_a_case_from_take_to_discharge(stay: Stay) -> None:
    walk: list[tuple[Assignment, str, dict[str, Any]]] = [
        (stay.officer, "take", {"responsible": stay.officer.user_id}),
        (stay.coordinator, "care_contact", {"name": "Carina Holm", "phone": "08-1"}),
        (
            stay.nurse,
            "ready_notice",
            {"doctor": "Dr Alm", "sip_needed": True, "outpatient_care_needed": True},
        ),
        (
            stay.coordinator,
            "consent",
            {"information": "sip", "party": "all", "given": "Sade ja."},
        ),
        (
            stay.coordinator,
            "sip_call",
            {
                "purpose": "Stödet hemma",
                "meeting_at": in_hours(48),
                "meeting_ends_at": in_hours(49),
                "meeting_form": "room",
                "place": "Rum 4",
                "called": [str(stay.officer.unit_id)],
                "people": [{"kind": "school", "name": "Klara Nord"}],
            },
        ),
        (stay.officer, "ready_reply", {"answer": "receive", "receives_from": in_hours(24)}),
        (stay.nurse, "discharge", {"destination": "home"}),
    ]
    for by, name, values in walk:
        if name == "discharge":
            # Not before what has been sent, however long that has taken.
            values["discharged_at"] = in_hours(0)
        response = send(stay, by, name, **values)
        assert response.status_code == 201, (name, response.json())
    answer = client_as(stay.officer).get(f"/api/cases/{stay.case.pk}/").json()
    assert [message["type"] for message in answer["messages"][1:]] == [name for _, name, _ in walk]
    assert answer["case"]["is_open"] is False
    assert answer["messages"][3]["values"]["doctor"] == "Dr Alm"


def test_the_list_is_the_units_own(stay: Stay) -> None:
    mine = client_as(stay.officer).get("/api/cases/?list=inkomna").json()
    [row] = mine["results"]
    assert (row["case"]["id"], row["to_acknowledge"], mine["has_next"]) == (str(stay.case.pk), 1, False)
    assert row["case"]["person"]["name"] == "Bo Ek"
    assert client_as(people.assignment("huddinge")).get("/api/cases/?list=inkomna").json()["results"] == []


def test_a_protected_identity_shows_nothing_of_who_it_is() -> None:
    person = people.person(protected_identity=True, given_name="Hemlig")
    stay = Stay(now=timezone.now() - timedelta(days=1), person=person)
    client = client_as(stay.officer)
    for path in ("/api/cases/?list=inkomna", f"/api/cases/{stay.case.pk}/"):
        body = client.get(path).text
        assert "Hemlig" not in body
        assert person.number.value[8:] not in body
        assert person.street not in body


def test_what_may_not_be_sent_now_is_a_conflict_in_swedish(stay: Stay) -> None:
    response = send(stay, stay.nurse, "ready_withdrawal", reason="Feber")
    assert response.status_code == 409
    assert "Meddela utskrivningsklar först." in response.json()["message"]


def test_a_municipality_cannot_send_the_wards_messages(stay: Stay) -> None:
    response = send(stay, stay.officer, "ready_notice", **READY)
    assert (response.status_code, response.json()["problems"]) == (409, {})
    assert "Er enhet skickar inte" in response.json()["message"]


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    (
        "discharge",
        {"discharged_at": "2126-01-01T10:00:00Z", "destination": "other"},
        "discharged_at",
        "framtiden",
    ),
    ("discharge", {"discharged_at": "nyss", "destination": "home"}, "discharged_at", "format"),
    (
        "discharge",
        {"discharged_at": "2026-03-29T02:30", "destination": "home"},
        "discharged_at",
        "ställdes fram",
    ),
    ("discharge", {"destination": "home"}, "discharged_at", "obligatoriskt"),
    ("discharge", {"discharged_at": None, "destination": "home"}, "discharged_at", "null"),
    ("transfer", {"to": "11111111-1111-1111-1111-111111111111"}, "to", "finns inte i katalogen"),
    ("transfer", {"to": "x"}, "to", "UUID"),
    ("ready_notice", {"doctor": "x" * 201}, "doctor", "200"),
    ("ready_notice", READY | {"diagnosis": "x"}, "diagnosis", "inget sådant fält"),
    ("ready_notice", {"doctor": "Dr Alm", "submission": "x"}, "submission", "UUID"),
]


def test_what_is_wrong_is_said_by_field(stay: Stay, admin_connection: psycopg.Connection) -> None:
    client = client_as(stay.nurse)
    for sends, values, name, says in WRONG:
        path = f"/api/cases/{stay.case.pk}/messages/{sends}/"
        response = post(client, path, {"submission": str(uuid4())} | values)
        assert response.status_code == 400, (sends, values)
        assert says in response.json()["problems"].get(name, ""), (sends, values, response.json())
    assert admin_connection.execute("SELECT count(*) FROM discharge_message").fetchone() == (1,)


def test_a_colleague_is_one_of_the_units(stay: Stay) -> None:
    response = send(stay, stay.officer, "take", responsible=stay.nurse.user_id)
    assert response.json()["problems"] == {"responsible": "Välj en kollega på enheten."}


def test_nonsense_is_a_bad_request(stay: Stay) -> None:
    client = client_as(stay.nurse)
    path = f"/api/cases/{stay.case.pk}/messages/ready_notice/"
    for body in ("[]", "7", "{", '{"submission": []}'):
        response = client.post(path, body, content_type="application/json")
        assert response.status_code == 400, body
        assert response.json().keys() == {"message", "problems"}, body


def test_b3_the_api_requires_an_answer_to_what_decides_money(stay: Stay) -> None:
    """Fault B3: nothing that is left out counts as no, nor as yes."""
    refused = send(stay, stay.nurse, "ready_notice", doctor="Dr Alm", sip_needed=True)
    assert refused.status_code == 400
    assert refused.json()["problems"].keys() == {"outpatient_care_needed"}


def test_the_same_submission_sends_once(stay: Stay, admin_connection: psycopg.Connection) -> None:
    submission = uuid4()
    answers = [send(stay, stay.nurse, "ready_notice", submission, **READY) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    other = send(stay, stay.nurse, "ready_withdrawal", submission, reason="Feber")
    assert other.status_code == 409
    assert admin_connection.execute("SELECT count(*) FROM discharge_message").fetchone() == (2,)


def test_acknowledging_counts_what_was_acknowledged_now(stay: Stay) -> None:
    path, client = f"/api/cases/{stay.case.pk}/acknowledge/", client_as(stay.officer)
    assert [post(client, path, {}).json()["acknowledged"] for _ in range(2)] == [1, 0]


def test_what_was_read_is_acknowledged_and_undone_but_for_notices(stay: Stay) -> None:
    question, notice = stay.tell(stay.nurse, stay.officer), stay.ready()
    stay.tell(stay.nurse, stay.officer)
    client, path = client_as(stay.officer), f"/api/cases/{stay.case.pk}/acknowledge/"
    read = [str(question.pk), str(notice.pk)]
    assert post(client, path, {"messages": read}).json() == {"acknowledged": 2}
    assert post(client, path, {"messages": []}).json() == {"acknowledged": 0}
    refused = post(client, f"{path}undo/", {"messages": read})
    assert (refused.status_code, "utskrivningsklar" in refused.json()["message"]) == (409, True)
    assert post(client, f"{path}undo/", {"messages": read[:1]}).json() == {"undone": 1}
    assert post(client, f"{path}undo/", {"messages": [str(uuid4())]}).status_code == 404
    assert post(client, f"{path}undo/", {}).status_code == 400
    messages = client.get(f"/api/cases/{stay.case.pk}/").json()["messages"]
    said = next(one for one in messages if one["id"] == str(question.pk))
    (to,) = [one for one in said["recipients"] if one["unit"]["id"] == str(stay.officer.unit_id)]
    assert (to["acknowledged_at"], len(to["undone"])) == (None, 1)


def test_another_units_case_is_not_found_and_logged(stay: Stay, admin_connection: psycopg.Connection) -> None:
    client = client_as(people.assignment("huddinge"))
    path = f"/api/cases/{stay.case.pk}/"
    answers = [
        client.get(path),
        post(client, f"{path}acknowledge/", {}),
        post(client, f"{path}messages/take/", {}),
        post(client, f"{path}acknowledge/undo/", {"messages": [str(uuid4())]}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert answers[0].json() == {
        "message": "Ärendet finns inte, eller så deltar er enhet inte i det.",
        "problems": {},
    }
    refused = admin_connection.execute(
        "SELECT count(*) FROM municipalities_access_log WHERE refused"
    ).fetchone()
    assert refused == (4,)


def test_nothing_is_answered_without_login_or_a_part_in_care() -> None:
    for path in ("/api/cases/", "/api/schema/"):
        assert Client().get(path).status_code == 403, path
    for username in ("hsf", "storsthlm"):
        response = client_as(people.assignment(username)).get("/api/cases/")
        assert response.status_code == 403, username
        assert "deltar i vården" in response.json()["message"]


def test_a_session_needs_its_csrf_token(stay: Stay) -> None:
    client = client_as(stay.nurse, enforce_csrf_checks=True)
    response = post(client, f"/api/cases/{stay.case.pk}/acknowledge/", {})
    assert response.status_code == 403


@pytest.mark.parametrize("query", ["list=alla", "page=0", "page=x", "page=99999999"])
def test_a_list_that_is_none_says_so(query: str) -> None:
    response = client_as(people.assignment("somatik")).get(f"/api/cases/?{query}")
    assert response.status_code == 400
    assert response.json()["problems"].keys() == {query.split("=", maxsplit=1)[0]}


def test_the_schema_is_valid_and_describes_every_message() -> None:
    assert client_as(people.assignment("somatik")).get("/api/schema/").status_code == 200
    schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    validate_schema(schema)  # type: ignore[no-untyped-call]
    described = schema["components"]["schemas"]
    for message_type in MESSAGE_TYPES.values():
        name = "".join(part.capitalize() for part in message_type.name.split("_")) + "Message"
        if message_type.starts_case:
            assert name not in described
            continue
        asked = {field.name for field in message_type.fields if not field.filled}
        asked |= afterwards.NAMES if message_type.may_be_entered_afterwards else set()
        asked |= {"on_behalf_of"} if message_type.may_be_entered else set()
        assert described[name]["properties"].keys() == asked | {"submission"}
