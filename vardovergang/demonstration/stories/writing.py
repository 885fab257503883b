"""What the parties write to each other: their parts of the plan, a question and its answer."""

from __future__ import annotations

from datetime import datetime

from discharge.process.circumstances.rows import PLANNING_NOTE
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, awake_time, office_time
from vardovergang.demonstration.stories import circumstances
from vardovergang.demonstration.stories.story import Story


def plan(story: Story, consented_at: datetime) -> None:
    """The ward's part and the municipality's, which changes it often when it knows what the person can do."""
    if story.chance(0.4):
        moment = awake_time(after(consented_at, story.hours(4, 40)), story.rng)
        needs, services = story.rng.choice(texts.NEEDS), story.rng.choice(texts.WARD_DOES)
        said = circumstances.said_in(story, PLANNING_NOTE)
        story.say(moment, story.nurse(moment), "planning_note", needs=needs, services=services, **said)
    if not story.chance(0.35):
        return
    moment = office_time(after(consented_at, story.hours(8, 60)), story.rng)
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
        values = {"category": category, "to": [nurse.unit_id], "text": answer}
        story.say(later, officer, "general_message", about=asked, **values)
