"""A SIP outside a stay: begun at home by a case officer or a coordinator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from discharge.process import SIP_START
from municipalities.models import Assignment, Unit
from municipalities.units.parties import Party
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, at, office_time
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.persons import Resident
from vardovergang.demonstration.stories.sip import Sip, draw_answers, draw_call, draw_survey, people_in
from vardovergang.demonstration.stories.story import ACKNOWLEDGE, Event

#: How many are about the wrong person.
SENT_IN_ERROR = 0.05


@dataclass
class OwnSip:
    """What is said in it, by whom and when."""

    resident: Resident
    receivers: list[Unit]
    events: list[Event] = field(default_factory=list)

    def say(self, moment: datetime, by: Assignment, type: str, **values: Any) -> bool:
        self.events.append(Event(moment, by, type, values))
        return True

    def in_order(self) -> list[Event]:
        return sorted(self.events, key=lambda event: event.at)


def own_sip(county: County, resident: Resident, begins: datetime, rng: Random) -> OwnSip | None:
    """None for a person who is listed nowhere: there is nobody to make it with."""
    moment = office_time(begins, rng)
    resident = resident.on(county, moment.date())
    if resident.listed is None:
        return None
    office = (resident.placed_by or resident.home).office
    coordinator, officer = rng.choice(county.staff(resident.listed)), rng.choice(county.staff(office))
    caller, other = (officer, coordinator) if rng.random() < 0.5 else (coordinator, officer)
    story = OwnSip(resident, [other.unit])
    reason, how = rng.choice(texts.SIP_REASONS), "Sade ja vid hembesök."
    story.say(moment, caller, SIP_START.name, consents=True, how=how, reason=reason)
    story.say(after(moment, 0.3), other, ACKNOWLEDGE)
    if other.unit.party == Party.MUNICIPAL:
        story.say(after(moment, 0.4), other, "take", responsible=other.user_id)
    called = office_time(after(moment, rng.uniform(0.5, 20)), rng)
    day = office_time(after(called, rng.uniform(60, 300)), rng).date()
    meeting, place = at(day, rng.choice((9, 10, 13, 14))), rng.choice(texts.HOMES)
    call = draw_call(rng, meeting, is_minor=resident.is_minor_on(called.date()))
    asked = (other.unit_id,) if rng.random() < 0.5 else ()
    story.say(called, caller, "sip_call", **call, meeting_form="room", place=place, survey_from=asked)
    if rng.random() < 0.2:
        story.say(after(called, -0.2), caller, "complexity", complex="yes")
    answered = office_time(after(called, rng.uniform(1, 30)), rng)
    if answered < after(meeting, -2):
        story.say(answered, other, "sip_answer", answer="accept", proposed_at=None, reason="")
        if asked:
            story.say(after(answered, 0.4), other, "sip_survey", **draw_survey(rng))
        story.say(after(answered, 0.6), caller, "sip_people", answers=draw_answers(rng, people_in(call)))
    Sip(rng, story.say, coordinator, lambda at: officer, caller).go_on(meeting, "room")
    if rng.random() < SENT_IN_ERROR:
        found = office_time(after(moment, rng.uniform(2, 60)), rng)
        # Nothing is said after it.
        story.events = [event for event in story.events if event.at < found]
        story.say(found, caller, "sent_in_error", reason=texts.SIP_IN_ERROR, confirmed=None)
    return story
