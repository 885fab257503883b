"""A place to live for somebody who is hard to place: asked for, searched for, found or not."""

from __future__ import annotations

from datetime import timedelta

from municipalities.units.parties import CareType
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, office_time
from vardovergang.demonstration.stories.story import Story

COORDINATORS = "Placeringssamordningen, Stockholms stad"
SHARE, ENDED = 0.25, 0.55
NEEDS = ("acting_out", "addiction", "somatic", "disability", "other")
RESULTS = ("asked", "full", "unsuitable", "declined")


def tell(story: Story) -> None:
    """Only the city's own residents; the district's officer asks."""
    hard = story.resident.care_type in (CareType.PSYCHIATRIC, CareType.ADDICTION)
    if not (hard and story.officer(story.ends).unit.district_id and story.chance(SHARE)):
        return
    office = story.county.unit(COORDINATORS)
    moment = office_time(after(story.course.notice_at, story.hours(20, 90)), story.rng)
    need, wanted = story.rng.choice(NEEDS), story.rng.choice(texts.PLACEMENT_WISHES)
    officer = story.officer(moment)
    if not story.say(moment, officer, "placement_request", to=office.pk, need=need, wanted=wanted):
        return
    begins = after(moment, story.hours(2, 30))
    coordinator = story.rng.choice(story.county.staff(office))
    at = office_time(begins, story.rng)
    story.acknowledge(at, coordinator)
    found = story.chance(ENDED)
    results = [*story.rng.choices(RESULTS, k=story.rng.randint(1, 3)), *(["offered"] if found else [])]
    for result in results:
        story.later(
            at,
            coordinator,
            "placement_attempt",
            provider=story.rng.choice(texts.PROVIDERS),
            result=result,
            free_from=at.date() + timedelta(days=7) if result == "offered" else None,
            comment=texts.PLACEMENT_COMMENTS[result],
        )
        at = office_time(after(at, story.hours(20, 140)), story.rng)
    if found:
        outcome = story.rng.choice(("placed", "own_home"))
        place = story.rng.choice(texts.PROVIDERS)
        story.later(at, coordinator, "placement_outcome", outcome=outcome, place=place, comment="")
