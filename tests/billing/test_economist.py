"""The municipality's economist: its own liability lines and nothing else, in SQL and on the page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from municipalities.models import AccessLog
from tests.billing.nights import night, ready_stay
from tests.billing.test_billing_row_level_security import OUTCOMES, seen
from tests.discharge.test_row_level_security import TABLES
from tests.factories import people
from tests.factories.clients import client_as
from tests.factories.stays import Stay
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]


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
