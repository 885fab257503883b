"""The municipality's economist: its own liability lines and nothing else, in SQL and on the page."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from psycopg import sql

from municipalities.models import AccessLog, Assignment
from tests.billing.means import charge_by_average, close, worked_month
from tests.billing.nights import night, ready_stay
from tests.billing.pages import rows
from tests.billing.test_billing_row_level_security import OUTCOMES, seen
from tests.discharge.test_row_level_security import TABLES
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.monthly_statistics.county import County
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

MONEY = ("ledger_day", "liability_correction", "ledger_average", "average_correction")
OWN, OTHER = "0126", "0136"


@pytest.fixture
def stays() -> tuple[Stay, Stay]:
    found = ready_stay(), ready_stay("Haninge", "0136")
    night()
    return found


def page(client: Client, **query: str) -> str:
    response = client.get(reverse("billing:liability"), {"manad": "2020-03", **query})
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_the_own_municipalitys_lines_in_sql_and_on_the_page(
    stays: tuple[Stay, Stay], servers: TestServers
) -> None:
    economist = people.assignment("ekonom")
    expected = dict.fromkeys(OUTCOMES, 1) | {"billing_liability_failure": 0}
    assert seen(servers, economist) == expected
    with connect(servers.urls.app) as connection, connection.transaction():
        connection.execute("SELECT set_config('app.assignment', %s, true)", [str(economist.pk)])
        for table in set(TABLES) - {"municipalities_access_log"}:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
        payers = connection.execute("SELECT DISTINCT payer_id FROM billing_liability_period").fetchall()
    assert payers == [("0126",)]
    own, others = (stay.case.reference for stay in stays)
    shown = page(client_as(economist))
    assert own in shown
    assert others not in shown
    assert others not in page(client_as(economist), kommun="0136")
    invoicers = page(client_as(people.assignment("hsf")))
    assert own in invoicers
    assert others in invoicers


def test_no_case_opens_from_the_page_and_reading_it_is_logged(
    stays: tuple[Stay, Stay], servers: TestServers
) -> None:
    client = client_as(people.assignment("ekonom"))
    shown = page(client)
    assert reverse("billing:case", args=[stays[0].case.reference]) not in shown
    assert "Nattens beräkning" not in shown
    for name in ("billing:case", "billing:why"):
        argument = stays[0].case.reference if name == "billing:case" else stays[0].case.pk
        assert client.get(reverse(name, args=[argument])).status_code == 403
    with connect(servers.urls.admin) as connection:
        rows = connection.execute(
            "SELECT case_ids FROM municipalities_access_log WHERE action = %s AND unit_id = %s",
            [AccessLog.Action.LIST, people.assignment("ekonom").unit_id],
        ).fetchall()
    assert [ids for (ids,) in rows] == [[stays[0].case.pk]]


@pytest.fixture
def closed_march(admin_connection: psycopg.Connection) -> None:
    """Of two municipalities: a mean and a case that March was closed with, and a correction of both."""
    charge_by_average()
    county, changed = County(admin_connection), []
    for payer in (OWN, OTHER):
        *_, longest = worked_month(county, payer)
        (alone,) = county.add(1, "2020-03-10T09:00:00+01:00", "2020-03-20T10:00:00+01:00", payer=payer)
        county.change(alone, care_type="psychiatric")
        changed += [longest, alone]
    night(date(2020, 4, 2))
    close(people.assignment("hsf"))
    for case in changed:
        county.change(case, discharged_at="2020-03-21T14:00:00+01:00")
    night(date(2020, 4, 4))


def payers_of(servers: TestServers, by: Assignment, table: str) -> set[str]:
    with connect(servers.urls.app) as connection, connection.transaction():
        connection.execute("SELECT set_config('app.assignment', %s, true)", [str(by.pk)])
        question = sql.SQL("SELECT DISTINCT payer_id FROM {}").format(sql.Identifier(f"billing_{table}"))
        return {payer for (payer,) in connection.execute(question).fetchall()}


@pytest.mark.usefixtures("closed_march")
def test_ledger_corrections_and_means_are_the_own_municipalitys_in_sql(servers: TestServers) -> None:
    for table in MONEY:
        assert payers_of(servers, people.assignment("hsf"), table) >= {OWN, OTHER}, table
        assert payers_of(servers, people.assignment("ekonom"), table) == {OWN}, table
        for other in ("lokaladmin", "storsthlm", "systemadmin"):
            assert payers_of(servers, people.assignment(other), table) == set(), (table, other)


@pytest.mark.usefixtures("closed_march")
def test_months_corrections_and_means_are_read_on_the_page_and_closed_by_hsf_alone() -> None:
    client = client_as(people.assignment("ekonom"))
    assert [row[:4] for row in rows(client, "months")] == [
        ["april 2020", "Öppen", "0", "0 kr"],
        ["mars 2020", "Stängd", "6 varav 2 enligt genomsnitt", "49 200 kr"],
    ]
    assert [row[0] for row in rows(client, "month", "2020-03")] == ["Huddinge", "Summa"]
    booked = rows(client, "corrections")
    assert [(row[1], row[2]) for row in booked] == [
        ("Huddinge", "Somatisk vård"),
        ("Huddinge", "Psykiatrisk vård"),
    ]
    somatic = next(row for row in rows(client, "averages", manad="2020-03") if row[1] == "Somatisk vård")
    assert (somatic[0], somatic[2:5]) == ("Huddinge", ["10", "25", "2,50"])
    for name in ("months", "month", "corrections", "averages"):
        arguments = ["2020-03"] if name == "month" else []
        shown = client.get(reverse(f"billing:{name}", args=arguments)).content.decode()
        assert "<form" not in shown.partition("<main")[2].replace('<form class="filters', "")
        assert reverse("billing:terms") not in shown
        assert "/arende/" not in shown
    for name in ("month-close", "month-reopen"):
        assert client.post(reverse(f"billing:{name}", args=["2020-03"])).status_code == 403
