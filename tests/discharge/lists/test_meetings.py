"""The unit's meetings by week: what stands there, and the trace of having looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as, without_chance
from tests.factories.discharge.sip_stories import NOW, called, planned
from tests.factories.stays import Stay

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


def test_every_day_stands_there_and_today_is_marked() -> None:
    called()
    page = client_as(people.assignment("stadsdel")).get("/moten/")
    days = page.context["days"]
    assert [day.weekday for day in days] == [1, 2, 3, 4, 5, 6, 7]
    assert [str(day.day) for day in days if day.is_today] == ["2026-03-16"]
    assert page.content.decode().count('aria-current="date"') == 1
    month = client_as(people.assignment("stadsdel")).get("/moten/?visa=manad&dag=2028-02-01").context["days"]
    assert (len(month), month[0].weekday, month[-1].words) == (29, 2, "tis 29 feb")


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("", ["SIP-möte", "Uppföljning av SIP"]),
        ("hallna", ["SIP-möte"]),
        ("planerade", []),
        ("att-gora", []),
        ("uppfoljningar", ["Uppföljning av SIP"]),
        ("allt möjligt", ["SIP-möte", "Uppföljning av SIP"]),
    ],
)
def test_what_is_asked_for_is_shown_and_logged(
    what: str, shown: list[str], admin_connection: psycopg.Connection
) -> None:
    told = planned()
    # In the month of both the meeting and its follow-up.
    on = told.state().sip.follow_up_on
    assert on is not None
    month = f"?visa=manad&what={what}&dag="
    found = entries(told.officer, f"{month}2026-03-01") + entries(told.officer, f"{month}{on}")
    assert sorted({entry[2] for entry in found}) == shown
    rows = admin_connection.execute("SELECT case_ids FROM municipalities_access_log").fetchall()
    assert {case for (cases,) in rows for case in cases} == ({told.case.pk} if shown else set())


def test_whose_meetings_are_shown_and_the_choice_is_kept() -> None:
    mine, anybodys = called(), called(person=people.person(family_name="Ås"))
    mine.take()
    officer = mine.officer

    def names(whose: str) -> list[str]:
        days = client_as(officer).get(f"/moten/?responsible={whose}").context["days"]
        return [entry.person.name for day in days for entry in day.entries]

    assert sorted(names("")) == ["Bo Ek", "Bo Ås"]
    assert names("mina") == names(str(officer.user_id)) == ["Bo Ek"]
    assert names("ingen") == ["Bo Ås"]
    assert names("999999999") == names("9" * 400) == []
    assert sorted(names("vem som helst")) == ["Bo Ek", "Bo Ås"]
    page = client_as(officer).get("/moten/?responsible=mina&what=planerade").content.decode()
    assert page.count(f"responsible={officer.user_id}") == 4
    assert "Handläggare: Mina" in page
    assert anybodys.case.reference not in page


def test_one_click_leads_into_a_video_meeting_that_has_not_been() -> None:
    link = "https://teams.example/" + "a" * 1900
    told = Stay(now=NOW - timedelta(hours=2))
    told.name_contact()
    told.call_to_sip(meeting_form="video", place="", link=link)
    assert f'href="{link}"' in client_as(told.officer).get("/moten/").content.decode()


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
