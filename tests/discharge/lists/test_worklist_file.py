"""The work list as a file and on paper: exactly the rows that are chosen, in the log, and nobody else's."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection

from discharge.queries import LISTS, SORTS
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.factories.vardovergang.workbooks import cells_of, notes_of, sheets_of

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
NOW = datetime(2026, 3, 16, 9, 0, tzinfo=STOCKHOLM)
LIST = "/arbetslista/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def told(hours: float, family_name: str, **changes: Any) -> Stay:
    person = people.person(family_name=family_name, **changes)
    return Stay(now=NOW - timedelta(hours=hours), person=person)


def world() -> list[Stay]:
    """Stays that differ in all that lists are filtered by."""
    ready, taken, green, home, late = (
        told(hours, name)
        for hours, name in ((30, "Åberg"), (50, "Berg"), (20, "Ceder"), (70, "Dahl"), (90, "Ek"))
    )
    ready.name_contact()
    ready.ready()
    taken.take()
    green.send(green.nurse, "track_choice", track="green")
    home.go_home()
    late.name_contact()
    late.call_to_sip()
    return [ready, taken, green, home, late]


def asked_for(who: Assignment, ending: str, query: str = "") -> Any:
    return client_as(who).get(f"{LIST}fil/{ending}/{query}")


def csv_rows(who: Assignment, query: str = "") -> list[dict[str, str]]:
    content = asked_for(who, "csv", query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))


def chosen_at_random(chance: random.Random, officer: Assignment) -> str:
    values = {"lista": chance.choice(list(LISTS))}
    choices = {
        "ordning": [f"{sign}{name}" for name in SORTS for sign in ("", "-")],
        "track": ["green", "red"],
        "responsible": ["ingen", "mina", str(officer.user_id)],
        "step": ["1", "4", "6"],
        "home_from": ["2026-03-01", "2026-04-01"],
        "rader": ["25", "200"],
    }
    for name, some in choices.items():
        if chance.random() < 0.4:
            values[name] = chance.choice(some)
    return "?" + "&".join(f"{name}={value}" for name, value in values.items())


def test_the_file_has_the_lists_rows_whatever_is_chosen() -> None:
    ready, *_ = world()
    chance, seen = random.Random(14), 0
    for who in (ready.nurse, ready.coordinator, ready.officer):
        for _ in range(25):
            query = chosen_at_random(chance, ready.officer)
            rows = client_as(who).get(LIST + query).context["rows"]
            seen += len(rows)
            on_page = [(row.case.reference, row.person.name, row.task and row.task.verb) for row in rows]
            in_file = [(row["Ärende"], row["Person"], row.get("Att göra")) for row in csv_rows(who, query)]
            assert in_file == on_page, query
    assert seen > 40


def test_all_pages_are_in_the_file_in_their_order() -> None:
    stays = [told(20 + n, f"A{n:02}") for n in range(27)]
    who = stays[0].nurse
    first, second = (
        [
            row.person.name
            for row in client_as(who).get(f"{LIST}?lista=inneliggande&rader=25&sida={n}").context["rows"]
        ]
        for n in (1, 2)
    )
    assert (len(first), len(second)) == (25, 2)
    assert [row["Person"] for row in csv_rows(who, "?lista=inneliggande&rader=25&sida=2")] == first + second


def test_a_longer_list_is_cut_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        told(20 + n, f"A{n}")
    who = people.assignment("somatik")
    monkeypatch.setattr("discharge.views.lists.files.EXPORTED", 2)
    rows = csv_rows(who, "?lista=inneliggande")
    assert len(rows) == 3
    assert rows[-1]["Läge"] == "Bara de första 2 raderna är med: listan har fler."
    content = asked_for(who, "xlsx", "?lista=inneliggande").content
    assert notes_of(content)["Utelämnat"].startswith("Bara de första 2")
    assert sheets_of(content)[0].tables["Lista"].ref.endswith("3")


def test_dates_are_dates_and_numbers_of_persons_are_text() -> None:
    stay = told(30, "=cmd|' /C calc'!A0")
    cells = cells_of(asked_for(stay.nurse, "xlsx", "?lista=inneliggande").content)
    assert cells["Inskriven"].value.date() == date(2026, 3, 15)
    assert (cells["Nummer"].data_type, cells["Nummer"].value.count("-")) == ("s", 1)
    assert cells["Person"].data_type == "s"
    [row] = csv_rows(stay.nurse, "?lista=inneliggande")
    assert row["Inskriven"] == "2026-03-15"
    stay.name_contact()
    stay.ready()
    due = {row["Att göra"]: row["Senast"] for row in csv_rows(stay.officer, "?lista=att-svara")}
    assert datetime.fromisoformat(due["Svara på utskrivningsklar"])


def test_what_leaves_the_list_is_logged_as_what_was_made_of_it(admin_connection: psycopg.Connection) -> None:
    stay = told(30, "Ek")
    other = told(30, "Ås")
    other.send(other.nurse, "track_choice", track="green")
    client = client_as(stay.nurse)
    client.get(f"{LIST}fil/xlsx/?lista=inneliggande&track=green")
    client.get(f"{LIST}?lista=inneliggande&track=green&utskrift=1")
    rows = admin_connection.execute(
        "SELECT action, detail, case_ids FROM municipalities_access_log ORDER BY at"
    ).fetchall()
    assert rows == [
        ("export", "inneliggande, xlsx", [other.case.pk]),
        ("print", "inneliggande", [other.case.pk]),
    ]


def test_another_unit_gets_nothing() -> None:
    stay = told(30, "Ek")
    for named in LISTS:
        assert csv_rows(people.assignment("huddinge"), f"?lista={named}") == []
    assert asked_for(people.assignment("placering"), "csv").status_code == 403
    assert (
        asked_for(stay.nurse, "pdf").status_code
        == asked_for(stay.nurse, "csv", "?lista=x").status_code
        == 404
    )
    with acting(people.assignment("huddinge")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM discharge_participation")
        assert cursor.fetchone() == (0,)


def test_a_protected_person_is_a_reference_in_the_file_and_on_paper() -> None:
    person = people.person(protected_identity=True, street="", postal_code="", city="")
    stay = Stay(now=NOW - timedelta(hours=30), person=person)
    for who in (stay.nurse, stay.officer):
        [row] = csv_rows(who, "?lista=inneliggande")
        told_of = {
            row[head] for head in ("Nummer", "Ålder", "Sjukhus", "Område" if who is stay.nurse else "Enhet")
        }
        assert (row["Ärende"], row["Person"], told_of) == (stay.case.reference, "Skyddad person", {""})


def test_the_file_says_which_list_it_is_and_its_name_tells_nobody() -> None:
    stay = told(30, "Ek")
    stay.send(stay.nurse, "track_choice", track="green")
    response = asked_for(stay.nurse, "xlsx", "?lista=inneliggande&track=green")
    assert response.headers["Content-Disposition"].endswith(
        'filename="arbetslista-akutgeriatrik-12-danderyds-sjukhus-2026-03-16-0900.xlsx"'
    )
    notes = notes_of(response.content)
    assert (notes["Lista"], notes["Spår"][:4], notes["Antal rader"]) == ("Inneliggande", "Grön", "1")
    assert notes["Av"] == stay.nurse.user.name
