"""The record keeper's pages: one asks, a colleague confirms, and nothing else is destroyed or shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from django.test import Client

from discharge.attachments.files import Upload
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role
from tests.factories import people
from tests.factories.browsers import case_address
from tests.factories.clients import client_as
from tests.factories.discharge.destruction import aged, hold, stay
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)
DECISION = {"decision": "IVO 3.2-1/2026", "decided_on": "2026-03-09"}


def keeper(name: str = "arkiv") -> Client:
    return client_as(people.assignment(name))


def ids_of(connection: psycopg.Connection, told: Stay, *types: str) -> list[str]:
    rows = connection.execute(
        "SELECT id FROM discharge_message WHERE case_id = %s AND type = ANY (%s)", [told.case.pk, list(types)]
    )
    return [str(row[0]) for row in rows.fetchall()]


def ask(client: Client, told: Stay, chosen: list[str], **changes: str) -> Any:
    own = {"submission": str(uuid4()), "reference": told.case.reference}
    typed = {**own, "messages": chosen, **DECISION, **changes}
    return client.post("/forstoring/begar/", typed)


def request_address(admin: psycopg.Connection) -> str:
    [(asked,)] = admin.execute("SELECT id FROM discharge_destruction ORDER BY requested_at DESC LIMIT 1")
    return f"/forstoring/{asked}/"


def test_from_the_reference_to_what_the_parties_see(owner_connection: psycopg.Connection) -> None:
    told = stay()
    told.tell(told.nurse, told.officer, attachment=Upload("lista.pdf", "application/pdf", b"%PDF-"))
    first = keeper()
    shown = first.post("/forstoring/begar/", {"reference": told.case.reference.lower()}).content.decode()
    assert "Inskrivningsmeddelande" in shown
    assert "Bo Ek" not in shown
    assert told.person.number.value not in shown
    wanted = ids_of(owner_connection, told, "admission_notice", "general_message")
    assert ask(first, told, wanted).status_code == 302
    address = request_address(owner_connection)

    own = first.get(address).content.decode()
    assert "Någon annan än du måste bekräfta" in own
    assert "Förstör innehållet" not in own
    assert "Någon annan än den" in first.post(address, {"read": "on", "messages": "2"}).content.decode()
    second = keeper("arkivet")
    for typed, said in (
        ({}, "Läs beslutet och kontrollera listan först."),
        ({"read": "on", "messages": "3"}, "Begäran gäller 2 meddelanden. Läs listan igen."),
        ({"read": "on", "messages": "två"}, "Skriv ett heltal"),
    ):
        assert said in second.post(address, typed).content.decode()
    assert owner_connection.execute("SELECT FROM discharge_message WHERE content = '{}'").rowcount == 0

    assert second.post(address, {"read": "on", "messages": "2"}).status_code == 302
    emptied = owner_connection.execute("SELECT id::text FROM discharge_message WHERE content = '{}'")
    assert {row[0] for row in emptied.fetchall()} == set(wanted)
    assert owner_connection.execute("SELECT name, data FROM discharge_attachment").fetchall() == [("", b"")]
    assert "Förstört av Rolf Ahlin" in second.get(address).content.decode()
    assert "väntar inte längre" in second.post(address, {"read": "on", "messages": "2"}).content.decode()
    page = client_as(told.officer).get(case_address(told)).content.decode()
    assert "Beslut av IVO: IVO 3.2-1/2026, måndag 9 mars 2026" in page


def test_a_request_is_taken_back_and_then_confirmed_by_nobody(owner_connection: psycopg.Connection) -> None:
    told = stay()
    ask(keeper(), told, ids_of(owner_connection, told, "admission_notice"))
    address = request_address(owner_connection)
    assert keeper("arkivet").post(address, {"withdraw": "1"}).status_code == 302
    assert "Återtagen av Rolf Ahlin" in keeper().get("/forstoring/").content.decode()
    refused = keeper("arkivet").post(address, {"read": "on", "messages": "1"}).content.decode()
    assert "väntar inte längre" in refused
    with pytest.raises(psycopg.errors.RaiseException, match="only confirmed"):
        owner_connection.execute(
            "UPDATE discharge_destruction SET confirmed_at = now(), confirmed_by_id = requested_by_id + 1"
        )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decision": ""}, "Fyll i uppgiften."),
        (
            {"decided_on": "2199-01-01"},
            "Beslutet kan inte vara fattat efter i dag. Ange den dag som står på beslutet.",
        ),
        ({"decided_on": "i går"}, "Skriv datumet som ÅÅÅÅ-MM-DD."),
        ({"messages": ""}, "Listan har ändrats. Läs den igen."),
        ({"messages": "alla"}, "Listan har ändrats. Läs den igen."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_chosen_is_kept(
    owner_connection: psycopg.Connection, changes: dict[str, str], said: str
) -> None:
    told = stay()
    [wanted] = ids_of(owner_connection, told, "admission_notice")
    answer = ask(keeper(), told, [wanted], **changes).content.decode()
    assert said in answer
    assert ("checked" in answer) == ("messages" not in changes)
    assert owner_connection.execute("SELECT FROM discharge_destruction").rowcount == 0


def test_only_what_the_own_organisation_has_written(owner_connection: psycopg.Connection) -> None:
    told = stay()
    told.send(told.officer, "take", responsible=told.officer.user_id)
    [theirs] = ids_of(owner_connection, told, "take")
    assert theirs not in keeper().post("/forstoring/begar/", {"reference": told.case.reference}).text
    assert "Listan har ändrats" in ask(keeper(), told, [theirs]).text
    unknown = keeper().post("/forstoring/begar/", {"reference": "AAAAA-AAAAA"}).text
    assert "Kontrollera referensen i beslutet." in unknown
    sql = "SELECT discharge_ask_destruction(gen_random_uuid(), %s, %s, 'ivo', 'X', '2026-03-09', now())"
    values: list[Any] = [told.case.pk, [UUID(theirs)]]
    for who in (people.assignment("arkiv"), told.nurse, told.officer):
        with acting(who), connection.cursor() as cursor, pytest.raises(Exception, match="record keeper"):
            cursor.execute(sql, values)


def test_a_form_sent_twice_asks_once(owner_connection: psycopg.Connection) -> None:
    told = stay()
    wanted = ids_of(owner_connection, told, "admission_notice")
    page = keeper().post("/forstoring/begar/", {"reference": told.case.reference})
    form = page.context["form"]
    own = str(form["submission"].value())
    assert f'value="{own}"' in page.text
    answers = [ask(keeper(), told, wanted, submission=own) for _ in range(2)]
    assert {answer.url for answer in answers} == {request_address(owner_connection)}
    assert owner_connection.execute("SELECT FROM discharge_destruction").rowcount == 1
    assert "saknar sitt id" in ask(keeper(), told, wanted, submission="").text
    assert ask(keeper(), told, wanted).status_code == 302
    assert owner_connection.execute("SELECT FROM discharge_destruction").rowcount == 2


def test_a_hold_stops_the_asking_and_the_confirming(owner_connection: psycopg.Connection) -> None:
    told = stay()
    wanted = ids_of(owner_connection, told, "admission_notice")
    ask(keeper(), told, wanted)
    hold(owner_connection, told)
    held = "undantaget från gallring och förstöring"
    assert held in ask(keeper(), told, wanted).text
    address = request_address(owner_connection)
    assert held in keeper("arkivet").post(address, {"read": "on", "messages": "1"}).text
    assert owner_connection.execute("SELECT FROM discharge_message WHERE content = '{}'").rowcount == 0


def test_disposal_of_what_is_old_enough_is_chosen_counted_and_confirmed(
    owner_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    old, held, young = aged(admin_connection, 11), aged(admin_connection, 11), aged(admin_connection, 9)
    admin_connection.execute(
        "UPDATE discharge_case SET is_open = false, discharged_at = now(),"
        " admitted_at = now() - interval '12 years'"
    )
    hold(owner_connection, held)
    first = keeper()
    page = first.get("/forstoring/gallring/").text
    assert old.case.reference in page
    assert "Undantaget från gallring" in page
    assert young.case.reference not in page
    typed = {"decision": "Gallringsbeslut 7", "decided_on": "2026-01-02", "submission": str(uuid4())}
    assert "Välj minst ett ärende." in first.post("/forstoring/gallring/", typed).text
    for wrong in (held, young):
        assert first.post("/forstoring/gallring/", {**typed, "cases": str(wrong.case.pk)}).status_code == 200
    assert first.post("/forstoring/gallring/", {**typed, "cases": str(old.case.pk)}).status_code == 302
    assert old.case.reference not in first.get("/forstoring/gallring/").text
    address = request_address(owner_connection)
    assert keeper("arkivet").post(address, {"read": "on", "messages": "2"}).status_code == 302
    emptied = owner_connection.execute("SELECT DISTINCT case_id FROM discharge_message WHERE content = '{}'")
    assert emptied.fetchall() == [(old.case.pk,)]


def test_the_role_alone_is_not_enough_and_nobody_else_comes_in(owner_connection: psycopg.Connection) -> None:
    told = stay()
    others: list[Assignment] = [people.assignment(name) for name in ("logg", "somatik", "lokaladmin")]
    assert {client_as(who).get("/forstoring/").status_code for who in others} == {403}
    owner_connection.execute("DELETE FROM municipalities_organisation_permission")
    assert keeper().get("/forstoring/").status_code == 403
    assert people.assignment("arkiv").role == Role.RECORD_KEEPER
    with acting(people.assignment("arkiv")), connection.cursor() as cursor:
        cursor.execute("SELECT FROM discharge_kept_messages(%s)", [told.case.reference])
        assert cursor.rowcount == 0


def test_what_was_asked_for_by_another_organisation_is_not_found(
    owner_connection: psycopg.Connection,
) -> None:
    told = stay()
    ask(keeper(), told, ids_of(owner_connection, told, "admission_notice"))
    address = request_address(owner_connection)
    organisation = people.unit("Biståndsenheten Huddinge").organisation_id
    owner_connection.execute("ALTER TABLE discharge_destruction DISABLE TRIGGER USER")
    owner_connection.execute("UPDATE discharge_destruction SET organisation_id = %s", [organisation])
    owner_connection.execute("ALTER TABLE discharge_destruction ENABLE TRIGGER USER")
    assert keeper("arkivet").get(address).status_code == 404
