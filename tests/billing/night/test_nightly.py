"""The night's job, by a real worker: what it computes, what it leaves alone, which nights it covers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from billing.models import NightlyRun, NightlyTask
from tests.factories import people
from tests.factories.billing.nights import MONDAY, SATURDAY, copies, dump, night, ready_stay, stay_in
from tests.factories.stays import OwnSip, Stay
from tests.processes import manage
from tests.servers import TestServers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

DAYS = (
    "SELECT date, state, free_day, reasons, rate FROM billing_liability_day WHERE case_id = %s ORDER BY date"
)
RESULT = (
    "SELECT ready_days, charged_days, amount, reasons, rates FROM billing_liability_result WHERE case_id = %s"
)
PERIOD = """SELECT number, message, day_zero, starts_on, ended_on, ended_by, ready_days, terms->>'name'
            FROM billing_liability_period WHERE case_id = %s ORDER BY number"""


def rows(connection: psycopg.Connection, sql: str, stay: Stay) -> list[tuple[Any, ...]]:
    return connection.execute(sql, [stay.case.pk]).fetchall()


def march(day: int) -> date:
    return date(2020, 3, day)


def test_each_care_day_has_its_state_reasons_and_rate(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay()
    assert night().state == NightlyRun.State.DONE
    assert rows(admin_connection, DAYS, stay) == [
        (march(9), "free", 0, [], None),
        (march(10), "free", 1, [], None),
        (march(11), "free", 2, [], None),
        (march(12), "charged", 0, [], 8200),
        (march(13), "charged", 0, [], 8200),
    ]
    rate = {"year": 2020, "kronor": 8200, "care_type": None, "status": "verified"}
    ((ready_days, charged_days, amount, reasons, rates),) = rows(admin_connection, RESULT, stay)
    assert (ready_days, charged_days, amount, reasons) == (5, 2, 16400, [])
    assert rates[0].items() >= rate.items()


def test_a_period_tells_which_notice_and_which_terms_it_came_from(
    admin_connection: psycopg.Connection,
) -> None:
    stay = stay_in()
    first = stay.ready(sip_needed=False, outpatient_care_needed=False)
    stay.wait(days=1).withdraw()
    second = stay.wait(days=1).ready(sip_needed=False, outpatient_care_needed=False)
    night()
    terms = "Stockholm HSN 2019-1416"
    assert rows(admin_connection, PERIOD, stay) == [
        (1, first.pk, march(9), march(12), march(10), "withdrawal", 1, terms),
        (2, second.pk, march(11), march(14), None, "", 3, terms),
    ]


def test_a_day_that_is_not_charged_says_why(admin_connection: psycopg.Connection) -> None:
    stay = stay_in()
    stay.ready(sip_needed=True, outpatient_care_needed=True)
    night()
    assert rows(admin_connection, DAYS, stay)[-1] == (
        march(13),
        "not_charged",
        0,
        ["sip_call_missing", "outpatient_care_unknown"],
        None,
    )


def test_a_year_without_a_rate_counts_days_and_no_kronor(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay(now=ready_stay().now.replace(year=2021))
    night(date(2021, 3, 14))
    assert rows(admin_connection, RESULT, stay)[0][:3] == (5, 2, None)


def test_a_second_run_of_the_night_writes_nothing(admin_connection: psycopg.Connection) -> None:
    ready_stay()
    stay_in().ready()
    stay_in("Haninge", "0136").go_home()
    night()
    before = dump(admin_connection)
    night()
    assert dump(admin_connection) == before
    assert before["billing_liability_result"]
    assert before["billing_liability_day"]


def test_a_later_night_writes_only_what_the_day_has_changed(admin_connection: psycopg.Connection) -> None:
    running, waiting = ready_stay(), stay_in()
    night()
    before = writers(admin_connection)
    night(SATURDAY + timedelta(days=1))
    after = writers(admin_connection)
    assert after[waiting.case.pk] == before[waiting.case.pk]
    assert after[running.case.pk] != before[running.case.pk]
    assert rows(admin_connection, RESULT, running)[0][:3] == (6, 3, 24600)


def writers(connection: psycopg.Connection) -> dict[UUID, str]:
    """Which transaction wrote each case's result."""
    return dict(connection.execute("SELECT case_id, xmin::text FROM billing_liability_result").fetchall())


def test_a_case_that_closed_since_is_computed_once_more_and_then_left(
    admin_connection: psycopg.Connection,
) -> None:
    stay = ready_stay()
    night()
    stay.wait(days=7).go_home()
    night(march(20))
    assert rows(admin_connection, RESULT, stay)[0][:3] == (7, 4, 32800)
    night(march(21))
    assert list(NightlyTask.objects.filter(run=march(21))) == []


