"""A SIP told to the fold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from discharge.process import MESSAGE_TYPES
from discharge.process.state import Entry
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import Party
from tests.factories.discharge.fold import OFFICE, SURGERY, WARD, Story, address

MEETING = datetime(2026, 3, 11, 10, 0, tzinfo=STOCKHOLM)
FOLLOW_UP = date(2026, 5, 4)
PLAN: dict[str, Any] = {"main_party": "municipal", "follow_up_on": FOLLOW_UP}


class Sip(Story):
    """A stay's story with a SIP in it."""

    def consent(self) -> Sip:
        self.say(SURGERY, "care_contact")
        self.say(SURGERY, "consent", information="sip", party="all")
        return self

    def call(self, **changes: Any) -> Sip:
        facts: dict[str, Any] = {"meeting_at": MEETING, "meeting_form": "room"}
        self.say(SURGERY, "sip_call", **facts | changes)
        return self

    def hold(self) -> Sip:
        self.at = MEETING + timedelta(hours=1)
        self.say(SURGERY, "sip_meeting", held_at=MEETING, meeting_form="room", person_took_part="yes")
        return self

    def plan(self, **changes: Any) -> Sip:
        self.say(SURGERY, "sip_plan", **PLAN | changes)
        return self

    def answer(self, unit: UUID = OFFICE, answer: str = "confirms", version: str = "1") -> Sip:
        self.say(unit, "sip_confirmation", version=version, answer=answer)
        return self

    def follow_up(self, following: date | None) -> Sip:
        facts: dict[str, Any] = {
            "followed_up_on": FOLLOW_UP,
            "reached": [{"id": "1", "answer": "partly", "word": ""}],
            "goes_on": "yes" if following else "no",
        }
        self.say(OFFICE, "sip_follow_up", **facts, next_follow_up_on=following)
        return self

    def go_home(self) -> Sip:
        self.say(WARD, "discharge", discharged_at=self.at, destination="home")
        return self

    def owed(self) -> set[tuple[UUID, str]]:
        about_sip = [task for task in self.state().tasks if task.type.startswith("sip")]
        return {(task.unit, task.type) for task in about_sip}

    def refusals(self, type: str, unit: UUID = SURGERY) -> list[str]:
        return MESSAGE_TYPES[type].refusals(self.state(), unit)


def called() -> Sip:
    return Sip().consent().call()


def planned() -> Sip:
    return called().hold().plan()


def outside_stay(*, by: UUID = OFFICE) -> Sip:
    """The municipality begins a SIP for a person at home."""
    story = Sip()
    facts = {"consents": True, "care_type": "somatic", "municipality": "0180", "district": None}
    to = address(SURGERY) if by == OFFICE else address(OFFICE, "0180")
    party = Party.MUNICIPAL if by == OFFICE else Party.OUTPATIENT
    first = story.entries[0]
    story.entries = [Entry(first.id, "sip_start", story.at, by, party, "0180", facts, (to,))]
    return story
