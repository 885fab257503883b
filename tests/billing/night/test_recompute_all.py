"""Computing closed cases anew, because the rules' code has changed: like the night, for every case.

What older code once came to is put there by SQL, since the code can't be changed under a running worker.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import psycopg
import pytest

from billing.actions import close_month
from billing.models import NightlyRun, NightlyTask
from discharge.models import Message
from discharge.process import FACTS_VERSION
from municipalities.access.acting import acting
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.nights import MONDAY, dump, ended, night, ready_stay
from tests.factories.stays import Stay
from tests.processes import manage
from tests.servers import TestServers

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

APRIL_3 = datetime(2020, 4, 3, 9, 0, tzinfo=STOCKHOLM)
DAYS = "SELECT date, state, rate FROM billing_liability_day WHERE case_id = %s ORDER BY date"
WRITERS = "SELECT case_id, xmin::text FROM billing_liability_result"
WITHOUT_LAST_DAY = """
WITH last AS (SELECT id FROM billing_liability_day WHERE case_id = %(case)s ORDER BY date DESC LIMIT 1),
     gone AS (DELETE FROM billing_liability_day WHERE id IN (SELECT id FROM last))
UPDATE billing_liability_result SET charged_days = charged_days - 1 WHERE case_id = %(case)s
"""
BOOKED = "SELECT month, booked_in, days, kronor, reasons, found_on FROM billing_liability_correction"


def recompute_all(servers: TestServers, day: str) -> NightlyRun:
    done = manage(servers.urls, "nightly", "--date", day, "--all", "--forced", "--wait")
    assert (done.returncode, done.stderr) == (0, "")
    return ended(date.fromisoformat(day))


def test_every_closed_case_is_computed_and_only_what_differs_is_written(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    """The month is closed with a day too few; the day is found, and booked in the month that is open."""
    right, wrong = ready_stay(), ready_stay("Haninge", "0136")
    for stay in (right, wrong):
        stay.wait(days=8).go_home()
    night(date(2020, 4, 2))
    computed = admin_connection.execute(DAYS, [wrong.case.pk]).fetchall()
    admin_connection.execute(WITHOUT_LAST_DAY, {"case": wrong.case.pk})
    with acting(people.assignment("hsf")):
        close_month(by=people.assignment("hsf"), month=date(2020, 3, 1), now=APRIL_3)
    before: dict[UUID, str] = dict(admin_connection.execute(WRITERS).fetchall())

    night(date(2020, 4, 3))
    assert dict(admin_connection.execute(WRITERS).fetchall()) == before, "a night leaves closed cases alone"

    run = recompute_all(servers, "2020-04-04")
    assert list(run.tasks.order_by("payer").values_list("payer", "cases_done")) == [("0126", 1), ("0136", 1)]
    assert admin_connection.execute(DAYS, [wrong.case.pk]).fetchall() == computed
    after: dict[UUID, str] = dict(admin_connection.execute(WRITERS).fetchall())
    assert after[right.case.pk] == before[right.case.pk]
    assert after[wrong.case.pk] != before[wrong.case.pk]
    booked = [(date(2020, 3, 1), date(2020, 4, 1), 1, 8200, ["charged"], date(2020, 4, 4))]
    assert admin_connection.execute(BOOKED).fetchall() == booked

    kept = dump(admin_connection)
    recompute_all(servers, "2020-04-04")
    assert dump(admin_connection) == kept, "again, nothing is written"
    assert admin_connection.execute(BOOKED).fetchall() == booked


AS_OLDER_CODE_FOLDED = """
UPDATE discharge_case_facts SET facts = jsonb_set(facts, '{admission_notice_sent_at}', to_jsonb(%s::text))
"""
BY_OLDER_CODE = """
UPDATE discharge_case_facts SET facts = facts - 'version';
DELETE FROM billing_uncomputed_case;
UPDATE billing_rules_version SET code = '1.0';
"""


def test_b1_the_first_night_of_new_code_folds_and_computes_closed_cases_again(
    admin_connection: psycopg.Connection,
) -> None:
    """Fault B1: charged though its notice came too late to its municipality; the closed month is credited."""
    stay = ready_stay("Haninge", "0126")
    with acting(stay.nurse):
        sent_at = Message.objects.get(type="admission_notice").sent_at
    right = people.assignment_at("Biståndsenheten Huddinge")
    stay.wait(days=2).send(stay.officer, "handover", to=right.unit_id, reason="Bor i Huddinge.")
    stay.wait(days=8).go_home()
    admin_connection.execute(AS_OLDER_CODE_FOLDED, [sent_at.isoformat()])
    night(date(2020, 4, 2))
    charged = admin_connection.execute("SELECT charged_days FROM billing_liability_result").fetchall()
    assert charged == [(5,)]
    with acting(people.assignment("hsf")):
        close_month(by=people.assignment("hsf"), month=date(2020, 3, 1), now=APRIL_3)
    admin_connection.execute(BY_OLDER_CODE)

    night(date(2020, 4, 3))
    after = admin_connection.execute("SELECT charged_days, reasons FROM billing_liability_result").fetchall()
    assert after == [(0, ["admission_notice_late"])]
    booked = [(date(2020, 3, 1), date(2020, 4, 1), -5, -41_000)]
    assert [row[:4] for row in admin_connection.execute(BOOKED).fetchall()] == booked

    kept = dump(admin_connection)
    night(date(2020, 4, 4))
    assert dump(admin_connection) == kept, "the night after, nothing is folded or computed again"


WITHOUT_DISTRICTS = """
UPDATE discharge_case_facts SET facts = jsonb_set(facts || '{"version": 2}', '{ready}',
    (SELECT jsonb_agg(said - 'district') FROM jsonb_array_elements(facts->'ready') said));
