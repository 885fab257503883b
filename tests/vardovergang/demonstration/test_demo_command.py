"""`manage.py demo`, run for real: owner, two processes of the app role, worker."""

from __future__ import annotations

import signal
import time
from collections import Counter

import psycopg
import pytest
from django.core.management import CommandError, call_command

from discharge.persons.identity_numbers import parse
from discharge.process import MESSAGE_TYPES
from tests.factories.discharge.demo import SECONDS, demo, start
from tests.factories.stays import Stay
from tests.processes import manage
from tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = ("--months", "4", "--cases", "40", "--seed", "5")
#: Of the county at full size, for who works at its test.
SHARE, HOURS = 1.0, 3 * 3600
#: The plan counts stays; a SIP outside a stay comes beside them.
STAYS = "discharge_case WHERE kind = 'stay'"
#: One of the units becomes one that the catalogue has sent, or is the demonstration's again.
RENAME = """UPDATE municipalities_unit SET hsa_id = replace(hsa_id, %s, %s)
    WHERE id = (SELECT id FROM municipalities_unit WHERE hsa_id IS NOT NULL ORDER BY id LIMIT 1)"""


def count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return row[0] if row else 0


def wait_for_the_site_s_role(connection: psycopg.Connection) -> None:
    """PostgreSQL ends what it was doing for a process that is gone, and that may be a commit."""
    ours = "datname = current_database() AND usename = 'vardovergang_app'"
    at_work = f"pg_stat_activity WHERE {ours} AND state <> 'idle'"
    deadline = time.monotonic() + SECONDS
    while count(connection, at_work):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def refused(servers: TestServers, *arguments: str) -> str:
    done = manage(servers.urls, "demo", *arguments)
    assert done.returncode == 1
    return done.stderr


def does_nothing_if_not_empty(servers: TestServers) -> bool:
    done = manage(servers.urls, "demo", "--if-empty")
    return (done.returncode, done.stdout, done.stderr) == (0, "", "")


CLOSED = "SELECT DISTINCT month FROM billing_month WHERE state = 'closed'"
CHARGED = """billing_liability_day d JOIN (SELECT DISTINCT month FROM billing_month WHERE state = 'closed') m
    ON d.date >= m.month AND d.date < m.month + interval '1 month' WHERE d.state = 'charged'"""
KEPT_IN_FORCE = """billing_ledger_day l
    JOIN billing_month m ON m.id = l.billing_month_id AND m.closing = l.closing WHERE m.state = 'closed'"""


def assert_oldest_month_is_closed_with_what_was_charged(connection: psycopg.Connection) -> None:
    """Of four months three are open; the ledger holds the closed one's days, and nothing else was booked."""
    assert connection.execute(CLOSED).rowcount == 1
    assert count(connection, KEPT_IN_FORCE) == count(connection, CHARGED)
    assert count(connection, "billing_liability_correction") == 0


