"""What the parties write to each other: their parts of the plan, a question and its answer."""

from __future__ import annotations

from datetime import datetime

from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, awake_time, office_time
from vardovergang.demonstration.stories.story import Event, Story


def plan(story: Story, consented_at: datetime) -> None:
    _wards_part(story, consented_at)
    _municipalitys_part(story, consented_at)


def _wards_part(story: Story, since: datetime) -> None:
    if not story.chance(0.4):
        return
    moment = awake_time(after(since, story.hours(4, 40)), story.rng)
    needs, services = story.rng.choice(texts.NEEDS), story.rng.choice(texts.WARD_DOES)
    story.say(moment, story.nurse(moment), "planning_note", needs=needs, services=services)


def _municipalitys_part(story: Story, since: datetime) -> None:
    """Often changed once, when it is known what the person can do."""
    if not story.chance(0.35):
        return
    moment = office_time(after(since, story.hours(8, 60)), story.rng)
    officer, services = story.officer(moment), story.rng.choice(texts.MUNICIPALITY_DOES)
    first = story.say(moment, officer, "planning_note", services=services, remaining=texts.REMAINS)
    later = office_time(after(moment, story.hours(3, 50)), story.rng)
    if first and story.chance(0.4) and story.officer(later).unit_id == officer.unit_id:
        story.say(later, officer, "planning_note", about=first, services=f"{services} {texts.ADDED}")


def ask(story: Story, since: datetime) -> None:
    """The ward asks the municipality, which mostly answers."""
    if not story.chance(0.25):
        return
    moment = awake_time(after(since, story.hours(2, 60)), story.rng)
    nurse, officer = story.nurse(moment), story.officer(moment)
    category, question, answer = story.rng.choice(texts.QUESTIONS)
    asked = story.say(
        moment, nurse, "general_message", category=category, to=[officer.unit_id], text=question
    )
    later = office_time(after(moment, story.hours(1, 20)), story.rng)
    if asked and story.chance(0.8) and story.officer(later) is officer and story.nurse(later) is nurse:
        _tell_answer(story, asked, later, answer)


def _tell_answer(story: Story, asked: Event, moment: datetime, text: str) -> None:
    values = {"category": asked.values["category"], "to": [asked.by.unit_id], "text": text}
    story.say(moment, story.officer(moment), "general_message", about=asked, **values)