DELETE FROM billing_uncomputed_case;
UPDATE billing_rules_version SET code = '2.1';
"""
LINES = "SELECT payer_id, district_id, date FROM billing_ledger_day ORDER BY date"


def test_a_closed_month_whose_cases_are_only_folded_again_has_no_corrections(
    admin_connection: psycopg.Connection,
) -> None:
    """The facts of the second version named no district; the night gave each line that of the case."""
    # The city's districts were other ones in 2020: Huddinge is given one of today's.
    huddinge = people.assignment_at("Biståndsenheten Huddinge")
    stay = Stay(now=MONDAY, person=people.person(municipality="0126"), officer=huddinge)
    stay.name_contact()
    stay.call_to_sip()
    stay.send(stay.coordinator, "outpatient_care", status="available")
    stay.ready()
    stay.wait(days=8).go_home()
    night(date(2020, 4, 2))
    with acting(people.assignment("hsf")):
        close_month(by=people.assignment("hsf"), month=date(2020, 3, 1), now=APRIL_3)
    lines = admin_connection.execute(LINES).fetchall()
    assert len(lines) == 5
    assert all(district for _, district, _ in lines)
    admin_connection.execute(WITHOUT_DISTRICTS)

    night(date(2020, 4, 3))
    versions = admin_connection.execute("SELECT facts->'version' FROM discharge_case_facts").fetchall()
    assert versions == [(FACTS_VERSION,)]
    assert admin_connection.execute(BOOKED).fetchall() == []
    assert admin_connection.execute(LINES).fetchall() == lines
    newest = "SELECT DISTINCT payer_id, district_id FROM billing_liability_period"
    assert admin_connection.execute(newest).fetchall() == [lines[0][:2]]


def test_it_waits_for_a_run_that_is_under_way(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    stay = ready_stay()
    stay.wait(days=8).go_home()
    night(date(2020, 4, 2))
    admin_connection.execute("UPDATE billing_nightly_run SET state = 'running', finished_at = NULL")
    done = manage(servers.urls, "nightly", "--date", "2020-04-02", "--all")
    assert done.returncode == 1
    assert "Beräkningen 2020-04-02 pågår. Vänta tills den är klar och försök igen." in done.stderr
    assert list(NightlyTask.objects.values_list("state", flat=True)) == ["done"], "nothing is begun"
