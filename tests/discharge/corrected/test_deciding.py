"""The region (HSF) decides in a case that it takes no part in: what it may read and write, and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from discharge import actions
from discharge.models import Case, Message, Participation, PersonVersion
from discharge.models.cases import CaseFacts
from discharge.process import Refused
from discharge.queries import journal
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.clients import client_as, filled_in
from tests.factories.corrected.municipalities import (
    CORRECTION,
    HUDDINGE,
    area,
    decide_area,
    invoicer,
    office_in,
)
from tests.factories.stays import OwnSip, Stay

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


def sql(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def address(reference: str, type: str = CORRECTION) -> str:
    return reverse("discharge:decide", args=[reference, type])


def test_the_region_decides_and_is_no_part_of_the_case() -> None:
    stay = Stay()
    decide_area(stay, HUDDINGE, to=office_in(HUDDINGE).unit_id)
    state = stay.state()
    assert state.payer == HUDDINGE
    assert invoicer().unit_id not in state.parts
    assert state.acts(office_in(HUDDINGE).unit_id)
    assert stay.row().payer_id == HUDDINGE
    with acting(stay.nurse):
        assert not Participation.objects.filter(unit=invoicer().unit).exists()


def rows_seen() -> dict[str, int]:
    """What who acts sees of a case by SQL."""
    models = (Case, Participation, CaseFacts, Message, PersonVersion)
    return {model.__name__: model.objects.count() for model in models}


def test_the_door_opens_one_case_and_closes() -> None:
    """By SQL: between, that one case's derived rows and no message but the own; before and after, nothing."""
    stay, other = Stay(), Stay(nurse=people.assignment("psykiatri"))
    nothing = dict.fromkeys(("Case", "Participation", "CaseFacts", "Message", "PersonVersion"), 0)
    with acting(invoicer()):
        assert rows_seen() == nothing
        assert journal.read(stay.case.pk) == []
        assert sql("SELECT discharge_open_decision(%s)", stay.case.reference) == (stay.case.pk,)
        assert rows_seen() == nothing | {"Case": 1, "Participation": 3, "CaseFacts": 1}
        assert journal.read(stay.case.pk)
        assert journal.read(other.case.pk) == []
        assert list(Case.objects.values_list("pk", flat=True)) == [stay.case.pk]
        sql("SELECT discharge_close_decision()")
        assert rows_seen() == nothing
        assert journal.read(stay.case.pk) == []


def test_after_a_decision_or_a_refusal_the_door_is_closed() -> None:
    stay, by = Stay(), invoicer()

    def attempt(municipality: str | None) -> None:
        actions.decide(
            by=by,
            reference=stay.case.reference,
            type=CORRECTION,
            values=area(municipality, to=office_in(HUDDINGE).unit_id),
            submission=uuid4(),
            now=stay.now,
        )

    with acting(by):
        with pytest.raises(Refused) as refused:
            attempt(None)
        assert "to" in refused.value.problems
        assert Case.objects.count() == 0
        attempt(HUDDINGE)
        assert Case.objects.count() == 0


def opening(stay: Stay) -> None:
    sql("SELECT discharge_open_decision(%s)", stay.case.reference)


def reading_only(stay: Stay) -> None:
    sql("SELECT set_config('transaction_read_only', 'on', true)")
    opening(stay)


@pytest.mark.parametrize(
    ("who", "attempt"),
    [("somatik", opening), ("ekonom", opening), ("storsthlm", opening), ("hsf", reading_only)],
)
def test_nobody_else_opens_the_door_nor_a_request_that_reads(
    who: str, attempt: Callable[[Stay], None]
) -> None:
    stay = Stay()
    by = invoicer() if who == "hsf" else people.assignment(who)
    with acting(by), pytest.raises(DatabaseError, match="decides in a case"), transaction.atomic():
        attempt(stay)


COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "access_log"])


def logged(admin: psycopg.Connection) -> list[tuple[Any, ...]]:
    """The invoicer's rows of the access log."""
    return admin.execute(
        "SELECT action, refused, detail, case_id FROM municipalities_access_log"
        " WHERE user_id = %s ORDER BY at",
        [invoicer().user_id],
    ).fetchall()


