"""Facts change, months close and open in any order: kept and booked days are always the newest ones, and the
sums of months what their lines come to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb
from pytest_django import Settings

from billing.actions import close_month, compute_cases, reopen_month
from billing.ledger.month_lines import differing_sums, pack_sums
from billing.models import DailyRate, NightlyRun, Terms
from discharge.process import Refused
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.nights import ready_stay
from tests.factories.database import as_owner
from tests.factories.stays import Stay
from tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)

MONTHS = [date(2020, 3, 1), date(2020, 4, 1)]
NOW = datetime(2020, 5, 4, 9, 0, tzinfo=STOCKHOLM)
AS_OF = date(2020, 5, 4)

NEWEST = """
SELECT d.case_id, p.payer_id, date_trunc('month', d.date)::date, count(*), coalesce(sum(d.rate), 0)
FROM billing_liability_day d JOIN billing_liability_period p ON p.id = d.period_id
WHERE d.state = 'charged' AND d.date < %(until)s GROUP BY 1, 2, 3
"""
KEPT_AND_BOOKED = """
SELECT case_id, payer_id, month, sum(days)::bigint, sum(kronor)::bigint FROM (
    SELECT l.case_id, l.payer_id, m.month, 1 AS days, coalesce(l.rate, 0) AS kronor
    FROM billing_ledger_day l
    JOIN billing_month m ON m.id = l.billing_month_id AND m.closing = l.closing AND m.state = 'closed'
    UNION ALL
    SELECT case_id, payer_id, month, days, kronor FROM billing_liability_correction
) AS said GROUP BY 1, 2, 3 HAVING sum(days) <> 0 OR sum(kronor) <> 0
"""


@pytest.fixture
def _as_owner(servers: TestServers, settings: Settings, transactional_db: None) -> Iterator[None]:
    with as_owner(servers, settings):
        yield


@pytest.fixture
def stays() -> list[Stay]:
    """Before the owner comes in: actions need the application's eyes."""
    return [ready_stay(), ready_stay("Haninge", "0136")]


#: After the notices: somebody who has left before coming in can not be computed.
moments = st.datetimes(datetime(2020, 3, 9, 12), datetime(2020, 5, 3)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=STOCKHOLM).isoformat()
)
facts_changes = st.one_of(
    st.fixed_dictionaries({"discharged_at": st.one_of(st.none(), moments)}),
    st.fixed_dictionaries({"services_declined": st.booleans()}),
    st.just({"mistaken": True, "ready": []}),
    st.fixed_dictionaries(
        {
            "changes": st.lists(
                st.fixed_dictionaries(
                    {
                        "at": moments,
                        "care_type": st.just("somatic"),
                        "municipality": st.sampled_from(["0126", "0136", None]),
                        "placed_by": st.sampled_from([None, "0380"]),
                    }
                ),
                max_size=2,
            )
        }
    ),
    st.fixed_dictionaries({"municipality": st.sampled_from(["0126", "0136", "0380", None])}),
    st.fixed_dictionaries({"admission_notice_sent_at": st.sampled_from(["2020-03-09T08:30:00+01:00", None])}),
)
steps = st.one_of(
    st.tuples(st.just("facts"), st.integers(0, 1), facts_changes),
    st.tuples(st.just("free days"), st.integers(0, 40)),
    st.tuples(st.just("rate"), st.integers(8000, 8500)),
    st.just(("close",)),
    st.just(("reopen",)),
    st.just(("pack",)),
)


@pytest.mark.usefixtures("stays", "_as_owner")
@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(story=st.lists(steps, min_size=2, max_size=8))
def test_kept_and_booked_days_are_always_the_newest(stays: list[Stay], story: list[tuple[Any, ...]]) -> None:
    hsf = people.assignment("hsf")
    with transaction.atomic():
        NightlyRun.objects.create(date=AS_OF, state="done", origin="command", started_at=NOW, finished_at=NOW)
        compute(stays)
        closed = 0
        for step, *arguments in story:
            closed += take(step, arguments, stays, hsf, closed)
            compute(stays)
            until = MONTHS[1] if closed == 1 else AS_OF.replace(day=1)
            newest = rows(NEWEST, until=until) if closed else []
            assert rows(KEPT_AND_BOOKED) == newest
            assert differing_sums() == []
            booked = rows("SELECT id, days, kronor FROM billing_liability_correction")
            compute(stays)
            assert rows("SELECT id, days, kronor FROM billing_liability_correction") == booked
        transaction.set_rollback(True)


def take(step: str, arguments: list[Any], stays: list[Stay], hsf: Assignment, closed: int) -> int:
    """One step of the story; returns how many more months are closed by it."""
    match step, arguments:
        case "facts", [number, changes]:
            run(
                "UPDATE discharge_case_facts SET facts = facts || %(changes)s WHERE case_id = %(case)s",
                changes=Jsonb(changes),
                case=stays[number].case.pk,
            )
        case "free days", [free_days]:
            Terms.objects.filter(care_type="somatic").update(free_days=free_days)
        case "rate", [kronor]:
            DailyRate.objects.filter(year=2020).update(kronor=kronor)
        case "pack", []:
            pack_sums()
        case "close", []:
            with suppress(Refused):
                close_month(by=hsf, month=MONTHS[min(closed, 1)], now=NOW)
                return 1
        case "reopen", []:
            with suppress(Refused):
                reopen_month(by=hsf, month=MONTHS[max(closed - 1, 0)], now=NOW)
                return -1
    return 0


def compute(stays: list[Stay]) -> None:
    assert compute_cases([stay.case.pk for stay in stays], as_of=AS_OF) == 0


def run(sql: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(cursor.fetchall(), key=str)
