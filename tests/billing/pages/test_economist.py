"""The municipality's economist: its own liability lines and nothing else, in SQL and on the page."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from psycopg import sql

from billing.models import DailyRate, Terms
from municipalities.models import Assignment
from tests.factories import people
from tests.factories.billing.means import charge_by_average, close, worked_month
from tests.factories.billing.nights import night, ready_stay
from tests.factories.billing.pages import rows
from tests.factories.billing.row_level_security import OUTCOMES, seen
from tests.factories.clients import client_as
from tests.factories.discharge.row_level_security import TABLES
from tests.factories.monthly_statistics.county import County
from tests.factories.stays import Stay
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

MONEY = ("ledger_day", "liability_correction", "ledger_average", "average_correction")
OWN, OTHER = "0126", "0136"


@pytest.fixture
def stays() -> tuple[Stay, Stay]:
    """Of some days: a stay that never ended would be told day by day until today."""
    found = ready_stay(), ready_stay("Haninge", "0136")
    for stay in found:
        stay.wait(days=4).go_home()
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


def test_i3_each_own_case_explains_itself_by_reference_and_is_logged(
    stays: tuple[Stay, Stay], servers: TestServers
) -> None:
    """Fault I3: an economist was refused the page and the paper that the municipality's money rests on."""
    client, (own, other) = client_as(people.assignment("ekonom")), stays
    shown = page(client)
    assert reverse("billing:case", args=[own.case.reference]) in shown
    assert "Nattens beräkning" not in shown
    why = client.get(reverse("billing:case", args=[own.case.reference]))
    assert own.case.reference in why.text
    assert reverse("discharge:case", args=[own.case.pk]) not in why.text
    who = own.person
    for secret in (f"{who.given_name} {who.family_name}", who.number.written, who.street):
        assert secret not in why.text
    paper = client.get(reverse("billing:case-pdf", args=[own.case.reference]))
    assert paper.headers["Content-Type"] == "application/pdf"
    for name in ("billing:case", "billing:case-pdf"):
        assert client.get(reverse(name, args=[other.case.reference])).status_code == 404
    assert client.get(reverse("billing:why", args=[own.case.pk])).status_code == 403
    rows = logged(servers)
    assert rows == [
        ("list", False, None, [own.case.pk]),
        ("open", False, own.case.pk, []),
        ("print", False, own.case.pk, []),
        ("open", True, None, []),
        ("print", True, None, []),
        ("open", True, own.case.pk, []),
    ]


def test_i3_a_municipality_that_paid_before_reads_why_but_not_where_a_protected_person_is(
    stays: tuple[Stay, Stay], servers: TestServers
) -> None:
    own, _ = stays
    address = reverse("billing:case", args=[own.case.reference])
    with connect(servers.urls.admin) as connection:
        connection.execute("UPDATE discharge_case SET payer_id = '0136' WHERE id = %s", [own.case.pk])
    client = client_as(people.assignment("ekonom"))
    assert client.get(address).status_code == 200
    with connect(servers.urls.admin) as connection:
        connection.execute(
            "UPDATE discharge_patient SET protected_identity = true WHERE id = %s", [own.case.patient_id]
        )
    assert client.get(address).status_code == 404
    # The line stays, and leads nowhere.
    listed = page(client)
    assert own.case.reference in listed
    assert address not in listed


def test_a_case_about_the_wrong_person_is_no_link_before_the_night_either(stays: tuple[Stay, Stay]) -> None:
    own, _ = stays
    client = client_as(people.assignment("ekonom"))
    address = reverse("billing:case", args=[own.case.reference])
    assert address in page(client)
    own.send(own.nurse, "sent_in_error", reason="Fel person.", confirmed=True)
    listed = page(client)
    assert own.case.reference in listed
    assert address not in listed
    assert address in page(client_as(people.assignment("hsf")))


def test_i3_terms_and_rates_are_read_and_changed_by_hsf_alone() -> None:
    client = client_as(people.assignment("ekonom"))
    terms, rate = Terms.objects.order_by("pk")[0], DailyRate.objects.order_by("pk")[0]
    for name, arguments in (("terms", []), ("terms-set", [terms.pk]), ("rates", []), ("rate", [rate.pk])):
        shown = client.get(reverse(f"billing:{name}", args=arguments))
        assert shown.status_code == 200, name
        assert "<form" not in shown.text.partition("<main")[2], name
        assert "/ratta/" not in shown.text, name
        assert "/nya/" not in shown.text, name
    for name, arguments in (("terms-correct", [terms.pk]), ("rate-correct", [rate.pk]), ("rate-new", [])):
        assert client.post(reverse(f"billing:{name}", args=arguments)).status_code == 403, name


def logged(servers: TestServers) -> list[tuple[str, bool, UUID | None, list[UUID]]]:
    """What the economist's readings left behind: action, whether it was refused, the case, the list's."""
    with connect(servers.urls.admin) as connection:
        return connection.execute(
            "SELECT action, refused, case_id, case_ids FROM municipalities_access_log"
            " WHERE unit_id = %s ORDER BY at",
            [people.assignment("ekonom").unit_id],
        ).fetchall()


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
    for name in ("month-close", "month-reopen"):
        assert client.post(reverse(f"billing:{name}", args=["2020-03"])).status_code == 403
