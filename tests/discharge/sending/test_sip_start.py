"""Starting a SIP outside a stay: by whom, with what, and what the database says to others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.utils import timezone

from discharge import actions
from discharge.models import Case
from discharge.process import Refused
from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import at_once, client_as, filled_in
from tests.factories.stays import MONDAY, OwnSip, Stay

NEW, START = "/sip/ny/", "/sip/ny/person/"
VALUES = {"consents": True, "how": "Sade ja.", "reason": "Många insatser."}
pages = pytest.mark.django_db(databases=["default", "access_log"])


def start(by: Assignment, *to: Assignment, **changes: Any) -> Case:
    with acting(by):
        return actions.start_sip(
            by=by,
            person=people.person(),
            values=VALUES | changes,
            to=[receiver.unit for receiver in to],
            submission=uuid4(),
            now=MONDAY,
        )


def officer() -> Assignment:
    return people.assignment("stadsdel")


def coordinator() -> Assignment:
    return people.assignment("vardcentral", "Tensta vårdcentral")


# --- the action ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("by", "to"), [(officer, coordinator), (coordinator, officer)])
def test_either_side_starts_it(by: Callable[[], Assignment], to: Callable[[], Assignment]) -> None:
    case = start(by(), to())
    with acting(to()):
        seen = Case.objects.get(pk=case.pk)
    assert (seen.kind, seen.ward, seen.payer, seen.is_open, seen.care_type) == (
        "sip",
        None,
        None,
        True,
        "somatic",
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("by", "to", "changes", "field", "says"),
    [
        (officer, coordinator, {"consents": False}, "consents", "samtycke"),
        (officer, coordinator, {"how": ""}, "how", "Fyll i"),
        (coordinator, coordinator, {}, "receivers", "Välj kommun"),
        (officer, officer, {}, "receivers", "Välj vårdcentral"),
    ],
)
def test_what_is_missing_is_said(
    by: Callable[[], Assignment],
    to: Callable[[], Assignment],
    changes: dict[str, Any],
    field: str,
    says: str,
) -> None:
    with pytest.raises(Refused) as refused:
        start(by(), to(), **changes)
    assert says in refused.value.problems[field]
    with acting(by()):
        assert Case.objects.count() == 0


@pytest.mark.django_db
def test_a_ward_does_not_start_one() -> None:
    with pytest.raises(Refused, match="Bara öppenvård och kommun"):
        start(people.assignment("somatik"), officer(), coordinator())


@pytest.mark.django_db
def test_the_whole_life_of_it_in_the_database() -> None:
    told = OwnSip()
    told.call_to_sip()
    told.send(told.coordinator, "sip_answer", answer="accept", proposed_at=None, reason="")
    told.hold_meeting()
    told.draw_up()
    told.send(told.officer, "sip_confirmation", version="1", answer="confirms", reason="")
    told.follow_up()
    told.send(told.officer, "sip_closing", reason="goals_met", outcome="reached", evaluation="Bra.")
    row = told.row()
    assert (row.is_open, row.step, row.next_type) == (False, 8, "")
    assert row.sip_closed_at == told.now


@pytest.mark.django_db
def test_a_person_may_have_a_stay_and_a_sip() -> None:
    person = people.person()
    OwnSip(person=person)
    stay = Stay(person=person)
    assert stay.row().kind == "stay"


# --- what the database says ------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["huddinge", "somatik", "hsf", "storsthlm", "placering"])
@pytest.mark.parametrize("table", ["case", "participation", "message", "patient", "sip_facts"])
def test_who_takes_no_part_sees_nothing(who: str, table: str) -> None:
    OwnSip().call_to_sip()
    with acting(people.assignment(who)), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM discharge_{table}")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_facts_are_seen_by_who_takes_part_and_by_nobody_without_an_assignment() -> None:
    told = OwnSip()
    for who, count in ((told.officer, 1), (told.coordinator, 1), (None, 0)):
        with acting(who), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM discharge_sip_facts")
            assert cursor.fetchone() == (count,)


INSERT = """
INSERT INTO discharge_participation (id, case_id, patient_id, unit_id, party, since, active, in_hospital,
    to_acknowledge, to_answer, next_type, admitted_at)
VALUES (%(part)s, %(case)s, %(patient)s, %(unit)s, 'municipal', now(), true, false, 0, 0, '', now());
INSERT INTO discharge_case (id, patient_id, kind, reference, care_type, ward_id, admitted_at, certainty, step,
    next_type, is_open, changed_at, liability_state)
VALUES (%(case)s, %(patient)s, %(kind)s, 'AAAAA-BBBBB', 'somatic', %(ward)s, now(), 'unknown', 1,
    '', true, now(), 'none')
