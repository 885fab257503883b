"""Facts change in any order: the months that are counted are enough, and only those that may have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from monthly_statistics.actions import refresh
from psycopg.types.json import Jsonb
from pytest_django import Settings

from billing.actions import compute_cases
from billing.models import NightlyRun
from discharge.models import Case, SipFacts
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.database import as_owner
from tests.factories.monthly_statistics.county import County
from tests.servers import TestServers
from tests.sizes import size

pytestmark = pytest.mark.django_db(transaction=True)

JANUARY, LAST = date(2020, 1, 1), date(2020, 5, 20)
NOW = datetime(2026, 11, 30, 3, 0, tzinfo=STOCKHOLM)


@pytest.fixture
def _as_owner(servers: TestServers, settings: Settings, transactional_db: None) -> Iterator[None]:
    with as_owner(servers, settings):
        yield


@pytest.fixture
def cases(admin_connection: psycopg.Connection) -> list[UUID]:
    """Seven who are ready from January to March, one from April on, and one ready and gone the same day."""
    county, admitted = County(admin_connection), "2020-01-01T08:00:00+01:00"
    # What is done of a SIP is done in the time of its case.
    admin_connection.execute(
        "UPDATE discharge_case SET admitted_at = %s, changed_at = '2020-06-01'", [admitted]
    )
    county.change(county.template.pk, admitted_at=admitted, admission_notice_sent_at=admitted)
    return [
        *county.add(7, "2020-01-30T09:00:00+01:00", "2020-03-03T11:00:00+01:00"),
        *county.add(1, "2020-04-29T09:00:00+02:00"),
        *county.add(1, "2020-02-11T09:00:00+01:00", "2020-02-11T15:00:00+01:00", payer="0182"),
    ]


moments = st.datetimes(datetime(2020, 1, 2), datetime(2020, 5, 20)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=STOCKHOLM).isoformat()
)
steps = st.one_of(
    st.tuples(st.just("home"), st.integers(0, 8), st.none() | moments),
    st.tuples(st.just("payer"), st.integers(0, 8), st.sampled_from(["0126", "0136", "0380", None])),
    st.tuples(st.just("meeting"), st.integers(0, 8), st.none() | moments),
    st.tuples(st.just("follow-up"), st.integers(0, 8), st.lists(moments, max_size=2)),
    st.tuples(st.just("days"), st.integers(0, 12), st.none()),
)


@pytest.mark.sized
@pytest.mark.usefixtures("_as_owner")
@settings(
    max_examples=size(6, full=40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(story=st.lists(steps, min_size=2, max_size=7))
def test_what_is_published_is_what_all_months_anew_come_to(
    cases: list[UUID], story: list[tuple[Any, ...]]
) -> None:
    with transaction.atomic():
        day = date(2020, 4, 20)
        count(cases, day)
        for step, number, what in story:
            if step == "days":
                day = min(day + timedelta(days=number), LAST)
            else:
                change(step, cases[number], what)
            count(cases, day)
            assert refresh(now=NOW, all_months=True) == []
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_as_owner")
def test_only_what_may_have_changed_is_counted(cases: list[UUID]) -> None:
    """And the statements are as many for one month as for all."""
    with transaction.atomic():
        count(cases, LAST)
        count(cases, LAST)
        with CaptureQueriesContext(connection) as of_one:
            assert refresh(now=NOW) == []
        change("meeting", cases[0], "2020-02-29T23:30:00+01:00")
        assert noted() == {date(2020, 2, 1)}
        change("meeting", cases[0], "2020-03-01T00:30:00+01:00")
        assert noted() == {date(2020, 2, 1), date(2020, 3, 1)}
        assert [each.month for each in refresh(now=NOW)] == [date(2020, 3, 1)]
        assert noted() == set()
        change("home", cases[0], "2020-02-20T11:00:00+01:00")
        compute(cases, LAST)
        # The month that runs is that of who still is ready; March is no longer among that one's months.
        assert noted() == {JANUARY, date(2020, 2, 1), date(2020, 3, 1)}
        assert [each.month for each in refresh(now=NOW)] == [date(2020, 2, 1), date(2020, 3, 1)]
        change("payer", cases[8], "0184")
        compute(cases, LAST)
        assert noted() == {date(2020, 2, 1)}
        with CaptureQueriesContext(connection) as of_all:
            refresh(now=NOW, all_months=True)
        assert len(of_one) <= len(of_all) <= len(of_one) + 5
        transaction.set_rollback(True)


@pytest.mark.usefixtures("_as_owner")
def test_a_meeting_counts_in_its_month_whichever_are_counted_with_it(cases: list[UUID]) -> None:
    """Nothing keeps anybody from saying that it was held before the stay began."""
    with transaction.atomic():
        Case.objects.filter(pk=cases[7]).update(admitted_at=datetime(2020, 4, 2, tzinfo=STOCKHOLM))
        count(cases, LAST)
        change("meeting", cases[7], "2020-02-10T10:00:00+01:00")
        SipFacts.objects.update(changed_at=datetime(2020, 4, 20, tzinfo=STOCKHOLM))
        assert [each.month for each in refresh(now=NOW)] == [date(2020, 2, 1)]
        assert refresh(now=NOW, all_months=True) == []
        transaction.set_rollback(True)


def count(cases: list[UUID], day: date) -> None:
    compute(cases, day)
    NightlyRun.objects.update_or_create(
        date=day, defaults={"state": "done", "origin": "command", "started_at": NOW, "finished_at": NOW}
    )
    refresh(now=NOW)


def compute(cases: list[UUID], day: date) -> None:
    assert compute_cases(cases, as_of=day) == 0


def change(step: str, case: UUID, what: Any) -> None:
    of_case = "UPDATE discharge_case_facts SET facts = facts || %s WHERE case_id = %s"
    of_sip = """INSERT INTO discharge_sip_facts (case_id, facts) VALUES (%s, %s)
                ON CONFLICT (case_id) DO UPDATE SET facts = discharge_sip_facts.facts || excluded.facts"""
    sip = {"municipality": "0126", "district": None, "care_type": "somatic"}
    asked: tuple[str, list[Any]]
    match step:
        case "home":
            asked = of_case, [Jsonb({"discharged_at": what}), case]
        case "payer":
            asked = of_case, [Jsonb({"municipality": what}), case]
        case "meeting":
            asked = of_sip, [case, Jsonb(sip | {"meetings": [{"held_at": what}]})]
        case _:
            made = [{"on": moment[:10], "outcome": "continue"} for moment in what]
            asked = of_sip, [case, Jsonb(sip | {"follow_ups": made})]
    with connection.cursor() as cursor:
        cursor.execute(*asked)


def noted() -> set[date]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT month FROM statistics_changed_month")
        return {month for (month,) in cursor.fetchall()}
