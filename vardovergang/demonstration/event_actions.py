"""Telling stories: every event is an action, by its own person, at its own time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from discharge import actions, process
from discharge.models import Case, HandoverRequest, LinkKind, Participation, Receipt
from discharge.process import MESSAGE_TYPES, SIP_START
from discharge.process.judging.undoing import UNDO_WITHIN
from discharge.queries import journal
from municipalities.access.acting import set_assignment
from municipalities.ids import new_id
from municipalities.models import AccessLog, Role
from municipalities.units.parties import Party
from vardovergang.demonstration import texts
from vardovergang.demonstration.batches import Batch
from vardovergang.demonstration.clock import after
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.persons import kind_of_link
from vardovergang.demonstration.plans import Life
from vardovergang.demonstration.stories import (
    ACKNOWLEDGE,
    ASK_TO_TAKE_OVER,
    CORRECT,
    DECLINE_TAKE_OVER,
    PROTECT,
    UNDO,
    Event,
    OwnSip,
    Story,
    own_sip,
    tell_stay,
)
from vardovergang.demonstration.stories.blocks import draw_blocker

OWN_SIP_SHARE = 0.08
#: How far back the access log tells who opened which case: enough for a week to be reviewed.
LOGGED = timedelta(days=10)
#: Whose receipts stand.
NOTICES = [row.name for row in MESSAGE_TYPES.values() if row.is_notice]
#: What begins a case, and the action that does it.
BEGINNINGS: dict[str, Callable[..., Case]] = {
    message_type.name: actions.start_sip if message_type is SIP_START else actions.register_admission
    for message_type in MESSAGE_TYPES.values()
    if message_type.starts_case
}


def tell_life(county: County, life: Life, until: datetime) -> None:
    """A person's stays in one transaction: all of them are there, or none."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Only this transaction is lost if the power fails now, and the next run tells it again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        stays = [tell_stay(county, life.resident, life.ward, course, life.rng) for course in life.courses]
        sip = own_sip_of(county, life, until)
        tellings = [Telling(story) for story in (*stays, sip) if story]
        for telling in tellings:
            telling.tell(until)
        tellings[len(stays) - 1].link_number(stays[-1], is_only=len(tellings) == 1)
        tellings[len(stays) - 1].set_block(stays[-1])
        # Each reader writes its own rows of the log: the database lets in nobody else's.
        by_reader: dict[UUID | None, list[AccessLog]] = {}
        for row in (row for telling in tellings for row in telling.readings):
            by_reader.setdefault(row.assignment_id, []).append(row)
        for reader, rows in by_reader.items():
            set_assignment(reader)
            AccessLog.objects.bulk_create(rows)


def own_sip_of(county: County, life: Life, until: datetime) -> OwnSip | None:
    """Some have a SIP at home when they have been there for a while."""
    last = life.courses[-1]
    begins = after(last.ended_at, 24 * life.rng.uniform(4, 60))
    if last.dies or begins >= until or life.rng.random() > OWN_SIP_SHARE:
        return None
    return own_sip(county, life.resident, begins, life.rng)