@COMMITTED
def test_the_invoicer_without_the_right_to_close_months_does_not_decide(
    admin_connection: psycopg.Connection,
) -> None:
    stay, by = Stay(), invoicer()
    admin_connection.execute(
        "DELETE FROM municipalities_organisation_permission g USING auth_permission p"
        " WHERE p.id = g.permission_id AND p.codename = 'close_months'"
    )
    with acting(by), pytest.raises(DatabaseError, match="decides in a case"), transaction.atomic():
        opening(stay)
    assert client_as(by).get(address(stay.case.reference)).status_code == 403
    assert [row[:2] for row in logged(admin_connection)] == [("open", True)]


def test_only_what_the_table_says_is_decided() -> None:
    stay, by = Stay(), invoicer()
    with acting(by), pytest.raises(Refused, match="Regionen skickar inte"):
        actions.decide(
            by=by,
            reference=stay.case.reference,
            type="expected_discharge_change",
            values={"expected_discharge": None, "certainty": "unknown"},
            submission=uuid4(),
            now=stay.now,
        )
    assert client_as(by).get(address(stay.case.reference, "expected_discharge_change")).status_code == 404


@COMMITTED
def test_the_form_shows_no_person_and_is_logged(admin_connection: psycopg.Connection) -> None:
    stay, client = Stay(), client_as(invoicer())
    page = client.get(address(stay.case.reference))
    assert page.status_code == 200
    for word in (stay.person.given_name + " " + stay.person.family_name, stay.person.street, "Akutgeriatrik"):
        assert word not in page.text
    assert logged(admin_connection) == [("open", False, f"beslut {CORRECTION}", stay.case.pk)]
    data = filled_in(
        page.context["form"],
        municipality=HUDDINGE,
        district=None,
        how="wrong",
        to=office_in(HUDDINGE).unit_id,
        reason="Fel i registret.",
    )
    assert client.post(address(stay.case.reference), data).status_code == 302
    assert client.post(address(stay.case.reference), data).status_code == 302
    assert stay.state().payer == HUDDINGE
    assert stay.state().sent[CORRECTION] == 1


@COMMITTED
def test_a_wrong_reference_is_not_found_and_logged(admin_connection: psycopg.Connection) -> None:
    assert client_as(invoicer()).get(address("AAAA-1111")).status_code == 404
    assert [(refused, case) for _, refused, _, case in logged(admin_connection)] == [(True, None)]


def test_a_sip_outside_a_stay_has_no_payer_to_correct() -> None:
    sip = OwnSip()
    page = client_as(invoicer()).get(address(sip.case.reference))
    assert "ingen kommun betalar" in page.text
    with acting(invoicer()), pytest.raises(Refused, match="ingen kommun betalar"):
        actions.decide(
            by=invoicer(),
            reference=sip.case.reference,
            type=CORRECTION,
            values=area(HUDDINGE),
            submission=uuid4(),
            now=sip.now,
        )


def test_others_meet_no_such_page() -> None:
    stay = Stay()
    for who in ("somatik", "stadsdel", "ekonom", "storsthlm"):
        assert client_as(people.assignment(who)).get(address(stay.case.reference)).status_code == 403


def test_the_api_decides_with_the_same_refusals() -> None:
    stay, client = Stay(), client_as(invoicer())
    at = reverse("discharge:api-decisions", args=[stay.case.reference, CORRECTION])
    values = {"municipality": HUDDINGE, "how": "wrong", "reason": "Fel.", "submission": str(uuid4())}
    refused = client.post(at, values, content_type="application/json")
    assert refused.status_code == 400
    assert refused.json()["problems"].keys() == {"to"}
    values["to"] = str(office_in(HUDDINGE).unit_id)
    for code in (201, 200):
        sent = client.post(at, values, content_type="application/json")
        assert (sent.status_code, sent.json()["type"]) == (code, CORRECTION)
    assert stay.state().sent[CORRECTION] == 1
    assert client_as(stay.nurse).post(at, values, content_type="application/json").status_code == 403


@pytest.mark.parametrize("body", ["null", "[]", '"x"', "1", '{"to":' * 200 + "1" + "}" * 200, "{", "{}"])
def test_the_api_refuses_a_body_that_is_no_decision(body: str) -> None:
    stay = Stay()
    at = reverse("discharge:api-decisions", args=[stay.case.reference, CORRECTION])
    assert client_as(invoicer()).post(at, body, content_type="application/json").status_code == 400
    assert CORRECTION not in stay.state().sent
