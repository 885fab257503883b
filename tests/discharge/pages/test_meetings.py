"""The unit's meetings by week: what stands there, and the trace of having looked."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, without_chance
from tests.factories.discharge.sip_stories import NOW, called, planned

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def entries(who: Assignment, query: str = "") -> list[tuple[str, str, str, str]]:
    days = client_as(who).get("/moten/" + query).context["days"]
    return [(str(day.day), entry.at, entry.what, entry.state.word) for day in days for entry in day.entries]


def test_a_unit_sees_its_meetings_of_the_week_and_what_it_owes() -> None:
    told = called()
    assert len(entries(told.officer)) == 1
    day, at, what, word = entries(told.officer)[0]
    assert (day, what, word) == ("2026-03-17", "SIP-möte", "Svara om SIP")
    assert at == "7.20–8.20"
    assert entries(told.officer, "?dag=2026-03-09") == []
    assert len(entries(told.officer, "?visa=manad&dag=2026-03-31")) == 1
    assert entries(people.assignment("huddinge")) == []


def test_meetings_that_were_held_and_follow_ups_to_come() -> None:
    told = planned()
    on = told.state().sip.follow_up_on
    assert on is not None
    assert ("SIP-möte", "Hållet") in {entry[2:] for entry in entries(told.officer, "?dag=2026-03-12")}
    assert entries(told.officer, f"?dag={on}") == [(str(on), "", "Uppföljning av SIP", "Planerad")]


@pytest.mark.parametrize(
    "query", ["?dag=2026-13-01", "?dag=igår", "?visa=år", "?dag=9999-12-31", "?dag=0001-01-01"]
)
def test_days_that_do_not_exist_are_not_found(query: str) -> None:
    assert client_as(people.assignment("stadsdel")).get("/moten/" + query).status_code == 404


def test_a_protected_person_is_not_named_and_the_place_not_told() -> None:
    told = called(person=people.person(protected_identity=True, street="", postal_code="", city=""))
    page = client_as(told.officer).get("/moten/").content.decode()
    assert "Skyddad person" in page
    assert "Rum 4" not in page
    assert "Bo" not in without_chance(page)


def test_the_list_is_one_row_in_the_log(admin_connection: psycopg.Connection) -> None:
    cases = {called().case.pk, called(person=people.person(family_name="Ås")).case.pk}
    officer = people.assignment("stadsdel")
    client_as(officer).get("/moten/")
    rows = admin_connection.execute(
        "SELECT action, detail, case_ids FROM municipalities_access_log"
    ).fetchall()
    assert [(action, detail, set(ids)) for action, detail, ids in rows] == [("list", "möten", cases)]


def test_the_number_of_statements_does_not_grow() -> None:
    called()
    client = client_as(people.assignment("stadsdel"))

    def statements() -> int:
        with CaptureQueriesContext(connection) as context:
            client.get("/moten/")
        return len(context)

    statements()
    alone = statements()
    for name in ("A", "B", "C"):
        called(person=people.person(family_name=name))
    assert statements() == alone
    assert len(entries(people.assignment("stadsdel"))) == 4
