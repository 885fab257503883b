"""When a message is sent, whatever the servers' clocks say; and what waits to be acknowledged."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from discharge import actions
from discharge.actions.sending import derive
from discharge.actions.sending.clock import CLOCKS_DIFFER
from discharge.models import Case, Message
from discharge.process import Refused
from municipalities.access.acting import acting
from tests.factories import people
from tests.factories.stays import Stay
from vardovergang.demonstration.batches import Batch

pytestmark = pytest.mark.django_db


def take(stay: Stay, now: datetime) -> Message:
    with acting(stay.officer):
        values = {"responsible": stay.officer.user_id}
        return actions.send(
            by=stay.officer,
            case_id=stay.case.pk,
            type="take",
            values=values,
            submission=uuid4(),
            now=lambda: now,
        )


def differences(stay: Stay) -> list[str]:
    with acting(stay.nurse):
        return derive.find_differences(Case.objects.get(pk=stay.case.pk), stay.state())


def test_j6_a_clock_that_lies_a_little_behind_sends_right_after_the_last_message() -> None:
    """Fault J6: refused, 3 of 1,485."""
    stay = Stay()
    last = stay.name_contact()
    sent = take(stay, last.sent_at - timedelta(seconds=2))
    assert timedelta(0) < sent.sent_at - last.sent_at < timedelta(seconds=1)
    with acting(stay.nurse):
        assert list(Message.objects.order_by("sent_at", "id"))[-1] == sent
    assert differences(stay) == []


def test_j6_a_clock_that_lies_far_behind_says_until_when_and_that_a_clock_is_wrong() -> None:
    stay = Stay()
    last = stay.name_contact()
    with pytest.raises(Refused, match=r"9 mars 2026 kl\. 8\.10.*klocka har gått fel"):
        take(stay, last.sent_at - timedelta(hours=2))
    assert take(stay, last.sent_at - CLOCKS_DIFFER)


def test_j6_the_time_is_read_when_the_case_is_locked() -> None:
    stay = Stay()
    read: list[bool] = []

    def clock() -> datetime:
        read.append(Case.objects.filter(pk=stay.case.pk).exists())
        return stay.now + timedelta(minutes=3)

    with acting(stay.nurse):
        sent = actions.send(
            by=stay.nurse,
            case_id=stay.case.pk,
            type="ready_notice",
            values={"doctor": "Dr Alm", "sip_needed": False, "outpatient_care_needed": False},
            submission=uuid4(),
            now=clock,
        )
    assert read == [True]
    assert sent.sent_at == stay.now + timedelta(minutes=3)


def blocked() -> Stay:
    """The surgery has a status report and a notice to acknowledge, and a block hides the report."""
    stay = Stay()
    stay.consent()
    stay.acknowledge(stay.coordinator)
    stay.report_status()
    with acting(stay.officer):
        actions.set_block(by=stay.officer, case_id=stay.case.pk, now=stay.now)
    stay.ready()
    return stay


def test_j1_what_a_block_hides_waits_on() -> None:
    """Fault J1: no receipt was written for it, and the column said that nothing waits."""
    stay = blocked()
    assert stay.acknowledge(stay.coordinator) == 1
    with acting(stay.coordinator):
        part = stay.case.participations.get(unit=stay.coordinator.unit)
    assert part.to_acknowledge == 1
    assert differences(stay) == []


def test_j1_in_a_batch_too() -> None:
    stay = blocked()
    with acting(stay.coordinator):
        batch = Batch(stay.case.pk)
        batch.acknowledge(by=stay.coordinator, now=stay.wait(minutes=5).now)
        batch.write()
    assert differences(stay) == []


def test_a_case_goes_back_and_forth() -> None:
    """The random courses met it: the third handover was refused by the database."""
    stay = Stay()
    other = people.assignment_at("Biståndsenheten Bromma")
    for giver, taker in ((stay.officer, other), (other, stay.officer), (stay.officer, other)):
        stay.send(giver, "handover", to=taker.unit_id, reason="Flyttat.")
        assert stay.state().acts(taker.unit_id)
    assert differences(stay) == []
