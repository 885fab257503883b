"""One stay's story: who takes part, and what has been said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

from discharge.actions.sending.composing import OnBehalf
from discharge.process import MEETING_CALLS, MESSAGE_TYPES
from discharge.process.state import CaseState
from municipalities.models import Assignment, Unit
from municipalities.units.groups import Group, social_group
from municipalities.units.parties import CareType
from vardovergang.demonstration.courses import Course
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.persons import Resident

#: What is done beside sending a message of a type.
ACKNOWLEDGE, CORRECT, UNDO = "acknowledge", "correct", "undo"
ASK_TO_TAKE_OVER, DECLINE_TAKE_OVER = "ask_to_take_over", "decline_take_over"
#: The person turns out to have a protected identity.
PROTECT = "protect"
#: Of a hundred who live where municipal health care is a unit of its own, how many it is told of too.
HEALTH_CARE_TOO = 30


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """Somebody does something at a moment: `type` is a message type or one of the words above.

    `about` is the earlier event that a correction or a cancellation speaks of.
    """

    at: datetime
    by: Assignment
    type: str
    values: dict[str, Any] = field(default_factory=dict)
    about: Event | None = None
    #: The types of messages that are noted as sent on paper: of what the sender has left of them.
    papers: tuple[str, ...] = ()
    #: The unit that is not connected whose words they are, where `by` enters what it has said.
    on_behalf_of: Unit | None = None

    @property
    def speaker(self) -> Assignment | OnBehalf:
        return OnBehalf(self.by, self.on_behalf_of) if self.on_behalf_of else self.by

    @property
    def says(self) -> Unit:
        """The unit whose words they are."""
        return self.on_behalf_of or self.by.unit

    def values_of_papers(self, state: CaseState) -> dict[str, Any]:
        """What is noted as sent on paper, of what had been written by then; nothing where it notes none."""
        if not self.papers or not state.acts(self.by.unit_id):
            return {}
        written = (one for one in state.untold(self.by.unit_id) if one.sent_at <= self.values["told_at"])
        papers = tuple(one.paper for one in written if one.type in self.papers)
        return {"papers": papers} if papers else {}

    def values_of_case(self, state: CaseState) -> dict[str, Any]:
        """What a form would suggest by the case: who may be called to a meeting, and the plan's version."""
        row = MESSAGE_TYPES[self.type]
        may_have = row.receiving(state, self.by.unit_id)
        found: dict[str, Any] = {}
        if row.name in MEETING_CALLS:
            asked = self.values.get("survey_from") or ()
            found = {"called": tuple(may_have), "survey_from": tuple(u for u in asked if u in may_have)}
        if row.naming.shared:
            found = {row.naming.follows: row.newest_version(state, self.by.unit_id)}
        return found | self.values_of_papers(state)

    def values_about(self, messages: Mapping[Event, UUID]) -> dict[str, Any]:
        """The values of a message that may speak of an earlier one, by the ids of those."""
        naming = MESSAGE_TYPES[self.type].naming
        names = naming.cancels or naming.follows or naming.replies_to or naming.objects_to or naming.decides
        return self.values | ({names: messages[self.about]} if self.about else {})


