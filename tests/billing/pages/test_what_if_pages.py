"""What-ifs and means as HSF and Storsthlm meet them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.presenters.charts import what_if_svg
from billing.presenters.what_if import Value, WhatIfRow
from municipalities.models import Assignment
from municipalities.presenters.charts import THEMES
from tests.factories import people
from tests.factories.billing.closed_months import HUDDINGE, MARCH, NACKA, answers, ask, closed_county
from tests.factories.billing.nights import night
from tests.factories.billing.tables import table
from tests.factories.clients import client_as
from tests.factories.monthly_statistics.county import County

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

WHAT_IF = "/betalning/tank-om/"


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


@pytest.fixture
def county(admin_connection: psycopg.Connection, hsf: Assignment) -> County:
    return closed_county(admin_connection, hsf)


def html(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def picture(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response["Content-Type"] == "image/svg+xml"
    return " ".join(ET.fromstring(response.content).itertext())


def test_hsf_asks_and_reads_the_answer(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    client = client_as(hsf)
    typed = {"first_month": "2020-03", "last_month": "2020-04", "free_days_somatic": "3", "cutoff": "12.00"}
    asked = client.post(WHAT_IF, typed)
    assert asked.status_code == 302
    path = asked["Location"]
    (pk,) = admin_connection.execute("SELECT id FROM billing_what_if").fetchone() or (None,)
    assert path == f"{WHAT_IF}{pk}/"
    answers(admin_connection, people_asked(client, path))

    found = html(client, path)
    by_municipality, by_month = (table(part, "billing-what-if") for part in parts(found))
    assert by_municipality[1:] == [
        ["Huddinge", "72", "590 400 kr", "48", "393 600 kr", "−24", "−196 800 kr"],
        ["Nacka", "24", "196 800 kr", "16", "131 200 kr", "−8", "−65 600 kr"],
        ["Solna", "18", "147 600 kr", "12", "98 400 kr", "−6", "−49 200 kr"],
        ["Täby", "9", "73 800 kr", "6", "49 200 kr", "−3", "−24 600 kr"],
        ["Summa", "123", "1 008 600 kr", "82", "672 400 kr", "−41", "−336 200 kr"],
    ]
    assert [row[:2] for row in by_month[1:]] == [["mars 2020", "78"], ["april 2020", "45"], ["Summa", "123"]]
    only = table(html(client, path, manad="2020-04"), "billing-what-if")
    assert [row[:2] for row in only[1:]] == [["Huddinge", "36"], ["Solna", "9"], ["Summa", "45"]]
    for theme in ("ljus", "mork"):
        assert "Huddinge" in picture(client, f"{path}diagram.svg", tema=theme)
    assert "Nacka" not in picture(client, f"{path}diagram.svg", manad="2020-04")
    assert "hx-trigger" not in found
    assert client.get(path, headers={"hx-request": "true"})["HX-Refresh"] == "true"
    for query in ({"tema": "rosa"}, {"manad": "2020-05"}):
        assert client.get(f"{path}diagram.svg", query).status_code == 404
    listed = html(client, WHAT_IF)
    assert "mars 2020 till april 2020" in listed
    assert "Fristdagar: somatisk 2 → 3; Klockslag för dag noll: 12.00" in listed
    assert listed.count('aria-current="page"') == 1


def people_asked(client: Client, path: str) -> Any:
    return client.get(path).context["asked"]


def parts(found: str) -> list[str]:
    first, second = found.split('id="by-month"')
    return [first, second]


def test_storsthlm_sees_sums_and_where_something_is_withheld(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    storsthlm = people.assignment("storsthlm")
    ours, theirs, few = (
        ask(hsf),
        ask(storsthlm),
        ask(storsthlm, MARCH, MARCH, NACKA, HUDDINGE, free_days={"somatic": 9}),
    )
    answers(admin_connection, ours, theirs, few)
    client = client_as(storsthlm)
    first, second = parts(html(client, f"{WHAT_IF}{theirs.pk}/"))
    rows = {row[0]: row[1:] for row in table(first, "billing-what-if")[1:]}
    shown = ["24", "196 800 kr", "24", "196 800 kr", "0", "0 kr"]
    assert rows["Nacka (1 av 2 månader)"] == shown
    assert rows["Huddinge (1 av 2 månader)"][0] == "36"
    assert (rows["Solna"], rows["Täby"], rows["Vallentuna"]) == (["dold"], ["dold"], ["dold"])
    assert rows["Summa (2 av 26 kommuner)"][0] == "60"
    assert len(rows) == 27
    assert [row[:2] for row in table(second, "billing-what-if")[1:]] == [
        ["mars 2020 (2 av 26 kommuner)", "60"],
        ["april 2020", "dold"],
        ["Summa (2 av 26 kommuner)", "60"],
    ]
    # Fault I7: a sum of one municipality is that municipality's figure under another name.
    one = ask(storsthlm, MARCH, MARCH, "0182", "0184")
    answers(admin_connection, one)
    of_one = table(html(client, f"{WHAT_IF}{one.pk}/"), "billing-what-if")[1:]
    assert [row[:2] for row in of_one] == [["Nacka", "24"], ["Solna", "dold"]]
    # Nobody would have been liable: fewer than five, so what was computed isn't shown beside it either.
    few_rows = table(html(client, f"{WHAT_IF}{few.pk}/"), "billing-what-if")[1:]
    assert few_rows == [["Huddinge", "dold"], ["Nacka", "dold"]]
    assert "Solna" not in picture(client, f"{WHAT_IF}{theirs.pk}/diagram.svg")
    for path in (f"{WHAT_IF}{ours.pk}/", f"{WHAT_IF}{ours.pk}/diagram.svg"):
        assert client.get(path).status_code == 404
    assert client_as(hsf).get(f"{WHAT_IF}{theirs.pk}/").status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    client = client_as(hsf)
    wrong = {
        "first_month": "2020-04",
        "last_month": "2020-03",
        "payers": ["0126", "9999"],
        "free_days_somatic": "-1",
        "cutoff": "25.00",
        "rate": "tusen",
        "model": "average",
        "without": ["sip_call"],
    }
    response = client.post(WHAT_IF, wrong)
    assert response.status_code == 200
    assert response.context["form"].errors == {
        "last_month": ["Den sista månaden ligger före den första."],
        "payers": ["Välj kommuner ur listan."],
        "free_days_somatic": ["Antalet dagar kan inte vara negativt."],
        "cutoff": ["Skriv ett klockslag, till exempel 12.00."],
        "rate": ["Skriv ett heltal från 1 till 1\u00a0000\u00a0000 kronor."],
        "settlement": ["Välj hur genomsnittsmodellen avräknas."],
    }
    shown = response.content.decode()
    for kept in (
        'value="-1"',
        'value="25.00"',
        'value="tusen"',
        'value="2020-04" selected',
        'value="average" selected',
    ):
        assert kept in shown
    assert re.search(r'value="sip_call"[^>]* checked', shown)
    months = {"first_month": "2020-05", "last_month": ""}
    assert client.post(WHAT_IF, months).context["form"].errors == {
        "first_month": ["Välj en månad som är stängd."],
        "last_month": ["Välj en månad."],
    }
    lone = {"first_month": "2020-03", "last_month": "2020-03", "settlement": "excess"}
    assert "settlement" in client.post(WHAT_IF, lone).context["form"].errors
    assert admin_connection.execute("SELECT count(*) FROM billing_what_if").fetchone() == (0,)


def test_while_the_worker_counts_the_page_follows_it(
    county: County, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    asked = ask(hsf)
    answers(admin_connection, asked)
    client, path = client_as(hsf), f"{WHAT_IF}{asked.pk}/"
    with CaptureQueriesContext(connection) as two_months:
        html(client, path)
    unfinished = "UPDATE billing_what_if SET state = %s, finished_at = NULL, progress = 43"
    for state, word in (("waiting", "Väntar"), ("running", "Pågår")):
        admin_connection.execute(unfinished, [state])
        found = html(client, path)
        assert 'hx-trigger="every 2s"' in found
        assert word in found
        assert "43 procent av ärendena är räknade" in found
        assert "Uppdatera" in found
        assert "Kommun för kommun" not in found
    assert 'id="what-if"' in client.get(path, headers={"hx-request": "true"}).content.decode()
    admin_connection.execute(
        "UPDATE billing_what_if SET state = 'failed', finished_at = now(), error = 'OSError'"
    )
    assert "Frågan kunde inte besvaras (OSError)" in html(client, path)

    other = ask(hsf, MARCH, MARCH, NACKA)
    answers(admin_connection, other)
    with CaptureQueriesContext(connection) as one_cell:
        html(client, f"{WHAT_IF}{other.pk}/")
    assert len(one_cell) == len(two_months)


def test_before_any_month_is_closed_there_is_nothing_to_ask(hsf: Assignment) -> None:
    assert "Ingen månad är stängd än" in html(client_as(hsf), WHAT_IF)


def test_the_role_alone_is_not_enough(owner_connection: psycopg.Connection) -> None:
    owner_connection.execute("DELETE FROM municipalities_organisation_permission")
    for account in ("hsf", "storsthlm"):
        client = client_as(people.assignment(account))
        assert client.get(WHAT_IF).status_code == client.post(WHAT_IF).status_code == 403


# --- means ---------------------------------------------------------------------------------------


def test_the_page_of_means_says_both_settlements_beside_the_individual_outcome(
    hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    county = County(admin_connection)
    ready = "2020-03-10T09:00:00+01:00"
    for days in (0, 0, 0, 1, 1, 2, 2, 3, 5, 8):
        county.add(1, ready, f"2020-03-{10 + days}T14:00:00+01:00")
    county.add(1, ready, payer=NACKA)
    (psychiatric,) = county.add(1, ready, "2020-03-12T14:00:00+01:00")
    county.change(psychiatric, care_type="psychiatric")
    night(date(2020, 3, 21))
    client, path = client_as(hsf), reverse("billing:averages")
    with CaptureQueriesContext(connection) as statements:
        found = html(client, path, manad="2020-03")
    assert table(found, "billing-averages")[1:] == [
        ["Huddinge", "Somatisk vård", "10", "22", "2,20", "2", "Över nivån",
         "2", "16 400 kr", "7", "57 400 kr", "7", "57 400 kr", "Ärende för ärende"],
        ["Huddinge", "Psykiatrisk vård", "1", "2", "2,00", "5", "Under nivån",
         "0", "0 kr", "0", "0 kr", "0", "0 kr", "Ärende för ärende"],
        ["Nacka", "Somatisk vård", "0", "0", "–", "2", "Inga ärenden",
         "0", "0 kr", "0", "0 kr", "8", "65 600 kr", "Ärende för ärende"],
    ]  # fmt: skip
    assert len(statements) < 25
    assert "Inga ärenden" in html(client, path, manad="2020-02")
    assert client.get(path, {"manad": "2020-13"}).status_code == 404


def test_a_mean_without_rate_or_terms_says_so(
    hsf: Assignment, admin_connection: psycopg.Connection, owner_connection: psycopg.Connection
) -> None:
    county = County(admin_connection)
    for payer in (HUDDINGE, NACKA):
        county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-18T14:00:00+01:00", payer=payer)
    owner_connection.execute("DELETE FROM billing_daily_rate WHERE year = 2020")
    night(date(2020, 4, 2))
    rows = table(html(client_as(hsf), reverse("billing:averages"), manad="2020-03"), "billing-averages")[1:]
    assert [row[7:13] for row in rows] == [
        ["6", "Dygnsbelopp saknas", "5", "Dygnsbelopp saknas", "5", "Dygnsbelopp saknas"]
    ] * 2
    owner_connection.execute(
        "UPDATE billing_terms SET valid = '[2020-03-02,)' WHERE valid @> '2020-03-01'::date"
    )
    rows = table(html(client_as(hsf), reverse("billing:averages"), manad="2020-03"), "billing-averages")[1:]
    assert rows[0][4:9] == ["8,00", "–", "Villkor saknas", "–", "–"]


def test_the_chart_has_room_for_the_longest_name_in_a_wide_font() -> None:
    """The reader's font may be wider than the one that the picture is measured in."""
    rows = [WhatIfRow(name, [Value("1", "1")], 1, 1) for name in ("Sundbyberg", "Upplands Väsby")]
    drawn = what_if_svg(rows, THEMES["ljus"])
    found = re.search(r'transform="translate\(([0-9.]+),', drawn)
    assert found
    assert float(found[1]) > len("Upplands Väsby") * 7.6
