"""A batch leaves what one message at a time leaves: the same rows, and the same refusals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from discharge import actions, process
from discharge.actions.sending.composing import OnBehalf, speaker
from discharge.models import Case, Message
from discharge.process import Refused
from discharge.process.state import CaseState
from discharge.queries import journal
from municipalities.access.acting import acting, set_assignment
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people
from tests.factories.discharge.rows_seen import rows_seen
from tests.factories.stays import Stay
from vardovergang.demonstration import event_actions
from vardovergang.demonstration.batches import Batch
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.plans import Life, Plan, lives
from vardovergang.demonstration.stories import tell_stay

LATER = {"expected_discharge": None, "certainty": "unknown"}
pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 9, 14, 0, tzinfo=STOCKHOLM)


class OneAtATime:
    """In the place of a batch: every event is an action of its own."""

    def __init__(self, case_id: UUID) -> None:
        self.case_id = case_id

    @property
    def state(self) -> CaseState:
        return process.fold(journal.read(self.case_id))

    def send(self, *, by: Assignment | OnBehalf, type: str, values: dict[str, Any], now: datetime) -> Message:
        writer, says = speaker(by)
        set_assignment(writer.pk)
        sent: dict[str, Any] = {"type": type, "values": values, "submission": uuid4(), "now": now}
        behalf = says.pk if isinstance(by, OnBehalf) else None
        return actions.send(by=writer, case_id=self.case_id, behalf=behalf, **sent)

    def acknowledge(self, *, by: Assignment, now: datetime) -> None:
        set_assignment(by.pk)
        actions.acknowledge(by=by, case_id=self.case_id, now=now)

    def write(self) -> None:
        """There is nothing left to write."""


def some_lives(county: County) -> Iterable[Life]:
    """Anew each time, because a life's random numbers are used up when it is told."""
    told = lives(Plan(15, 400, 3, NOW), county)
    yield from islice(told, 15)
    # And one for whom an answer is entered.
    yield next(life for life in told if life.resident.person.number.value == with_entered(county))


@cache
def with_entered(county: County) -> str:
    for life in lives(Plan(15, 400, 3, NOW), county):
        stays = [tell_stay(county, life.resident, life.ward, course, life.rng) for course in life.courses]
        if any(event.on_behalf_of and event.at <= NOW for stay in stays for event in stay.events):
            return life.resident.person.number.value
    raise LookupError("nobody's answer is entered")


def tell_all(county: County) -> list[str]:
    """What the database holds when the lives are told; it is taken back afterwards."""
    #: One of each role at each unit: its colleagues see the same.
    actors: dict[tuple[UUID, str], Assignment] = {}
    for life in some_lives(county):
        for course in life.courses:
            story = tell_stay(county, life.resident, life.ward, course, life.rng)
            told = (event.by for event in story.in_order() if event.at <= NOW)
            actors |= {(by.unit_id, by.role): by for by in told}
    with transaction.atomic():
        for life in some_lives(county):
            event_actions.tell_life(county, life, until=NOW)
        found = rows_seen(actors.values())
        transaction.set_rollback(True)
    return found


def test_the_same_stories_leave_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    county = County(NOW.date())
    together = tell_all(county)
    monkeypatch.setattr(event_actions, "Batch", OneAtATime)
    one_at_a_time = tell_all(county)
    assert len(together) > 1000
    assert together == one_at_a_time


def test_what_has_been_said_in_the_batch_counts_for_what_is_said_next() -> None:
    stay = Stay()
    now = stay.now + timedelta(hours=1)
    with acting(stay.nurse):
        batch = Batch(stay.case.pk)
        batch.send(by=stay.nurse, type="expected_discharge_change", values=LATER, now=now)
        with pytest.raises(Refused, match="senare än klockan nu"):
            batch.send(by=stay.nurse, type="expected_discharge_change", values=LATER, now=stay.now)


def test_nobody_holds_a_case_of_others() -> None:
    stay, stranger = Stay(), people.assignment("psykiatri")
    with acting(stranger), pytest.raises(Case.DoesNotExist):
        Batch(stay.case.pk)
    with acting(stay.nurse):
        batch = Batch(stay.case.pk)
        with pytest.raises(Refused, match="överlämnad"):
            batch.send(by=stranger, type="expected_discharge_change", values=LATER, now=stay.now)


def test_what_billing_shows_follows_each_writing() -> None:
    """Somebody comes in between the notice and its withdrawal, so the case is written in between."""
    stay = Stay()
    surgery = people.unit("Rinkeby vårdcentral")
    answers = {"sip_needed": True, "outpatient_care_needed": True, "compulsory_outpatient_care": False}
    with acting(stay.nurse):
        batch = Batch(stay.case.pk)

        def shown() -> str:
            return Case.objects.get(pk=stay.case.pk).liability_state

        def say(type: str, **values: Any) -> None:
            stay.wait(minutes=10)
            batch.send(by=stay.nurse, type=type, values=values, now=stay.now)

        say("ready_notice", doctor="Dr Alm", **answers)
        say("participant_added", to=surgery.pk, reason="Hemsjukvård.")
        assert shown() != Case.LiabilityState.NONE
        say("ready_withdrawal", reason="Feber i natt.")
        batch.write()
        assert shown() == Case.LiabilityState.NONE
