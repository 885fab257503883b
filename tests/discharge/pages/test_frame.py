"""What every page asks beside its own: one statement, whatever waits, and at however many units."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from municipalities.access.acting import acting
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import LIST
from tests.factories.statements import asked

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
TEXT = reverse("municipalities:accessibility")
IN_HEAD = "discharge_unread"


def asked_for(client: Client, address: str, **headers: Any) -> list[str]:
    """The statements of one page; what a process or a session asks at first is asked before."""
    client.get(address, headers=headers)
    with asked() as statements:
        assert client.get(address, headers=headers).status_code == 200
    return statements


def give_units(admin: psycopg.Connection, who: Assignment, number: int) -> None:
    """The user works at so many units more."""
    admin.execute(
        "INSERT INTO municipalities_assignment (id, user_id, unit_id, role, hsa_id, valid_from)"
        " SELECT gen_random_uuid(), %s, id, 'inpatient', '', '2020-01-01' FROM municipalities_unit"
        " WHERE connected_from IS NOT NULL AND party = 'inpatient'"
        " AND id NOT IN (SELECT unit_id FROM municipalities_assignment WHERE user_id = %s) LIMIT %s",
        [who.user_id, who.user_id, number],
    )


def test_a_page_of_text_asks_for_the_session_and_for_who_acts() -> None:
    statements = asked_for(client_as(people.assignment("somatik")), TEXT)
    assert len(statements) == 2
    assert "municipalities_session" in statements[1]
    assert "app_enter" in statements[0]
    assert IN_HEAD in statements[0]


def test_whoever_is_not_logged_in_has_no_session_to_ask_for() -> None:
    [entered] = asked_for(Client(), TEXT)
    assert IN_HEAD not in entered


def test_a_part_of_a_page_asks_for_nothing_that_it_does_not_show() -> None:
    client = client_as(people.assignment("somatik"))
    assert not any(IN_HEAD in one for one in asked_for(client, LIST, **{"HX-Request": "true"}))
    assert any(IN_HEAD in one for one in asked_for(client, LIST))


def test_a_form_that_is_shown_again_has_its_head() -> None:
    """What begins by writing does not know that it will show a page."""
    client = client_as(people.assignment("lokaladmin"))
    page = client.post(reverse("municipalities:invite"), {})
    assert page.status_code == 200
    assert people.assignment("lokaladmin").unit.full_name in page.text


@pytest.mark.django_db(transaction=True)
def test_thirty_units_are_one_statement_too(admin_connection: psycopg.Connection) -> None:
    who = people.assignment("somatik")
    client = client_as(who)
    before = len(client.get(TEXT).context["unit_choices"])
    give_units(admin_connection, who, 30 - before)
    assert len(asked_for(client, TEXT)) == 2
    choices = client.get(TEXT).context["unit_choices"]
    assert len(choices) == 30
    names = [choice.assignment.unit.sort_key for choice in choices]
    assert names == sorted(names)
    assert [choice.assignment for choice in choices if choice.is_current] == [who]


def test_the_list_asks_for_no_unit() -> None:
    client = client_as(people.assignment("somatik"))
    assert not any('FROM "municipalities_assignment"' in one for one in asked_for(client, LIST))
    assert not any('FROM "municipalities_user"' in one for one in asked_for(client, LIST))


@pytest.mark.django_db(transaction=True)
def test_what_waits_at_a_big_unit_is_counted_to_a_hundred(admin_connection: psycopg.Connection) -> None:
    nurse = people.assignment("somatik")
    with admin_connection.transaction():
        admin_connection.execute("SET LOCAL session_replication_role = replica")
        admin_connection.execute(
            "INSERT INTO discharge_participation"
            " (id, case_id, patient_id, unit_id, party, since, admitted_at, active, in_hospital,"
            " to_acknowledge, to_answer, next_type)"
            " SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), %s, 'inpatient', now(), now(),"
            " true, true, n %% 2, 0, '' FROM generate_series(1, 4000) n",
            [nurse.unit_id],
        )
    admin_connection.execute("ANALYZE discharge_participation")
    with acting(nurse), connection.cursor() as cursor:
        cursor.execute("SELECT unread FROM discharge_unread() WHERE assignment_id = %s", [nurse.pk])
        assert cursor.fetchone() == (100,)
        cursor.execute(
            "SELECT pg_stat_get_xact_tuples_returned('part_unread'::regclass),"
            " pg_stat_get_xact_tuples_returned('discharge_participation'::regclass)"
        )
        by_index, by_scan = cursor.fetchone()
    assert 100 <= by_index <= 101
    assert by_scan == 0
    context = client_as(nurse).get(TEXT).context
    assert context["unread_here"] == "99+"
    assert [choice.unread_words for choice in context["unit_choices"] if choice.is_current] == ["99+"]


@pytest.mark.django_db(transaction=True)
def test_the_head_shows_the_unit_as_it_is_now(admin_connection: psycopg.Connection) -> None:
    who = people.assignment("huddinge")
    client = client_as(who)
    assert who.unit.full_name in client.get(TEXT).text
    admin_connection.execute("UPDATE municipalities_unit SET name = 'Sydöst' WHERE id = %s", [who.unit_id])
    assert "Sydöst" in client.get(TEXT).text
