"""From the night's days to published months, by a real worker: what is written, and what is left alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from monthly_statistics.figures.indicators import LIABILITY, READY, SIP_FOLLOWED_UP, SIP_HELD, Indicator

from municipalities.models import District
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.billing.nights import night, ready_stay, until
from tests.factories.billing.told import correct, office
from tests.factories.corrected.municipalities import correct_area
from tests.factories.monthly_statistics.county import County
from tests.processes import manage
from tests.servers import TestServers
from vardovergang.celery import app

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("statistics_worker")]

HANINGE, HUDDINGE, NACKA, CITY = "0136", "0126", "0182", "0180"
READY_30_MARCH, HOME_3_APRIL = "2020-03-30T09:00:00+02:00", "2020-04-03T11:00:00+02:00"
TABLES = ("statistics_snapshot", "statistics_monthly_figure")
SNAPSHOTS = (
    "SELECT to_char(month, 'YYYY-MM'), version, as_of FROM statistics_snapshot ORDER BY month, version"
)
FIGURE = """SELECT f.persons, f.cases, f.amount, f.withheld
            FROM statistics_monthly_figure f JOIN statistics_snapshot s ON s.id = f.snapshot_id
            WHERE to_char(s.month, 'YYYY-MM') = %s AND s.version = %s
              AND f.area_code = %s AND f.indicator = %s
              AND f.care_type = '' AND f.sex = '' AND f.age_group = ''"""


@pytest.fixture
def county(admin_connection: psycopg.Connection) -> County:
    return County(admin_connection)


def figure(county: County, month: str, version: int, code: str, indicator: Indicator = READY) -> Any:
    return county.admin.execute(FIGURE, [month, version, code, indicator.name]).fetchone()


def snapshots(county: County) -> list[tuple[Any, ...]]:
    return county.admin.execute(SNAPSHOTS).fetchall()


def dump(county: County) -> dict[str, list[tuple[Any, ...]]]:
    """Every row with the transaction that wrote it: xmin tells also a row that was written the same again."""
    return {
        table: county.admin.execute(f"SELECT t.xmin::text, t.* FROM {table} t ORDER BY t::text").fetchall()
        for table in TABLES
    }


def refresh(servers: TestServers, *arguments: str) -> str:
    done = manage(servers.urls, "monthly_statistics", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_after_the_night_the_months_are_published(county: County) -> None:
    """Seven in Huddinge from 30 March to 3 April, six in Nacka for one night, two elsewhere in the county."""
    cases = county.add(7, READY_30_MARCH, HOME_3_APRIL)
    county.add(6, READY_30_MARCH, "2020-03-31T11:00:00+02:00", payer=NACKA)
    county.add(2, READY_30_MARCH, "2020-03-31T11:00:00+02:00", payer="0184")
    county.add(1, READY_30_MARCH, "2020-03-31T11:00:00+02:00", payer="0380")
    county.night(date(2020, 4, 10))
    assert snapshots(county) == [
        ("2020-03", 1, date(2020, 4, 10)),
        ("2020-04", 0, date(2020, 4, 10)),
    ]
    assert figure(county, "2020-03", 1, HUDDINGE) == (7, 7, 14, False)
    assert figure(county, "2020-04", 0, HUDDINGE)[:3] == (7, 7, 14)
    assert figure(county, "2020-04", 0, HUDDINGE, LIABILITY)[:3] == (7, 7, 7)
    assert figure(county, "2020-03", 1, HUDDINGE, LIABILITY) == (0, 0, 0, True)
    # Two persons in Solna: withheld, and with them Nacka, for the two are what is left of the county.
    assert figure(county, "2020-03", 1, "0184") == (2, 2, 2, True)
    assert figure(county, "2020-03", 1, NACKA) == (6, 6, 6, True)
    assert figure(county, "2020-03", 1, "01") == (15, 15, 22, False)
    assert_no_case_and_no_person(county, cases)


def assert_no_case_and_no_person(county: County, cases: list[UUID]) -> None:
    persons = county.admin.execute("SELECT id, identity_number FROM discharge_patient").fetchall()
    known = {str(value) for value in (*cases, *(value for person in persons for value in person))}
    written = "\n".join(str(row) for rows in dump(county).values() for row in rows)
    assert [value for value in known if value in written] == []


def test_a_merged_districts_old_days_stay_with_it(county: County) -> None:
    old, new = (District.objects.get(name=name).pk for name in ("Spånga-Tensta", "Järva"))
    notice, home = "2023-06-29T09:00:00+02:00", "2023-07-03T10:00:00+02:00"
    county.add(6, notice, home, payer=CITY, district=old)
    county.night(date(2023, 8, 1))
    assert figure(county, "2023-06", 1, str(old))[:3] == (6, 6, 12)
    assert figure(county, "2023-07", 1, str(new))[:3] == (6, 6, 12)
    assert figure(county, "2023-07", 1, str(old)) is None
    assert figure(county, "2023-06", 1, str(new)) is None
    assert figure(county, "2023-07", 1, CITY)[:3] == (6, 6, 12)


def test_counting_again_writes_nothing(county: County, servers: TestServers) -> None:
    county.add(7, READY_30_MARCH, HOME_3_APRIL)
    county.add(6, READY_30_MARCH)
    county.night(date(2020, 4, 10))
    before = dump(county)
    night(date(2020, 4, 10))
    assert refresh(servers) == refresh(servers, "--all") == ""
    assert dump(county) == before


def test_a_case_about_the_wrong_person_is_not_in_the_next_version(county: County) -> None:
    stay = ready_stay()
    stay.hold_meeting()
    stay.wait(days=4).go_home()
    county.add(7, "2020-03-09T09:00:00+01:00", "2020-03-11T11:00:00+01:00")
    county.night(date(2020, 4, 10))
    counted = [figure(county, "2020-03", 1, HUDDINGE, one)[1] for one in (READY, LIABILITY, SIP_HELD)]
    assert counted == [8, 1, 1]
    stay.wait(days=30).send(stay.nurse, "sent_in_error", reason="Fel person.", confirmed=True)
    county.night(date(2020, 5, 2))
    counted = [figure(county, "2020-03", 2, HUDDINGE, one)[1] for one in (READY, LIABILITY, SIP_HELD)]
    assert counted == [7, 0, 0]
    assert figure(county, "2020-03", 1, HUDDINGE)[1] == 8


def test_a_corrected_municipality_and_a_corrected_date_are_in_the_next_version(county: County) -> None:
    """Said by messages when the month was published; the right municipality had been told from the start."""
    moved, late = ready_stay(), ready_stay()
    haninge = office("Haninge").unit_id
    moved.send(moved.nurse, "participant_added", to=haninge, reason="Bor där ibland.")
    moved.hold_meeting()
    moved.now = late.now = late.now.replace(day=13)
    moved.go_home()
    home = late.go_home()
    county.night(date(2020, 4, 10))
    published = [figure(county, "2020-03", 1, code)[:3] for code in (HUDDINGE, HANINGE)]
    assert published == [(2, 2, 8), (0, 0, 0)]
    moved.now = late.now = datetime(2020, 4, 20, 9, 0, tzinfo=STOCKHOLM)
    correct_area(moved, HANINGE)
    correct(late, home, discharged_at=home.sent_at - timedelta(days=2))
    county.night(date(2020, 5, 2))
    newest = [figure(county, "2020-03", 2, code)[:3] for code in (HUDDINGE, HANINGE)]
    assert newest == [(1, 1, 2), (1, 1, 4)]
    assert [figure(county, "2020-03", 2, code, SIP_HELD)[1] for code in (HUDDINGE, HANINGE)] == [0, 1]
    assert [figure(county, "2020-03", 1, code)[:3] for code in (HUDDINGE, HANINGE)] == published


def test_a_later_change_is_a_new_version_and_the_old_one_stays(county: County) -> None:
    first, *_ = county.add(7, READY_30_MARCH, HOME_3_APRIL)
    county.night(date(2020, 5, 2))
    published = dump(county)["statistics_monthly_figure"]
    county.change(first, discharged_at="2020-03-31T10:00:00+02:00")
    county.night(date(2020, 5, 3))
    assert [each[:2] for each in snapshots(county)] == [
        ("2020-03", 1),
        ("2020-03", 2),
        ("2020-04", 1),
        ("2020-04", 2),
        ("2020-05", 0),
    ]
    assert figure(county, "2020-03", 1, HUDDINGE)[:3] == (7, 7, 14)
    assert figure(county, "2020-03", 2, HUDDINGE)[:3] == (7, 7, 13)
    assert figure(county, "2020-04", 2, HUDDINGE)[:3] == (6, 6, 12)
    kept = dump(county)["statistics_monthly_figure"]
    of_may = [row for row in published if row not in kept]
    assert len(of_may) == len(published) / 3


def test_a_month_that_the_change_does_not_touch_keeps_its_version(county: County) -> None:
    county.add(7, "2020-03-16T09:00:00+01:00", "2020-03-20T09:00:00+01:00")
    late, *_ = county.add(6, READY_30_MARCH)
    county.night(date(2020, 5, 2))
    county.change(late, discharged_at="2020-04-20T10:00:00+02:00")
    county.night(date(2020, 5, 3))
    assert [each[:2] for each in snapshots(county)] == [
        ("2020-03", 1),
        ("2020-04", 1),
        ("2020-04", 2),
        ("2020-05", 0),
    ]


def test_the_month_that_runs_is_replaced_until_it_is_complete(county: County) -> None:
    county.add(6, READY_30_MARCH)
    for day, expected in (
        (date(2020, 3, 31), [("2020-03", 0, date(2020, 3, 31))]),
        (date(2020, 4, 1), [("2020-03", 1, date(2020, 4, 1))]),
        (date(2020, 4, 2), [("2020-03", 1, date(2020, 4, 1)), ("2020-04", 0, date(2020, 4, 2))]),
    ):
        county.night(day)
        assert snapshots(county) == expected
    assert figure(county, "2020-03", 1, HUDDINGE)[:3] == (6, 6, 12)
    assert figure(county, "2020-04", 0, HUDDINGE)[:3] == (6, 6, 6)


def test_a_night_that_is_started_anew_unpublishes_nothing(county: County, servers: TestServers) -> None:
    """While the newest night runs, the newest that is done lies before what is published already."""
    county.add(6, READY_30_MARCH)
    county.night(date(2020, 3, 31))
    county.night(date(2020, 4, 1))
    before = dump(county)
    county.admin.execute(
        "UPDATE billing_nightly_run SET state = 'running', finished_at = NULL WHERE date = '2020-04-01'"
    )
    assert refresh(servers, "--all") == ""
    assert dump(county) == before


def test_the_command_tells_which_months_it_made(county: County, servers: TestServers) -> None:
    assert refresh(servers) == ""
    county.add(6, READY_30_MARCH)
    county.night(date(2020, 4, 2))
    county.admin.execute("DELETE FROM statistics_monthly_figure")
    county.admin.execute("DELETE FROM statistics_snapshot")
    assert refresh(servers) == "2020-03 version 1\n2020-04 pågår\n"


def test_meetings_and_follow_ups_are_published_with_the_days(county: County) -> None:
    cases = county.add(7, READY_30_MARCH, HOME_3_APRIL)
    for case in cases:
        county.sip(case, held="2020-03-31T22:30:00+00:00", followed_up=["2020-04-20", "2020-04-27"])
    county.night(date(2020, 5, 2))
    assert figure(county, "2020-04", 1, HUDDINGE, SIP_HELD)[:3] == (7, 7, 7)
    assert figure(county, "2020-03", 1, HUDDINGE, SIP_HELD) == (0, 0, 0, True)
    assert figure(county, "2020-04", 1, HUDDINGE, SIP_FOLLOWED_UP)[:3] == (7, 7, 14)


def test_a_sip_that_is_corrected_months_later_makes_a_new_version_of_its_month(county: County) -> None:
    """Nothing has changed in what the case costs: the night computes nothing of it."""
    cases = county.add(7, READY_30_MARCH, HOME_3_APRIL)
    for case in cases:
        county.sip(case, held="2020-04-01T12:00:00+00:00")
    county.night(date(2020, 6, 2))
    county.admin.execute("UPDATE discharge_sip_facts SET changed_at = now() - interval '2 days'")
    county.sip(cases[0])
    county.night(date(2020, 6, 3))
    assert figure(county, "2020-04", 1, HUDDINGE, SIP_HELD)[:3] == (7, 7, 7)
    assert figure(county, "2020-04", 2, HUDDINGE, SIP_HELD)[:3] == (6, 6, 6)
    assert figure(county, "2020-05", 2, HUDDINGE) is None


def test_j2_a_count_that_a_killed_worker_left_is_asked_for_again(county: County) -> None:
    """The night has ended once more and its message is gone; what has been counted is not counted again."""
    county.add(7, READY_30_MARCH, HOME_3_APRIL)
    county.night(date(2020, 4, 10))
    counted = "SELECT at FROM municipalities_job_mark WHERE name = 'monthly_statistics.counted'"
    ended = "SELECT finished_at FROM billing_nightly_run"
    assert county.admin.execute(counted).fetchone() == county.admin.execute(ended).fetchone()
    before = dump(county)
    app.send_task("monthly_statistics.refresh_recover")
    county.admin.execute("UPDATE billing_nightly_run SET finished_at = now()")
    app.send_task("monthly_statistics.refresh_recover")
    until(lambda: county.admin.execute(counted).fetchone() == county.admin.execute(ended).fetchone())
    assert dump(county) == before
