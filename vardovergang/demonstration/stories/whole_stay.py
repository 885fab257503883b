"""A whole stay told, party by party."""

from __future__ import annotations

from random import Random

from municipalities.models import Unit
from vardovergang.demonstration.courses import Course
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.persons import Resident
from vardovergang.demonstration.stories import (
    amending,
    information,
    municipality,
    outpatient,
    placement,
    ward,
)
from vardovergang.demonstration.stories.story import Story


def tell_stay(county: County, resident: Resident, ward_unit: Unit, course: Course, rng: Random) -> Story:
    story = Story(county, resident.on(county, course.notice_at.date()), ward_unit, course, rng)
    if story.misdirected:
        municipality.misdirect(story)
    ward.tell(story)
    outpatient.tell(story)
    municipality.tell(story)
    placement.tell(story)
    information.tell(story)
    amending.tell(story)
    ward.post_the_rest(story)
    municipality.read_beside(story)
    return story