"""


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "kind"), [("stadsdel", "stay"), ("somatik", "sip"), ("placering", "sip")])
def test_a_stay_is_begun_by_a_ward_and_a_sip_by_the_others(who: str, kind: str) -> None:
    by, told = people.assignment(who), OwnSip()
    values: dict[str, Any] = {
        "part": uuid4(),
        "case": uuid4(),
        "patient": told.case.patient_id,
        "unit": by.unit_id,
    }
    values |= {"kind": kind, "ward": by.unit_id if kind == "stay" else None}
    with pytest.raises(ProgrammingError, match="row-level security"), acting(by):
        connection.cursor().execute(INSERT, values)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["hsf", "storsthlm", "placering"])
def test_who_gives_no_care_registers_nobody(who: str) -> None:
    with pytest.raises(ProgrammingError, match="only who takes part"), acting(people.assignment(who)):
        connection.cursor().execute(
            "SELECT discharge_register_patient('{}'::jsonb, gen_random_uuid(), now())"
        )


@pytest.mark.django_db(transaction=True)
def test_the_worker_counts_facts_and_money_knows_nothing_of_it(
    worker_connection: psycopg.Connection, admin_connection: psycopg.Connection
) -> None:
    OwnSip().call_to_sip()
    [(facts,)] = worker_connection.execute("SELECT facts FROM discharge_sip_facts").fetchall()
    assert (facts["kind"], len(facts["meetings"])) == ("sip", 1)
    for table in ("discharge_case_facts", "billing_uncomputed_case"):
        assert admin_connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


# --- the pages -------------------------------------------------------------------------------------


def step_two(client: Client, number: str = "", **typed: Any) -> dict[str, str]:
    """The form for a person in Tensta, filled in as a municipality's browser sends it."""
    response = client.post(NEW, {"number": number or people.identity_number(), "reason": "wish"})
    values = {
        "consents": "on",
        "how": "Sade ja vid hembesök.",
        "reason": "Många insatser.",
        "given_name": "Bo",
        "family_name": "Ek",
        "street": "Tenstagången 1",
        "postal_code": "163 64",
        "city": "Spånga",
        "municipality": "0180",
        "district": officer().unit.district_id,
        "surgery": coordinator().unit_id,
    }
    return filled_in(response.context["form"], **(values | typed))


@pages
def test_a_case_officer_starts_a_sip(admin_connection: psycopg.Connection) -> None:
    client = client_as(officer())
    data = step_two(client)
    response = client.post(START, data)
    assert response.status_code == 302, response.context["form"].errors
    assert client.post(START, data).headers["Location"] == response.headers["Location"]
    page = client.get(response.headers["Location"]).content.decode()
    assert "SIP utan vårdtillfälle" in page
    rows = admin_connection.execute(
        "SELECT action, detail FROM municipalities_access_log ORDER BY at"
    ).fetchall()
    assert [action for action, _ in rows] == ["lookup", "write", "open"]
    assert rows[1][1] == "sip_start"


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_once_ends_on_the_case_both_times(admin_connection: psycopg.Connection) -> None:
    data = step_two(client_as(officer()))
    answers = at_once(START, (officer(), data), (officer(), data))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert admin_connection.execute("SELECT count(*) FROM discharge_case").fetchone() == (1,)


@pages
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"consents": None}, "consents"),
        ({"how": ""}, "how"),
        ({"surgery": ""}, "surgery"),
        ({"street": ""}, "street"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(typed: dict[str, Any], field: str) -> None:
    client = client_as(officer())
    response = client.post(START, step_two(client, **typed))
    form = response.context["form"]
    assert form.errors.keys() == {field}
    assert form["family_name"].value() == "Ek"
    assert form["reason"].value() == "Många insatser."


@pages
def test_a_number_with_a_case_of_ones_own_shows_it_first() -> None:
    told = OwnSip()
    client = client_as(officer())
    number = told.person.number.written
    response = client.post(NEW, {"number": number, "reason": "wish"})
    assert str(told.case.pk) in response.content.decode()
    assert "form" in client.post(NEW, {"number": number, "reason": "wish", "anyway": "1"}).context


@pages
def test_a_case_of_others_is_not_told_of() -> None:
    told = Stay(now=timezone.now() - timedelta(days=1))
    client = client_as(people.assignment("huddinge"))
    response = client.post(NEW, {"number": told.person.number.written, "reason": "wish"})
    assert "form" in response.context


@pages
def test_receivers_follow_the_address_for_outpatient_care() -> None:
    client = client_as(coordinator())
    number = people.identity_number()
    checked = client.post(NEW, {"number": number, "reason": "wish"}).context["form"]["checked"].value()
    typed = {"checked": checked, "postal_code": "163 64"}
    headers = {"HX-Request": "true", "HX-Trigger-Name": "postal_code"}
    form = client.post("/sip/ny/mottagare/", typed, headers=headers).context["form"]
    assert str(form["municipal"].value()) == str(officer().unit_id)


@pages
def test_a_number_that_was_not_looked_up_starts_over() -> None:
    client = client_as(officer())
    for path in (START, "/sip/ny/mottagare/"):
        assert client.post(path, {"checked": "hittepå"}).headers["Location"] == NEW
