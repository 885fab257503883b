"""The searches for a place as a file: the rows of the table, as a spreadsheet reads them, in the log."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
import time_machine

from municipalities.models import Assignment
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.discharge.worklist import NOW
from tests.factories.stays import Stay
from tests.factories.vardovergang.workbooks import cells_of, notes_of, sheets_of

pytestmark = pytest.mark.django_db(databases=["default", "access_log"])
LIST = "/placeringar/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def asked(days: int, family_name: str, result: str = "", wanted: str = "=1+1\nnära dottern") -> Stay:
    told = Stay(
        now=NOW - timedelta(days=days),
        nurse=people.assignment("psykiatri"),
        person=people.person(family_name=family_name),
    )
    coordinator = people.assignment("placering")
    values = {"to": coordinator.unit_id, "need": "acting_out", "wanted": wanted}
    told.send(told.officer, "placement_request", **values)
    if result:
        values = {"provider": "Ekgården", "free_from": None, "comment": ""}
        told.send(coordinator, "placement_attempt", result=result, **values)
    return told


def asked_for(ending: str, query: str = "", who: Assignment | None = None) -> Any:
    return client_as(who or people.assignment("placering")).get(f"{LIST}fil/{ending}/{query}")


def csv_rows(query: str = "", who: Assignment | None = None) -> list[dict[str, str]]:
    response = asked_for("csv", query, who)
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    "query", ["", "?ordning=namn", "?ordning=-namn", "?answer=full", "?need=addiction", "?visa=avslutade"]
)
def test_the_file_has_the_tables_rows_in_its_order(query: str) -> None:
    asked(5, "Åberg", "full")
    asked(4, "Berg")
    asked(3, "Ceder", "asked")
    page = client_as(people.assignment("placering")).get(LIST + query)
    shown = [(row.person.name, row.next_step) for row in page.context["rows"]]
    assert [(row["Person"], row["Nästa steg"]) for row in csv_rows(query)] == shown
    sheet = sheets_of(asked_for("xlsx", query).content)[0]
    heads, *lines = sheet.iter_rows(values_only=True)
    assert [(line[1], line[heads.index("Nästa steg")]) for line in lines] == shown


def test_what_people_wrote_is_text_and_dates_are_dates() -> None:
    asked(3, "=HYPERLINK(1)", "full", wanted="@SUM(A1)")
    [row] = csv_rows()
    assert (row["Boende och stöd som behövs"], row["Begärt"]) == ("'@SUM(A1)", "2026-03-13")
    content = asked_for("xlsx").content
    sheet, cells = sheets_of(content)[0], cells_of(content)
    wanted = cells["Boende och stöd som behövs"]
    assert (wanted.value, wanted.data_type, wanted.quotePrefix) == ("@SUM(A1)", "s", True)
    assert cells["Begärt"].value.date() == date(2026, 3, 13)
    assert cells["Begärt"].number_format == "yyyy-mm-dd"
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert [table.ref for table in sheet.tables.values()] == ["A1:Q2"]
    notes = notes_of(content)
    assert (notes["Lista"], notes["Antal rader"]) == ("Placeringar, pågår", "1")
    assert notes["Av"] == people.assignment("placering").user.name


def test_the_files_name_tells_the_unit_and_the_time_and_nobody() -> None:
    asked(3, "Ek")
    name = asked_for("xlsx").headers["Content-Disposition"]
    assert name == (
        'attachment; filename="placeringar-placeringssamordningen-stockholms-stad-2026-03-16-0900.xlsx"'
    )


def test_an_export_is_a_row_of_its_own_with_the_cases_it_has(admin_connection: psycopg.Connection) -> None:
    told = asked(3, "Ek", "full")
    asked(3, "Ås")
    asked_for("csv", "?answer=full")
    rows = admin_connection.execute(
        "SELECT action, detail, case_ids FROM municipalities_access_log"
    ).fetchall()
    assert rows == [("export", "placeringar searching, csv", [told.case.pk])]


def test_nobody_else_gets_the_file() -> None:
    asked(3, "Ek")
    assert csv_rows(who=people.assignment("huddinge")) == []
    assert asked_for("csv", who=people.assignment("somatik")).status_code == 403
    assert asked_for("pdf").status_code == asked_for("csv", "?visa=allt").status_code == 404


def test_a_protected_person_is_a_reference() -> None:
    person = people.person(protected_identity=True, street="", postal_code="", city="")
    told = Stay(now=NOW - timedelta(days=1), nurse=people.assignment("psykiatri"), person=person)
    values = {"to": people.assignment("placering").unit_id, "need": "other", "wanted": "Boende."}
    told.send(told.officer, "placement_request", **values)
    [row] = csv_rows()
    assert (row["Ärende"], row["Person"]) == (told.case.reference, "Skyddad person")
    assert row["Ålder"] == row["Avdelning"] == ""
