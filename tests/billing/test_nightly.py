"""The night's job, by a real worker: what it writes, and that it writes nothing twice."""

from __future__ import annotations

from datetime import date, datetime

import psycopg
import pytest

from billing.models import NightlyRun
from discharge.process import STOCKHOLM
from tests.billing.nights import dump, night
from tests.factories import people
from tests.factories.stays import Stay

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]

MONDAY = datetime(2020, 3, 9, 8, 0, tzinfo=STOCKHOLM)
DAYS = (
    "SELECT date, state, free_day, reasons, rate FROM billing_liability_day WHERE case_id = %s ORDER BY date"
)


def stay_in_huddinge(now: datetime = MONDAY) -> Stay:
    """Huddinge has been one area all along; the districts of Stockholm have not."""
    return Stay(
        now=now,
        person=people.person(municipality="0126", district=None),
        officer=people.assignment("huddinge"),
        coordinator=people.assignment_at("Huddinge vårdcentral"),
    )


def ready_stay(now: datetime = MONDAY) -> Stay:
    """Ready at about nine, with everything in place that the municipality's liability asks for."""
    stay = stay_in_huddinge(now)
    stay.name_contact()
    stay.call_to_sip()
    stay.send(stay.coordinator, "outpatient_care", status="available")
    stay.ready()
    return stay


def test_each_care_day_is_stored_with_state_reasons_and_rate(admin_connection: psycopg.Connection) -> None:
    stay = ready_stay()
    run = night(date(2020, 3, 14))
    assert run.state == NightlyRun.State.DONE
    assert admin_connection.execute(DAYS, [stay.case.pk]).fetchall() == [
        (date(2020, 3, 9), "free", 0, [], None),
        (date(2020, 3, 10), "free", 1, [], None),
        (date(2020, 3, 11), "free", 2, [], None),
        (date(2020, 3, 12), "charged", 0, [], 8200),
        (date(2020, 3, 13), "charged", 0, [], 8200),
    ]


def test_a_second_run_of_the_night_writes_nothing(admin_connection: psycopg.Connection) -> None:
    ready_stay()
    stay_in_huddinge().ready(sip_needed=True)
    night(date(2020, 3, 14))
    before = dump(admin_connection)
    night(date(2020, 3, 14))
    assert dump(admin_connection) == before
    assert all(before[table] for table in ("billing_liability_result", "billing_liability_day"))
