"""The why page over HTTP: the same words to both parties and the invoicer, who is let in, and the trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.queries import explanation as queries
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.nights import ready_stay, stay_in
from tests.factories.billing.tables import table
from tests.factories.clients import client_as
from tests.factories.stays import Stay

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2020, 3, 14, 9, 0, tzinfo=STOCKHOLM)
LOG = """SELECT action, refused, case_id, detail FROM municipalities_access_log
         WHERE detail = 'betalningsansvar' ORDER BY at"""


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def response(stay: Stay, by: Assignment, name: str = "why") -> Any:
    argument = stay.case.pk if name.startswith("why") else stay.case.reference
    return client_as(by).get(reverse(f"billing:{name}", args=[argument]))


def rows(html: str) -> list[list[str]]:
    """The days' cells without the links."""
    return table(re.sub(r"</?a\b[^>]*>", "", html), "billing-days")


def test_every_day_has_the_same_words_for_all_who_may_see_it() -> None:
    stay = ready_stay()
    own = rows(response(stay, stay.nurse).content.decode())
    assert [row[1:] for row in own[:5]] == [
        ["Dag noll", "Dag noll: räknas inte som fristdag.", ""],
        ["Fristdag", "Fristdag 1 av 2.", ""],
        ["Fristdag", "Fristdag 2 av 2.", ""],
        ["Debiteras", "Debiteras 8 200 kr.", "8 200 kr"],
        ["Debiteras", "Debiteras 8 200 kr.", "8 200 kr"],
    ]
    assert own[5][1:] == [
        "Debiteras kommande",
        "Debiteras 8 200 kr om personen är kvar över natten.",
        "(8 200 kr)",
    ]
    assert rows(response(stay, stay.officer).content.decode()) == own
    assert rows(response(stay, stay.coordinator).content.decode()) == own
    assert rows(response(stay, people.assignment("hsf"), "case").content.decode()) == own


def test_those_who_take_part_have_links_to_the_messages_and_the_invoicer_none() -> None:
    stay = ready_stay()
    case_page = reverse("discharge:case", args=[stay.case.pk])
    links = re.findall(r'href="([^"]+#message-[^"]+)"', response(stay, stay.officer).content.decode())
    assert links
    page = client_as(stay.officer).get(case_page).content.decode()
    for link in links:
        address, anchor = link.split("#")
        assert address == case_page
        assert f'id="{anchor}"' in page
    by_invoicer = response(stay, people.assignment("hsf"), "case").content.decode()
    assert "#message-" not in by_invoicer
    assert case_page not in by_invoicer
    assert "Kallelse till SIP, 9 mars" in by_invoicer
    for secret in (
        stay.person.family_name + "<",
        stay.person.name,
        stay.person.number.value,
        "Dr Alm",
        "Rum 4",
    ):
        assert secret not in by_invoicer


def test_another_municipality_is_not_found_and_the_attempt_is_logged(
    admin_connection: psycopg.Connection,
) -> None:
    stay = ready_stay("Haninge", "0136")
    huddinge, case = people.assignment("huddinge"), stay.case.pk
    for name in ("why", "why-pdf"):
        assert response(stay, huddinge, name).status_code == 404
    assert response(stay, huddinge, "case").status_code == 403
    assert response(stay, stay.officer).status_code == 200
    assert admin_connection.execute(LOG).fetchall() == [
        ("open", True, case, "betalningsansvar"),
        ("print", True, case, "betalningsansvar"),
        ("open", False, case, "betalningsansvar"),
    ]


def test_the_invoicer_s_readings_are_logged_those_of_nothing_too(
    admin_connection: psycopg.Connection,
) -> None:
    stay, invoicer = ready_stay(), people.assignment("hsf")
    assert response(stay, invoicer, "case").status_code == 200
    assert response(stay, invoicer, "case-pdf").status_code == 200
    unknown = client_as(invoicer).get(reverse("billing:case", args=["FINNS-INTE2"]))
    assert unknown.status_code == 404
    assert admin_connection.execute(LOG).fetchall() == [
        ("open", False, stay.case.pk, "betalningsansvar"),
        ("print", False, stay.case.pk, "betalningsansvar"),
        ("open", True, None, "betalningsansvar"),
    ]


def test_the_database_itself_tells_nobody_else() -> None:
    """Asked in SQL, whatever the view does: who takes part, and the invoicer."""
    stay = ready_stay("Haninge", "0136")
    readers = {
        "ward": stay.nurse,
        "office": stay.officer,
        "HSF": people.assignment("hsf"),
        "Huddinge": people.assignment("huddinge"),
        "other ward": people.assignment("psykiatri"),
        "Storsthlm": people.assignment("storsthlm"),
        "nobody": None,
    }
    found = {}
    for name, reader in readers.items():
        with acting(reader):
            basis = queries.read_basis(stay.case.reference)
            found[name] = (basis is not None, bool(queries.messages(stay.case.pk).all))
    may, may_not = (True, True), (False, False)
    assert found == {
        "ward": may,
        "office": may,
        "HSF": may,
        "Huddinge": may_not,
        "other ward": may_not,
        "Storsthlm": may_not,
        "nobody": may_not,
    }


def test_the_functions_tell_no_more_than_they_need() -> None:
    stay = ready_stay()
    stay.take()
    with acting(people.assignment("hsf")):
        told = queries.messages(stay.case.pk)
    assert {sent.type for sent in told.all} == {
        "admission_notice",
        "sip_call",
        "outpatient_care",
        "ready_notice",
    }
    assert "Dr Alm" not in repr(told)


def test_as_many_statements_for_many_messages_as_for_few() -> None:
    stay = ready_stay()

    def statements() -> int:
        client = client_as(stay.officer)
        with CaptureQueriesContext(connection) as context:
            client.get(reverse("billing:why", args=[stay.case.pk]))
        return len(context)

    few = statements()
    stay.now = NOW - timedelta(days=2)
    stay.send(stay.nurse, "leave_start", began_at=stay.now)
    stay.send(stay.nurse, "leave_end", ended_at=stay.now)
    stay.withdraw()
    stay.ready()
    assert statements() == few


def test_facts_that_can_not_be_computed_say_so(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay()
    admin_connection.execute("UPDATE discharge_case_facts SET facts = facts - 'admitted_at'")
    html = response(stay, people.assignment("hsf"), "case").content.decode()
    assert "Nyckeln admitted_at saknas." in html
    assert response(stay, stay.officer, "why-pdf").content.startswith(b"%PDF-")


def test_a_case_that_is_not_ready_says_so() -> None:
    stay = stay_in()
    html = response(stay, stay.officer).content.decode()
    assert "Ingen utskrivningsklar" in html