class Telling:
    """One stay, or a SIP outside one, on its way into the database."""

    def __init__(self, story: Story | OwnSip) -> None:
        self.story = story
        self.person = story.resident.person
        self.case_id: UUID | None = None
        self.patient_id: UUID | None = None
        self.reference = ""
        self.told: list[Event] = []
        self.readings: list[AccessLog] = []
        self.messages: dict[Event, UUID] = {}
        self.spoken_of = {event.about for event in story.events}
        self.batch: Batch | None = None

    def tell(self, until: datetime) -> None:
        for event in self.story.in_order():
            if event.at > until:
                break
            self._tell_event(event)
            self.told.append(event)
            if until - event.at < LOGGED:
                # Who does something in a case has opened it first.
                opened = AccessLog(
                    at=event.at,
                    assignment_id=event.by.pk,
                    user_id=event.by.user_id,
                    unit_id=event.by.unit_id,
                    action=AccessLog.Action.OPEN,
                    case_id=self.case_id,
                    patient_id=self.patient_id,
                )
                self.readings.append(opened)
        self._write_batch()

    def set_block(self, story: Story) -> None:
        """When everything else has been told; by a unit that still has a part in the case."""
        by = draw_blocker(story, self.told)
        if by is None or self.case_id is None:
            return
        set_assignment(by.pk)  # others have acted since, in the person's other cases
        parts = Participation.objects.filter(case_id=self.case_id, unit_id=by.unit_id)
        if parts.filter(ended_at__isnull=True).exists():
            actions.set_block(by=by, case_id=self.case_id, now=self.told[-1].at)

    def link_number(self, story: Story, *, is_only: bool) -> None:
        """Which number the person has after all, said by the ward; a wrong one where there is one case."""
        number = story.resident.later_number
        kind = kind_of_link(self.person.number)
        if number is None or self.case_id is None or (kind is LinkKind.CORRECTED and not is_only):
            return
        if any(event.type == "sent_in_error" for event in self.told):
            return
        wards = [event.by for event in self.told if event.by.unit.party == Party.INPATIENT]
        set_assignment(wards[-1].pk)
        parts = Participation.objects.filter(case_id=self.case_id, unit_id=wards[-1].unit_id)
        if parts.filter(ended_at__isnull=True).exists():
            actions.link_number(
                by=wards[-1],
                case_id=self.case_id,
                kind=kind,
                number=number,
                reason=texts.NUMBER_KNOWN[kind],
                now=self.told[-1].at,
            )

    def _tell_event(self, event: Event) -> None:
        """Messages and receipts gather in a batch; whatever else is done finds them written."""
        begins = BEGINNINGS.get(event.type)
        if event.type == ACKNOWLEDGE:
            self._open_batch(event).acknowledge(by=event.by, now=event.at)
        elif event.by.role == Role.INVOICER:
            self._decide(event)
        elif event.type in MESSAGE_TYPES and not begins:
            batch = self._open_batch(event)
            papers = event.values_of_papers(batch.state)
            if event.papers and not papers:
                return
            values = event.values_about(self.messages) | event.values_of_case(batch.state)
            message = batch.send(by=event.speaker, type=event.type, values=values, now=event.at)
            self.messages[event] = message.pk
        else:
            self._write_batch()
            set_assignment(event.by.pk)
            if begins:
                case = begins(
                    by=event.by,
                    person=self.person,
                    values=event.values,
                    to=self.story.receivers,
                    submission=new_id(),
                    now=event.at,
                )
                self.case_id, self.patient_id, self.reference = case.pk, case.patient_id, case.reference
                if event in self.spoken_of:
                    self.messages[event] = self._open_batch(event).first_of(event.type)
            else:
                self._act_in_case(event)

    def _undo_receipts(self, event: Event) -> None:
        """What the person acknowledged last, but for notices; nothing where the unit's part has ended."""
        if self.case_id is None or not process.fold(journal.read(self.case_id)).acts(event.by.unit_id):
            return
        given = Receipt.objects.filter(case_id=self.case_id, assignment=event.by, undone=None)
        given = given.filter(acknowledged_at__gte=event.at - UNDO_WITHIN)
        given = given.exclude(recipient__message__type__in=NOTICES).order_by("-acknowledged_at")
        read = list(given.values_list("acknowledged_at", "recipient__message_id"))
        last = [message for at, message in read if at == read[0][0]]
        actions.undo_receipts(by=event.by, case_id=self.case_id, message_ids=last, now=event.at)

    def _decide(self, event: Event) -> None:
        """The region takes no part in the case."""
        self._write_batch()
        set_assignment(event.by.pk)
        sent = actions.decide(
            by=event.by,
            reference=self.reference,
            type=event.type,
            values=event.values_about(self.messages),
            submission=new_id(),
            now=event.at,
        )
        self.messages[event] = sent.pk

    def _open_batch(self, event: Event) -> Batch:
        if self.case_id is None:
            raise ValueError(f"{event.type} comes before the case has begun")
        if self.batch is None:
            set_assignment(event.by.pk)
            self.batch = Batch(self.case_id)
        return self.batch

    def _write_batch(self) -> None:
        if self.batch:
            self.batch.write()
            self.batch = None

    def _act_in_case(self, event: Event) -> None:
        """What is done in a case beside sending and acknowledging."""
        if self.case_id is None:
            raise ValueError(f"{event.type} comes before the case has begun")
        if event.type == ASK_TO_TAKE_OVER:
            actions.request_handover(by=event.by, number=self.person.number.value, now=event.at)
        elif event.type == PROTECT:
            actions.protect_person(by=event.by, case_id=self.case_id, now=event.at)
        elif event.type == UNDO:
            self._undo_receipts(event)
        elif event.type == DECLINE_TAKE_OVER:
            request = HandoverRequest.objects.get(case_id=self.case_id, closed_at__isnull=True)
            actions.decline_handover(by=event.by, request_id=request.pk, now=event.at)
        elif event.type == CORRECT and event.about is not None:
            actions.correct(
                by=event.by,
                case_id=self.case_id,
                message_id=self.messages[event.about],
                values=event.values,
                submission=new_id(),
                now=event.at,
            )
        else:
            raise ValueError(f"{event.type} is nothing that is done in a case, or lacks what it is about")
