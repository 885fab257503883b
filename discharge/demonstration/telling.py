"""Telling stories: every event is an action, by its own person, at its own time, under row-level security."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from discharge import actions
from discharge.demonstration.county import County
from discharge.demonstration.plans import Life
from discharge.demonstration.stories import (
    ACKNOWLEDGE,
    ASK_TO_TAKE_OVER,
    CORRECT,
    DECLINE_TAKE_OVER,
    Event,
    Story,
    told,
)
from discharge.models import HandoverRequest
from municipalities.access import set_assignment
from municipalities.ids import new_id


def tell_life(county: County, life: Life, until: datetime) -> None:
    """A person's stays in one transaction: all of them are there, or none."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Only this transaction is lost if the power fails now, and the next run tells it again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        for course in life.courses:
            _Telling(told(county, life.resident, life.ward, course, life.rng)).tell(until)


class _Telling:
    """One stay on its way into the database."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.person = story.resident.person
        self.case_id: UUID | None = None
        self.messages: dict[Event, UUID] = {}
        self.acting: UUID | None = None

    def tell(self, until: datetime) -> None:
        for event in self.story.in_order():
            if event.at <= until:
                self._become(event.by.pk)
                self._do(event)

    def _become(self, assignment_id: UUID) -> None:
        if assignment_id != self.acting:
            set_assignment(assignment_id)
            self.acting = assignment_id

    def _do(self, event: Event) -> None:
        if event.type == "admission_notice":
            self.case_id = self._register(event)
            return
        ways: dict[str, Callable[[Event, UUID], None]] = {
            ACKNOWLEDGE: self._acknowledge,
            CORRECT: self._correct,
            ASK_TO_TAKE_OVER: self._ask,
            DECLINE_TAKE_OVER: self._decline,
        }
        if self.case_id is None:
            raise ValueError(f"{event.type} comes before the admission notice")
        ways.get(event.type, self._send)(event, self.case_id)

    def _register(self, event: Event) -> UUID:
        case = actions.register_admission(
            by=event.by,
            person=self.person,
            values=event.values,
            to=self.story.receivers,
            submission=new_id(),
            now=event.at,
        )
        return case.pk

    def _send(self, event: Event, case_id: UUID) -> None:
        values = event.values | ({"message": self.messages[event.about]} if event.about else {})
        message = actions.send(
            by=event.by, case_id=case_id, type=event.type, values=values, submission=new_id(), now=event.at
        )
        self.messages[event] = message.pk

    def _acknowledge(self, event: Event, case_id: UUID) -> None:
        actions.acknowledge(by=event.by, case_id=case_id, now=event.at)

    def _correct(self, event: Event, case_id: UUID) -> None:
        if event.about is None:
            raise ValueError("A correction is about an earlier message")
        actions.correct(
            by=event.by,
            case_id=case_id,
            message_id=self.messages[event.about],
            values=event.values,
            submission=new_id(),
            now=event.at,
        )

    def _ask(self, event: Event, case_id: UUID) -> None:
        actions.request_handover(by=event.by, number=self.person.number.value, now=event.at)

    def _decline(self, event: Event, case_id: UUID) -> None:
        request = HandoverRequest.objects.get(case_id=case_id, closed_at__isnull=True)
        actions.decline_handover(by=event.by, request_id=request.pk, now=event.at)
