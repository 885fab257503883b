"""A person with two numbers is one in the figures, with the age that the newest tells; undone, two."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone
from monthly_statistics.figures.facts import SipEvent
from monthly_statistics.queries import sources

from municipalities.swedish.clock import local_date
from municipalities.swedish.months import month_of
from tests.factories import people
from tests.factories.corrected.links import link, personal_number, reserve_stay, undo
from tests.factories.stays import Stay
from tests.logins import login_of
from tests.servers import TestServers

pytestmark = pytest.mark.django_db(transaction=True)


def with_a_meeting(told: Stay) -> Stay:
    told.name_contact()
    told.call_to_sip()
    told.hold_meeting()
    return told


def test_numbers_that_are_linked_are_one_person(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    number = personal_number()
    earlier = Stay(now=timezone.now() - timedelta(days=40), person=people.person(number=number))
    with_a_meeting(earlier).go_home()
    told = with_a_meeting(reserve_stay(hours_ago=72))
    months = sorted({month_of(local_date(stay.now)) for stay in (earlier, told)})

    def persons() -> set[tuple[object, ...]]:
        with login_of(servers.urls.worker):
            events = sources.SOURCES[SipEvent].read(months)
            return {(one.person.id, one.person.sex, one.person.birth_date) for one in events}

    def noted() -> bool:
        found = admin_connection.execute("DELETE FROM statistics_changed_month RETURNING month").fetchall()
        return (months[-1],) in found

    before = persons()
    assert {(sex, born) for _, sex, born in before} == {("", None), (number.sex, number.birth_date)}
    noted()
    link(told, number)
    assert persons() == {(earlier.case.patient_id, number.sex, number.birth_date)}
    assert noted()
    undo(told)
    assert persons() == before
    assert noted()