class Story:
    """A stay while it is thought out. Times are the course's; people are the directory's."""

    def __init__(self, county: County, resident: Resident, ward: Unit, course: Course, rng: Random) -> None:
        self.county, self.resident, self.course, self.rng = county, resident, course, rng
        self.events: list[Event] = []
        self.outpatient = self._somebody(resident.listed) if resident.listed else None
        home = resident.placed_by or resident.home
        office = home.office_for(social_group(self.age, resident.care_type))
        self.municipal = [self._somebody(self._office_elsewhere() or office)]
        self.wards = [self._somebody(ward)]
        psychiatric = resident.care_type is CareType.PSYCHIATRIC
        self.misdirected = self.chance(0.06)
        #: Who is called to a meeting and is no unit, and the goals of the plan, by their ids.
        self.called: list[str] = []
        self.goals: list[str] = []
        self.sip_needed = self.chance(0.8 if psychiatric else 0.7)
        self.outpatient_care_needed = self.outpatient is not None and self.chance(0.75)
        self.compulsory_outpatient_care = psychiatric and self.chance(0.08)
        self.declines_sip = self.own_chance("declines SIP").random() < 0.07
        #: Who came in when it was corrected who pays.
        self.brought_in: list[Assignment] = []
        #: When the second of `municipal` and of `wards` takes over from the first, if there are two.
        self.handed_over_at: datetime | None = None
        self.transferred_at: datetime | None = None
        #: When the ward finds the right office, which, and why it was looked for.
        self.to_be_found: tuple[datetime, Assignment, str] | None = None

    @property
    def receivers(self) -> list[Unit]:
        """Who gets the admission notice."""
        here = [somebody.unit for somebody in (self.municipal[0], self.outpatient) if somebody]
        others = (self.county.told_on_paper(self.payer), self.beside)
        return [*here, *(unit for unit in others if unit)]

    @property
    def is_minor(self) -> bool:
        """Under 18 when the notice is sent."""
        return self.resident.is_minor_on(self.course.notice_at.date())

    @property
    def age(self) -> int | None:
        """When the notice is sent, in whole years."""
        born = self.resident.person.number.birth_date
        return (self.course.notice_at.date() - born).days * 4 // 1461 if born else None

    @property
    def ends(self) -> datetime:
        return self.course.ended_at

    @property
    def first_ready(self) -> datetime | None:
        return self.course.ready[0].notice_at if self.course.ready else None

    def _office_elsewhere(self) -> Unit | None:
        """Of somebody who is registered outside the county and only stays in it."""
        registered = self.resident.person.municipality
        is_elsewhere = registered is not None and not registered.startswith("01")
        if self.resident.placed_by or not is_elsewhere or self.chance(0.15):
            return None
        return self.county.office_of(registered)

    @cached_property
    def beside(self) -> Unit | None:
        """Told at once beside the office: the municipality's health care, at some homes."""
        home = self.resident.placed_by or self.resident.home
        office = home.office_for(social_group(self.age, self.resident.care_type))
        told = self.municipal[0].unit == office and not self.misdirected
        # By the person and not by chance: what else is told stays as it was.
        chosen = told and crc32(self.resident.person.number.value.encode()) % 100 < HEALTH_CARE_TOO
        return home.offices.get(Group.MUNICIPAL_HEALTH_CARE) if chosen else None

    @property
    def payer(self) -> str | None:
        return (self.resident.placed_by or self.resident.person).municipality

    def officer(self, moment: datetime) -> Assignment:
        return self.municipal[-1 if self.handed_over_at and moment > self.handed_over_at else 0]

    def came_in_after(self, moment: datetime, by: Assignment) -> bool:
        """Whether the ward found this office later than that: nobody whom it follows was called for it."""
        found = self.to_be_found
        return found is not None and by == found[1] and found[0] > moment

    def nurse(self, moment: datetime) -> Assignment:
        return self.wards[-1 if self.transferred_at and moment > self.transferred_at else 0]

    def own_chance(self, about: str) -> Random:
        """Chance of its own, so that nothing else depends on it."""
        person = self.resident.person.number.value
        return Random(f"{person} {self.course.admitted_at} {about}")  # noqa: S311 - nothing secret

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def hours(self, shortest: float, longest: float) -> float:
        return self.rng.uniform(shortest, longest)

    def say(
        self, moment: datetime, by: Assignment, type: str, about: Event | None = None, **values: Any
    ) -> Event | None:
        """Send a message, unless the stay has not been told of yet or has ended by then."""
        if not self.course.notice_at < moment < self.ends:
            return None
        return self.add(Event(moment, by, type, values, about))

    def later(self, moment: datetime, by: Assignment, type: str, **values: Any) -> bool:
        """The same of what goes on when the person has gone home, but not of the dead."""
        if not self.course.notice_at < moment or (self.course.dies and moment >= self.ends):
            return False
        self.add(Event(moment, by, type, values))
        return True

    def add(self, event: Event) -> Event:
        self.events.append(event)
        return event

    def acknowledge(self, moment: datetime, by: Assignment) -> None:
        self.add(Event(moment, by, ACKNOWLEDGE))

    def undo_receipts(self, moment: datetime, by: Assignment) -> None:
        """What `by` acknowledged last, but for legal notices."""
        self.add(Event(moment, by, UNDO))

    def in_order(self) -> list[Event]:
        return sorted(self.events, key=lambda event: event.at)

    def _somebody(self, unit: Unit) -> Assignment:
        return self.rng.choice(self.county.staff(unit))
