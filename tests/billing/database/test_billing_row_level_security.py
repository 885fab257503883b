"""Who sees what cases cost, asked in SQL as the application's role; and that only the worker writes it."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.factories import people
from tests.factories.billing.nights import night, ready_stay, stay_in
from tests.factories.billing.row_level_security import OUTCOMES, seen
from tests.servers import TestServers, connect

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]


def test_each_sees_its_own_cases_the_invoicer_all_and_storsthlm_none(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    ready_stay()
    haninge = ready_stay("Haninge", "0136")
    broken = stay_in()
    admin_connection.execute(
        "UPDATE discharge_case_facts SET facts = facts - 'admitted_at' WHERE case_id = %s", [broken.case.pk]
    )
    night()
    none = dict.fromkeys((*OUTCOMES, "billing_liability_failure"), 0)
    assert seen(servers, haninge.officer) == none | dict.fromkeys(OUTCOMES, 1)
    assert seen(servers, people.assignment("huddinge")) == none | dict.fromkeys(OUTCOMES, 1)
    assert seen(servers, haninge.nurse) == none | dict.fromkeys(OUTCOMES, 2)
    assert seen(servers, people.assignment("psykiatri")) == none
    assert seen(servers, people.assignment("storsthlm")) == none
    assert seen(servers, None) == none
    assert seen(servers, people.assignment("hsf")) == none | dict.fromkeys(OUTCOMES, 2) | {
        "billing_liability_failure": 1
    }


def test_the_application_changes_nothing_of_what_the_worker_writes(servers: TestServers) -> None:
    statements = ("UPDATE {0} SET case_id = case_id", "DELETE FROM {0}", "INSERT INTO {0} DEFAULT VALUES")
    with connect(servers.urls.app) as connection:
        for table in (*OUTCOMES, "billing_liability_failure", "billing_uncomputed_case"):
            refuses(connection, table, *statements, "TRUNCATE {0}")
        refuses(connection, "billing_uncomputed_case", "SELECT FROM {0}")


def test_the_application_reads_the_nights_and_writes_none(servers: TestServers) -> None:
    with connect(servers.urls.app) as connection:
        for table in ("billing_nightly_run", "billing_nightly_task"):
            connection.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))
            refuses(connection, table, "UPDATE {0} SET state = state", "DELETE FROM {0}", "TRUNCATE {0}")
            refuses(connection, table, "INSERT INTO {0} SELECT * FROM {0}")


def refuses(connection: psycopg.Connection, table: str, *statements: str) -> None:
    for statement in statements:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL(statement).format(sql.Identifier(table)))
