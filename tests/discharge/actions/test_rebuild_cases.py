"""`manage.py rebuild_cases`, run as a process of its own as the worker role."""

from __future__ import annotations

import psycopg
import pytest

from discharge.models import Case
from tests.factories.stays import Stay
from tests.processes import manage
from tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stays() -> list[Stay]:
    """Ready, answered, withdrawn and gone home: every kind of column has a value somewhere."""
    told = [Stay() for _ in range(3)]
    told[0].take()
    told[0].name_contact()
    told[0].call_to_sip()
    told[0].ready()
    told[1].ready()
    told[1].withdraw()
    told[1].acknowledge(told[1].officer)
    told[2].go_home()
    return told


def test_check_passes_on_what_the_actions_wrote(servers: TestServers, stays: list[Stay]) -> None:
    checked = manage(servers.urls, "rebuild_cases", "--check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout == "3 ärenden, 0 med skillnader.\n"


ALTERED = [
    ("case.step", "UPDATE discharge_case SET step = 8 WHERE id = %s"),
    ("case.next_deadline", "UPDATE discharge_case SET next_deadline = now() WHERE id = %s"),
    ("participation.to_answer", "UPDATE discharge_participation SET to_answer = 9 WHERE case_id = %s"),
    ("participations", "DELETE FROM discharge_participation WHERE case_id = %s AND party = 'outpatient'"),
    ("facts", "UPDATE discharge_case_facts SET facts = facts || '{\"sip_needed\": null}' WHERE case_id = %s"),
    ("facts", "DELETE FROM discharge_case_facts WHERE case_id = %s"),
]


def test_check_fails_after_each_change_by_sql_and_rebuilding_mends_it(
    servers: TestServers, admin_connection: psycopg.Connection, stays: list[Stay]
) -> None:
    expected = {}
    for column, statement in ALTERED:
        stay = Stay()
        stay.ready()
        admin_connection.execute(statement, [stay.case.pk])
        expected[str(stay.case.pk)] = {column}
    checked = manage(servers.urls, "rebuild_cases", "--check")
    assert checked.returncode == 1
    *differences, total = checked.stdout.splitlines()
    assert {row.split()[0]: set(row.split()[1:]) for row in differences} == expected
    assert total == f"{len(stays) + len(ALTERED)} ärenden, {len(ALTERED)} med skillnader."
    assert manage(servers.urls, "rebuild_cases").returncode == 0
    assert manage(servers.urls, "rebuild_cases", "--check").returncode == 0


def test_check_shows_no_value_and_changes_nothing(
    servers: TestServers, admin_connection: psycopg.Connection, stays: list[Stay]
) -> None:
    admin_connection.execute(
        "UPDATE discharge_case SET next_type = 'tjuvlyssnat' WHERE id = %s", [stays[0].case.pk]
    )
    checked = manage(servers.urls, "rebuild_cases", "--check")
    assert "tjuvlyssnat" not in checked.stdout + checked.stderr
    assert stays[0].row().next_type == "tjuvlyssnat"


def test_what_billing_shows_is_no_difference_and_stays(
    servers: TestServers, admin_connection: psycopg.Connection, stays: list[Stay]
) -> None:
    admin_connection.execute(
        "UPDATE discharge_case SET step = 8, free_days_left = 1, starts_on = '2026-03-11'"
    )
    rebuilt = manage(servers.urls, "rebuild_cases")
    assert rebuilt.stdout.splitlines()[-1] == "3 ärenden, 3 med skillnader."
    case = Case(free_days_left=stays[0].row().free_days_left, starts_on=stays[0].row().starts_on)
    assert (case.free_days_left, f"{case.starts_on}") == (1, "2026-03-11")
