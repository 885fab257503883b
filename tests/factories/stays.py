"""A stay told as a story: each call is an action by the right person, some time after the one before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from discharge import actions, journal, process
from discharge.actions import Person
from discharge.models import Case, Message
from discharge.process import STOCKHOLM
from discharge.state import CaseState
from municipalities.access import acting
from municipalities.models import Assignment
from tests.factories import people

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=STOCKHOLM)


class Stay:
    """One stay with a ward, a GP surgery and a municipal office; `now` is the story's clock."""

    def __init__(
        self,
        *,
        now: datetime = MONDAY,
        person: Person | None = None,
        nurse: Assignment | None = None,
        coordinator: Assignment | None = None,
        officer: Assignment | None = None,
        **values: Any,
    ) -> None:
        self.now = now
        self.nurse = nurse or people.assignment("somatik", "Akutgeriatrik 12")
        self.coordinator = coordinator or people.assignment("vardcentral", "Tensta vårdcentral")
        self.officer = officer or people.assignment("stadsdel")
        self.person = person or people.person()
        notice: dict[str, Any] = {
            "admitted_at": now - timedelta(hours=3),
            "need_assessed_at": None,
            "expected_discharge": (now + timedelta(days=7)).date(),
            "certainty": "preliminary",
            "placed_by": None,
        }
        with acting(self.nurse):
            self.case: Case = actions.register_admission(
                by=self.nurse,
                person=self.person,
                values=notice | values,
                to=[self.officer.unit, self.coordinator.unit],
                submission=uuid4(),
                now=now,
            )

    def wait(self, **time: float) -> Stay:
        self.now += timedelta(**time)
        return self

    def send(self, by: Assignment, type: str, **values: Any) -> Message:
        self.wait(minutes=10)
        with acting(by):
            return actions.send(
                by=by, case_id=self.case.pk, type=type, values=values, submission=uuid4(), now=self.now
            )

    def acknowledge(self, by: Assignment) -> int:
        self.wait(minutes=1)
        with acting(by):
            return actions.acknowledge(by=by, case_id=self.case.pk, now=self.now)

    def take(self) -> Message:
        return self.send(self.officer, "take", responsible=self.officer.user_id)

    def name_contact(self) -> Message:
        return self.send(self.coordinator, "care_contact", name="Carina Holm", phone="08-123 45 67")

    def call_to_sip(self) -> Message:
        return self.send(
            self.coordinator,
            "sip_call",
            meeting_at=self.now + timedelta(days=1),
            meeting_form="room",
            place="Rum 4",
        )

    def ready(self, **changes: Any) -> Message:
        values = {"sip_needed": True, "outpatient_care_needed": True, "compulsory_outpatient_care": False}
        return self.send(self.nurse, "ready_notice", doctor="Dr Alm", **(values | changes))

    def withdraw(self) -> Message:
        return self.send(self.nurse, "ready_withdrawal", reason="Feber i natt.")

    def reply(self) -> Message:
        return self.send(
            self.officer, "ready_reply", answer="receive", receives_from=self.now + timedelta(days=1)
        )

    def go_home(self) -> Message:
        return self.send(self.nurse, "discharge", discharged_at=self.now, destination="home")

    def state(self, as_seen_by: Assignment | None = None) -> CaseState:
        with acting(as_seen_by or self.nurse):
            return process.fold(journal.read(self.case.pk))

    def row(self) -> Case:
        with acting(self.nurse):
            return Case.objects.get(pk=self.case.pk)
