"""A stay told as a story: each call is an action by the right person, some time after the one before."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from discharge import actions, process
from discharge.actions import RegisteredPerson
from discharge.models import Case, Message
from discharge.process.state import CaseState
from discharge.queries import journal
from municipalities.access.acting import acting
from municipalities.models import Assignment, Unit
from municipalities.swedish.clock import STOCKHOLM
from tests.factories import people

MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=STOCKHOLM)
PLAN: dict[str, Any] = {
    "own_words": "Jag vill bo kvar hemma.",
    "needs": "Stöd vid förflyttning.",
    "goals": [
        {"id": "1", "what": "Går själv till gården.", "how": "Utan stöd.", "party": "municipal", "who": ""}
    ],
    "services": [
        {
            "id": "1",
            "what": "Hemtjänst",
            "party": "municipal",
            "who": "Bita Hosseini",
            "when": "Varje dag",
        },
        {"id": "2", "what": "Hemsjukvård", "party": "outpatient", "who": "Carina Holm", "when": ""},
    ],
    "others": "Dottern handlar.",
    "main_party": "municipal",
    "contact": "Bita Hosseini, 08-123 00 00",
}


PURPOSE = "Komma överens om stödet hemma."
FOLLOWED_UP: dict[str, Any] = {
    "reached": [{"id": "1", "answer": "partly", "word": "Jag går till grinden."}],
    "said": "Går bättre.",
    "goes_on": "no",
    "next_follow_up_on": None,
}


class Stay:
    """One stay with a ward, a GP surgery and a municipal office; `now` is the story's clock."""

    def __init__(
        self,
        *,
        now: datetime = MONDAY,
        person: RegisteredPerson | None = None,
        nurse: Assignment | None = None,
        coordinator: Assignment | None = None,
        officer: Assignment | None = None,
        **values: Any,
    ) -> None:
        """`receiver` is the municipal unit, where that is not the officer's: one that is not connected."""
        self.now, receiver = now, values.pop("receiver", None)
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
                to=[receiver or self.officer.unit, self.coordinator.unit],
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

    def undo_receipts(self, by: Assignment, *messages: Message) -> int:
        self.wait(minutes=1)
        with acting(by):
            return actions.undo_receipts(
                by=by, case_id=self.case.pk, message_ids=[one.pk for one in messages], now=self.now
            )

    def take(self) -> Message:
        return self.send(self.officer, "take", responsible=self.officer.user_id)

    def name_contact(self) -> Message:
        return self.send(self.coordinator, "care_contact", name="Carina Holm", phone="08-123 45 67")

    def call_to_sip(self, **changes: Any) -> Message:
        """With the person's consent, which comes first."""
        if not self.state(self.coordinator).sip_is_consented:
            values = {"information": "sip", "party": "all", "given": "Sade ja på ronden."}
            self.send(self.coordinator, "consent", **values)
        values = self.meeting(self.coordinator, self.now + timedelta(days=1))
        values |= {"meeting_form": "room", "place": "Rum 4"} | changes
        return self.send(self.coordinator, "sip_call", **values)

    def meeting(self, by: Assignment, at: datetime) -> dict[str, Any]:
        """Of an hour, with everybody in the case who may be called; its form is said beside it."""
        state = self.state(by)
        others = [part for part in state.parts.values() if part.unit != by.unit_id and not part.ended_at]
        called = tuple(part.unit for part in others if state.may_have("sip", part))
        ends_at = at + timedelta(hours=1)
        return {"purpose": PURPOSE, "meeting_at": at, "meeting_ends_at": ends_at, "called": called}

    def hold_meeting(self) -> Message:
        """The meeting that is planned, on its time."""
        planned = self.state(self.coordinator).sip.planned
        assert planned is not None
        self.now = max(self.now, planned.starts_at + timedelta(minutes=50))
        values = {"held_at": planned.starts_at, "meeting_form": "room", "person_took_part": "yes"}
        return self.send(self.coordinator, "sip_meeting", came="Bo Ek", minutes="Hjälp hemma.", **values)

    def draw_up(self, **changes: Any) -> Message:
        follow_up_on = (self.now + timedelta(days=60)).date()
        newest = self.state(self.coordinator).sip.version
        values = PLAN | {"follow_up_on": follow_up_on, "follows": newest and newest.message}
        return self.send(self.coordinator, "sip_plan", **values | changes)

    def follow_up(self) -> Message:
        return self.send(self.officer, "sip_follow_up", **FOLLOWED_UP | {"followed_up_on": self.now.date()})

    def ready(self, **changes: Any) -> Message:
        values = {"sip_needed": True, "outpatient_care_needed": True, "compulsory_outpatient_care": False}
        return self.send(self.nurse, "ready_notice", doctor="Dr Alm", **(values | changes))

    def withdraw(self) -> Message:
        return self.send(self.nurse, "ready_withdrawal", reason="Feber i natt.")

    def reply(self) -> Message:
        return self.send(
            self.officer, "ready_reply", answer="receive", receives_from=self.now + timedelta(days=1)
        )

    def plan(self, by: Assignment, services: str = "Hemtjänst morgon och kväll.", **changes: Any) -> Message:
        """The unit's part of the plan, with the patient's consent, written from its newest version."""
        if not self.state(by).consents:
            self.consent()
        follows = self.state(by).versions.get(("planning_note", by.unit_id))
        return self.send(by, "planning_note", services=services, **{"follows": follows, **changes})

    def tell(self, by: Assignment, *to: Assignment, text: str = "Hur går det?", **changes: Any) -> Message:
        """A general message, with the patient's consent."""
        if not any(kind == "planning" for kind, _ in self.state(by).consents):
            self.consent("planning")
        values = {"category": "question", "to": [who.unit_id for who in to], "text": text, "replies_to": None}
        return self.send(by, "general_message", **(values | changes))

    def post(self, *types: str, told_at: datetime | None = None, by: Assignment | None = None) -> Message:
        """Notes that what the ward has of these types, or all of it, has been sent on paper."""
        who = by or self.nurse
        left = [one.paper for one in self.state(who).untold(who.unit_id) if not types or one.type in types]
        said = {"papers": tuple(left), "channel": "telephone", "who": "Biståndsjouren"}
        return self.send(who, "payer_told", told_at=told_at or self.now, **said)

    def enter(self, unit: Unit, type: str, by: Assignment | None = None, **values: Any) -> Message:
        """What a unit that is not connected has said, entered by the ward."""
        self.wait(minutes=10)
        who = by or self.nurse
        with acting(who):
            return actions.send(
                by=who,
                case_id=self.case.pk,
                type=type,
                values=values,
                submission=uuid4(),
                now=self.now,
                behalf=unit.pk,
            )

    def go_home(self) -> Message:
        return self.send(self.nurse, "discharge", discharged_at=self.now, destination="home")

    def consent(self, information: str = "all", party: str = "all") -> Message:
        said = {"information": information, "party": party, "given": "Muntligt till sjuksköterskan."}
        return self.send(self.nurse, "consent", **said)

    def inform(self) -> Message:
        texts = {"summary": "Fall", "functional_state": "Går med stöd", "medication": "Alvedon"}
        return self.send(self.nurse, "discharge_information", contact="Anna", call="08-1", **texts)

    def report_status(self) -> Message:
        return self.send(self.officer, "status_report", services="Hemtjänst morgon.", contact="08-2")

    def state(self, as_seen_by: Assignment | None = None) -> CaseState:
        with acting(as_seen_by or self.nurse):
            return process.fold(journal.read(self.case.pk))

    def row(self) -> Case:
        with acting(self.nurse):
            return Case.objects.get(pk=self.case.pk)


class OwnSip(Stay):
    """A SIP outside a stay, begun by the municipal office with the GP surgery."""

    def __init__(
        self,
        *,
        now: datetime = MONDAY,
        person: RegisteredPerson | None = None,
        officer: Assignment | None = None,
        coordinator: Assignment | None = None,
    ) -> None:
        self.now = now
        self.officer = officer or people.assignment("stadsdel")
        self.coordinator = self.nurse = coordinator or people.assignment("vardcentral", "Tensta vårdcentral")
        self.person = person or people.person()
        with acting(self.officer):
            self.case = actions.start_sip(
                by=self.officer,
                person=self.person,
                values={"consents": True, "how": "Sade ja vid hembesök.", "reason": "Många insatser."},
                to=[self.coordinator.unit],
                submission=uuid4(),
                now=now,
            )

    def call_to_sip(self, **changes: Any) -> Message:
        values = self.meeting(self.officer, self.now + timedelta(days=7)) | {"meeting_form": "video"}
        values |= {"link": "https://video.example/1"} | changes
        return self.send(self.officer, "sip_call", **values)
