"""A month with an undecided objection closes by an acknowledgement; a late paper corrects a closed one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from billing.actions import close_month, reopen_month
from billing.actions.months import MISSING, UNREAD
from billing.ledger.objections import undecided_objections
from billing.models import BillingMonth, LiabilityCorrection
from discharge.models import Message
from discharge.process import Refused
from discharge.process.judging import afterwards
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.billing.months import APRIL, IN_APRIL, MARCH, close
from tests.factories.billing.nights import MONDAY, night, stay_in
from tests.factories.clients import client_as
from tests.factories.stays import Stay

FEBRUARY, MAY = MARCH.replace(month=2), MARCH.replace(month=5)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("celery_worker_process")]
LOG = "SELECT case_ids FROM municipalities_access_log WHERE detail = 'invändningar'"
TEN = datetime(2020, 3, 10, 10, 0, tzinfo=STOCKHOLM)


@pytest.fixture
def hsf() -> Assignment:
    return people.assignment("hsf")


def enter(stay: Stay, **changes: Any) -> Message:
    """The notice of utskrivningsklar had gone on paper to both on Tuesday at ten."""
    said = {
        afterwards.AT: TEN,
        afterwards.CHANNEL: "paper",
        afterwards.BY: "Anna Alm",
        afterwards.TOLD: (stay.officer.unit_id, stay.coordinator.unit_id),
    }
    return stay.ready(**{**said, **changes})


@pytest.fixture
def stay() -> Stay:
    """Ready here on Friday the 20th, after a stop; home in April."""
    told = stay_in(now=MONDAY)
    told.name_contact()
    told.call_to_sip()
    told.send(told.coordinator, "outpatient_care", status="available")
    told.now = datetime(2020, 3, 20, 9, 0, tzinfo=STOCKHOLM)
    told.ready()
    return told


def object_to(stay: Stay, paper: Message, reason: str = "Faxen kom aldrig.") -> Message:
    return stay.send(stay.officer, "objection", message=paper.pk, reason=reason)


def charged(hsf: Assignment, month: str = "2020-03") -> list[Any]:
    with acting(hsf), connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(date)::text, count(*) FROM billing_liability_day WHERE state = 'charged'"
            " AND to_char(date, 'YYYY-MM') = %s",
            [month],
        )
        return list(cursor.fetchone())


def test_a_late_paper_moves_the_start_and_corrects_a_closed_month(stay: Stay, hsf: Assignment) -> None:
    night(IN_APRIL.date())
    assert charged(hsf) == ["2020-03-23", 9]
    close(hsf)
    stay.now = max(stay.now, IN_APRIL)
    enter(stay)
    night(IN_APRIL.date().replace(day=4))
    with acting(hsf):
        [correction] = LiabilityCorrection.objects.all()
    # From Friday the 13th to Sunday the 22nd.
    assert (correction.month, correction.booked_in, correction.days) == (MARCH, APRIL, 10)
    assert correction.payer_id == "0126"


def test_a_month_closes_only_by_an_acknowledgement(stay: Stay, hsf: Assignment) -> None:
    stay.wait(hours=20)
    objection = object_to(stay, enter(stay))
    night(IN_APRIL.date())
    with acting(hsf):
        [said] = undecided_objections(MARCH)
        assert (said.id, said.reference, said.reason) == (
            objection.pk,
            stay.case.reference,
            "Faxen kom aldrig.",
        )
        assert (said.type, said.happened_at, said.channel) == ("ready_notice", TEN, "paper")
        assert undecided_objections(APRIL.replace(month=5)) == []
    assert refused(hsf) == UNREAD
    assert refused(hsf, acknowledged=[uuid4()]) == UNREAD
    assert refused(hsf, acknowledged=[objection.pk]) == MISSING
    assert refused(hsf, acknowledged=[objection.pk], although=" ") == MISSING
    with acting(hsf):
        close_month(
            by=hsf, month=MARCH, now=IN_APRIL, acknowledged=[objection.pk], although="Beslutas i april."
        )
    row = BillingMonth.objects.get(payer="", month=MARCH)
    assert (row.closed_by, row.closed_although, row.undecided) == (hsf, "Beslutas i april.", [objection.pk])
    with acting(hsf):
        reopen_month(by=hsf, month=MARCH, now=IN_APRIL)
    assert BillingMonth.objects.get(payer="", month=MARCH).undecided == []


def test_a_contested_end_is_waited_for_in_the_months_that_it_would_give_days(
    stay: Stay, hsf: Assignment
) -> None:
    """Withdrawn in March by its sender's word, entered in April: before a night has given either any days."""
    stay.now = datetime(2020, 4, 1, 9, 0, tzinfo=STOCKHOLM)
    withdrawal = stay.send(
        stay.nurse,
        "ready_withdrawal",
        reason="Feber.",
        **{
            afterwards.AT: datetime(2020, 3, 20, 9, 20, tzinfo=STOCKHOLM),
            afterwards.CHANNEL: "telephone",
            afterwards.BY: "Anna Alm",
            afterwards.TOLD: (stay.officer.unit_id,),
        },
    )
    objection = object_to(stay, withdrawal, "Ingen ringde oss.")
    months = (FEBRUARY, MARCH, APRIL, MAY)
    with acting(hsf):
        found = [[one.id for one in undecided_objections(month)] for month in months]
    assert found == [[], [objection.pk], [objection.pk], []]


def refused(by: Assignment, **changes: Any) -> str:
    with pytest.raises(Refused) as refusal, acting(by):
        close_month(by=by, month=MARCH, now=IN_APRIL, **changes)
    return refusal.value.problems["although"]


def test_what_is_taken_back_is_not_waited_for(stay: Stay, hsf: Assignment) -> None:
    stay.wait(hours=20)
    objection = object_to(stay, enter(stay))
    stay.send(stay.officer, "cancel", message=objection.pk, reason="Faxen har hittats.")
    night(IN_APRIL.date())
    close(hsf)
    assert BillingMonth.objects.get(payer="", month=MARCH).undecided == []


def ids_seen_by(by: Assignment) -> list[UUID]:
    with acting(by):
        return [one.id for one in undecided_objections()]


def test_the_region_alone_reads_what_it_decides_of(stay: Stay, hsf: Assignment) -> None:
    stay.wait(hours=20)
    objection = object_to(stay, enter(stay))
    assert ids_seen_by(hsf) == [objection.pk]
    for account in ("somatik", "huddinge", "storsthlm", "ekonom"):
        assert ids_seen_by(people.assignment(account)) == []


def test_what_the_region_reads_of_objections_is_logged(
    stay: Stay, hsf: Assignment, admin_connection: psycopg.Connection
) -> None:
    stay.wait(hours=20)
    object_to(stay, enter(stay))
    assert "Faxen kom aldrig." in client_as(hsf).get("/betalning/manader/").text
    assert admin_connection.execute(LOG).fetchall() == [([stay.case.pk],)]