def test_a_small_county_that_was_killed_goes_on_where_it_was(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    process = start(servers, *SMALL)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=SECONDS)
    assert 0 < count(admin_connection, STAYS) < 40
    assert refused(servers, "--cases", "41") == (
        "CommandError: Ett annat län är påbörjat: gör färdigt det med --months 4 --cases 40 --seed 5, "
        "eller töm databasen.\n"
    )

    code, said, progress = demo(servers, "--if-empty")
    assert code == 0, progress
    assert "40 av 40 vårdtillfällen" in progress
    assert "Demonstrationslänet är klart: 40 vårdtillfällen" in said
    assert count(admin_connection, STAYS) == 40
    originals = "SELECT type FROM discharge_message WHERE corrects_id IS NULL"
    types = Counter(row[0] for row in admin_connection.execute(originals))
    assert types["admission_notice"] == 40
    assert types.keys() <= MESSAGE_TYPES.keys()
    assert len(types) >= 9
    assert count(admin_connection, "discharge_receipt") > 40
    numbers = admin_connection.execute("SELECT identity_number FROM discharge_patient").fetchall()
    today = admin_connection.execute("SELECT current_date").fetchone()
    assert today is not None
    assert all(not parse(number, today[0]).warning for (number,) in numbers)

    checked = manage(servers.urls, "rebuild_cases", "--check")
    assert checked.returncode == 0
    assert checked.stdout == f"{count(admin_connection, 'discharge_case')} ärenden, 0 med skillnader.\n"
    assert count(admin_connection, "billing_liability_result") == 40
    assert count(admin_connection, "statistics_snapshot") >= 3
    assert count(admin_connection, "municipalities_log_selection") == 1
    assert_oldest_month_is_closed_with_what_was_charged(admin_connection)

    assert refused(servers, *SMALL) == (
        "CommandError: Demonstrationslänet finns redan. Töm databasen för att göra ett nytt.\n"
    )
    assert does_nothing_if_not_empty(servers)

    admin_connection.execute(RENAME, ["DEMO", "REAL"])
    assert refused(servers, "--history", "0.002") == (
        "CommandError: Katalogen har andra enheter än demonstrationslänets: använd en tom databas.\n"
    )
    assert does_nothing_if_not_empty(servers)
    admin_connection.execute(RENAME, ["REAL", "DEMO"])

    history = "0,2 procent av hela länets historia"
    code, said, progress = demo(servers, "--history", "0.002")
    assert code == 0, progress
    assert f"Läser in {history}" in said
    assert said.splitlines()[-1].startswith(f"Demonstrationslänet är klart: 40 vårdtillfällen och {history}")
    stays = count(admin_connection, STAYS)
    assert stays > 40 + 4 * 15
    assert_oldest_month_is_closed_with_what_was_charged(admin_connection)
    assert manage(servers.urls, "rebuild_cases", "--check").returncode == 0
    assert count(admin_connection, "billing_liability_result") == stays
    assert f"Länet har redan {history}" in refused(servers, "--history", "0.5")
    assert count(admin_connection, STAYS) == stays


@pytest.mark.proof
def test_the_county_at_full_size(servers: TestServers, admin_connection: psycopg.Connection) -> None:
    code, _, complained = demo(servers, "--cases", "0", "--history", str(SHARE), seconds=HOURS)
    assert code == 0, complained
    begun = "date_trunc('month', admitted_at AT TIME ZONE 'Europe/Stockholm')"
    rows = admin_connection.execute(
        f"SELECT count(*) FROM {STAYS} GROUP BY {begun} ORDER BY {begun}"
    ).fetchall()
    # Of the last days of the last whole month some may not have been told of yet.
    assert [stays for (stays,) in rows][:14] == [round(8000 * SHARE)] * 14
    assert manage(servers.urls, "rebuild_cases", "--check").returncode == 0
    assert count(admin_connection, "billing_liability_result") == count(admin_connection, STAYS)
    assert count(admin_connection, "statistics_snapshot") >= 15


def test_ctrl_c_says_what_to_do(servers: TestServers, admin_connection: psycopg.Connection) -> None:
    process = start(servers, *SMALL)
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert complained.splitlines()[-1] == (
        "CommandError: Länet är inte färdigt. Kör samma kommando igen, så fortsätter det."
    )
    wait_for_the_site_s_role(admin_connection)
    there = count(admin_connection, "discharge_case")
    time.sleep(1)
    assert count(admin_connection, "discharge_case") == there


def test_a_database_with_cases_of_its_own_is_left_alone(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    Stay()
    assert refused(servers, *SMALL) == (
        "CommandError: Databasen har redan ärenden: demonstrationslänet görs bara i en tom databas.\n"
    )
    assert does_nothing_if_not_empty(servers)
    assert count(admin_connection, "discharge_case") == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("--months=0", "'0' är inte ett positivt heltal"),
        ("--months=-1", "'-1' är inte ett positivt heltal"),
        ("--cases=-1", "Det blir inget län"),
        ("--cases=0", "Det blir inget län"),
        ("--history=1.1", "En andel är från 0 till 1"),
        ("--history=nan", "En andel är från 0 till 1"),
    ],
)
def test_numbers_that_make_no_county(wrong: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("demo", wrong)
