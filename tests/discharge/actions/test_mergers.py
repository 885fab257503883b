"""A merged district's open cases follow to the office that answers for the area; what was, stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from discharge import actions
from discharge.models import Participation
from municipalities.access.acting import acting
from municipalities.models import Assignment, District
from municipalities.refusal import Refused
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.commands import manage
from tests.factories.stays import OwnSip, Stay
from tests.servers import TestServers

BEFORE = datetime(2023, 6, 28, 9, 0, tzinfo=STOCKHOLM)
AFTER = datetime(2023, 7, 1, 6, 0, tzinfo=STOCKHOLM)
OLD, NEW = "Biståndsenheten Rinkeby-Kista", "Biståndsenheten Järva"


def stay(**changes: Any) -> Stay:
    district = District.objects.get(name="Rinkeby-Kista")
    return Stay(
        now=BEFORE,
        person=people.person(municipality="0180", district=district.pk),
        officer=people.assignment_at(OLD),
        **changes,
    )


def follow(by: Assignment, now: datetime = AFTER) -> int:
    with acting(by):
        return actions.follow_merger(by=by, now=now)


@pytest.mark.django_db
def test_open_cases_go_to_the_successor_with_what_was_owed() -> None:
    followed = stay()
    followed.name_contact()
    followed.ready()
    office = followed.officer
    assert follow(office) == 1
    state = followed.state()
    new = people.unit(NEW)
    assert state.acts(new.pk)
    assert not state.acts(office.unit_id)
    assert {task.type for task in state.tasks_of(new.pk)} == {"take", "ready_reply"}
    with acting(people.assignment_at(NEW)):
        assert Participation.objects.get(unit=new).in_hospital


@pytest.mark.django_db
def test_a_sip_outside_a_stay_follows_too() -> None:
    district = District.objects.get(name="Rinkeby-Kista")
    person = people.person(municipality="0180", district=district.pk)
    sip = OwnSip(now=BEFORE, person=person, officer=people.assignment_at(OLD))
    assert follow(sip.officer) == 1
    assert sip.state().acts(people.unit(NEW).pk)
    assert not sip.state().acts(sip.officer.unit_id)


@pytest.mark.django_db
def test_its_district_its_messages_and_what_it_counts_from_stay() -> None:
    followed = stay()
    followed.ready()
    before = followed.state()
    follow(followed.officer)
    after = followed.state()
    assert before.ready is not None
    assert after.district == before.district == District.objects.get(name="Rinkeby-Kista").pk
    assert after.messages == before.messages + 1
    assert after.ready is not None
    assert after.ready.counts_from == before.ready.counts_from


@pytest.mark.django_db
def test_twice_is_once_and_a_closed_case_stays_where_it_was() -> None:
    open_stay, closed = stay(), stay()
    closed.ready()
    closed.go_home()
    assert follow(open_stay.officer) == 1
    assert follow(open_stay.officer) == 0
    assert closed.state().acts(open_stay.officer.unit_id)
    assert not closed.row().is_open


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Biståndsenheten Farsta", "Biståndsenheten Huddinge"])
def test_a_district_that_lives_keeps_its_cases(name: str) -> None:
    with pytest.raises(Refused, match="inte gått upp"):
        follow(people.assignment_at(name))


@pytest.mark.django_db
def test_before_its_day_nothing_moves() -> None:
    followed = stay()
    with pytest.raises(Refused, match="inte gått upp"):
        follow(followed.officer, BEFORE)
    assert followed.state().acts(followed.officer.unit_id)


@pytest.mark.django_db(transaction=True)
def test_the_command_does_it_for_every_merged_district_and_leaves_nobody_able_to_log_in(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    followed = stay()
    said = [manage(servers, "merge_districts") for _ in range(2)]
    assert f"{OLD}: 1 ärenden överlämnade." in said[0]
    assert f"{OLD}: 0 ärenden överlämnade." in said[1]
    assert followed.state().acts(people.unit(NEW).pk)
    rows = admin_connection.execute(
        """SELECT DISTINCT u.is_active, a.valid_to FROM municipalities_user u
           JOIN municipalities_assignment a ON a.user_id = u.id WHERE u.username = 'stadsdelsreform'"""
    ).fetchall()
    assert rows == [(False, timezone.localdate())]


@pytest.mark.django_db(transaction=True)
def test_an_office_without_a_successor_says_so_and_does_not_stop_the_others(
    servers: TestServers, admin_connection: psycopg.Connection
) -> None:
    followed = stay()
    admin_connection.execute(
        "UPDATE municipalities_unit SET valid_to = '2023-12-31' WHERE name LIKE '%Norra innerstaden'"
    )
    said = manage(servers, "merge_districts")
    assert "Ingen enhet tar emot från Norra innerstaden" in said
    assert followed.state().acts(people.unit(NEW).pk)