def test_what_lists_show_is_brought_up_to_the_day(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay()
    assert (stay.row().liability_state, stay.row().free_days_left) == ("will_start", 2)
    night()
    case = stay.row()
    assert (case.starts_on, case.free_days_left, case.liability_state) == (march(12), 0, "stands")
    parts = admin_connection.execute(
        "SELECT DISTINCT starts_on FROM discharge_participation WHERE case_id = %s", [case.pk]
    )
    assert parts.fetchall() == [(march(12),)]


def test_what_is_no_longer_missing_is_taken_off_the_list(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay()
    night()
    admin_connection.execute("UPDATE discharge_case SET liability_missing = '{sip_call_missing}'")
    night()
    assert stay.row().liability_missing == []


def test_a_day_that_facts_lie_after_is_computed_as_it_was(admin_connection: psycopg.Connection) -> None:
    """The night is computed late: the person has gone home since, and another has come in."""
    stay = ready_stay()
    stay.wait(days=7).go_home()
    later = stay_in(now=stay.now)
    night()
    assert rows(admin_connection, RESULT, stay)[0][:3] == (5, 2, 16400)
    assert rows(admin_connection, PERIOD, stay)[0][4:6] == (None, "")
    assert rows(admin_connection, RESULT, later) == []
    night(march(20))
    assert rows(admin_connection, RESULT, stay)[0][:3] == (7, 4, 32800)
    assert len(rows(admin_connection, RESULT, later)) == 1


def test_nights_that_were_missed_are_covered_by_the_next_one(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay()
    night(march(10))
    night(march(13))
    runs = NightlyRun.objects.order_by("date").values_list("date", "state", "caught_up_by")
    assert list(runs) == [
        (march(10), "done", None),
        (march(11), "caught_up", march(13)),
        (march(12), "caught_up", march(13)),
        (march(13), "done", None),
    ]
    assert rows(admin_connection, RESULT, stay)[0][:3] == (4, 1, 8200)


def test_a_case_with_broken_facts_fails_alone(admin_connection: psycopg.Connection) -> None:
    broken, sound, no_longer = ready_stay(), ready_stay(), ready_stay()
    night(march(13))
    spoil = (
        "UPDATE discharge_case_facts SET facts = jsonb_set(facts, '{discharged_at}', %s) WHERE case_id = %s"
    )
    for stay in (broken, no_longer):
        admin_connection.execute(spoil, ['"2019-01-01T00:00:00+01:00"', stay.case.pk])
    run = night()
    assert run.state == NightlyRun.State.FAILED
    assert run.tasks.get().cases_failed == 2
    failures = "SELECT reference, error FROM billing_liability_failure WHERE case_id = %s"
    assert rows(admin_connection, failures, broken) == [
        (broken.case.reference, "discharged_at ligger före admitted_at.")
    ]
    assert rows(admin_connection, RESULT, sound)[0][:3] == (5, 2, 16400)
    assert rows(admin_connection, RESULT, broken)[0][:3] == (4, 1, 8200), "the earlier outcome stays"

    admin_connection.execute(spoil, ["null", no_longer.case.pk])
    night()
    assert rows(admin_connection, failures, no_longer) == []
    assert rows(admin_connection, RESULT, no_longer)[0][:3] == (5, 2, 16400)


def test_a_case_that_the_database_refuses_fails_alone(admin_connection: psycopg.Connection) -> None:
    refused, sound = ready_stay(), ready_stay()
    facts = 'UPDATE discharge_case_facts SET facts = facts || \'{"municipality": "9999"}\' WHERE case_id = %s'
    admin_connection.execute(facts, [refused.case.pk])
    assert night().tasks.get().cases_failed == 1
    errors = admin_connection.execute("SELECT case_id, error FROM billing_liability_failure").fetchall()
    assert errors == [(refused.case.pk, "Databasen godtar inte utfallet (IntegrityError).")]
    assert rows(admin_connection, RESULT, sound)[0][:3] == (5, 2, 16400)


def test_a_case_without_a_municipality_has_its_reason(admin_connection: psycopg.Connection) -> None:
    stay = Stay(person=people.person(municipality=None, district=None))
    stay.ready()
    run = night(date(2026, 3, 20))
    assert [task.payer for task in run.tasks.all()] == [""]
    (result,) = rows(admin_connection, RESULT, stay)
    assert result[:3] == (11, 0, 0)
    assert "no_municipality" in result[3]


def test_a_run_takes_each_municipality_by_itself_and_counts_its_cases(
    admin_connection: psycopg.Connection,
) -> None:
    ready_stay()
    stay = ready_stay("Haninge", "0136")
    stay.go_home()
    copies(admin_connection, stay.case.pk, 1200, "0136")
    tasks = night().tasks.order_by("payer")
    counted = tasks.values_list("payer", "state", "cases_total", "cases_done", "cases_failed")
    assert list(counted) == [("0126", "done", 1, 1, 0), ("0136", "done", 1201, 1201, 0)]
    (results,) = admin_connection.execute("SELECT count(*) FROM billing_liability_result").fetchall()
    assert results == (1202,)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_waits_and_shows_progress(servers: TestServers) -> None:
    ready_stay()
    done = manage(servers.urls, "nightly", "--date", "2020-03-14", "--wait")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Natten 2020-03-14 är startad."
    assert done.stdout.splitlines()[-1] == "Klar: 1 av 1 kommuner, 1 ärenden beräknade."
    assert NightlyRun.objects.get().origin == NightlyRun.Origin.COMMAND


def test_the_command_fails_when_a_case_did(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    stay_in()
    admin_connection.execute("UPDATE discharge_case_facts SET facts = facts - 'admitted_at'")
    done = manage(servers.urls, "nightly", "--date", "2020-03-14", "--wait")
    assert done.returncode == 1
    assert "1 kunde inte beräknas" in done.stdout
    assert done.stderr.strip() == "CommandError: Natten 2020-03-14: klar, med fel."


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        ("2999-01-01", "Natten 2999-01-01 har inte varit än."),
        ("2020-03-13", "Natten 2020-03-13 täcks redan av körningen 2020-03-14."),
    ],
)
def test_a_night_that_can_not_be_computed_is_refused(servers: TestServers, day: str, refusal: str) -> None:
    night()
    done = manage(servers.urls, "nightly", "--date", day)
    assert done.returncode == 1
    assert refusal in done.stderr


def test_a_sip_outside_a_stay_is_nothing_to_the_night(admin_connection: psycopg.Connection) -> None:
    OwnSip(now=MONDAY).call_to_sip()
    assert night().state == NightlyRun.State.DONE
    for table in ("billing_liability_result", "billing_liability_failure", "billing_nightly_task"):
        assert admin_connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
