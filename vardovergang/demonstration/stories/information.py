"""What rests on consent, and what concerns a few: tracks, guardians, further units, reopening."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from discharge.process.circumstances.rows import DISCHARGE_INFORMATION, STATUS_REPORT
from municipalities.models import Assignment
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, awake_time, office_time
from vardovergang.demonstration.people import names
from vardovergang.demonstration.stories import circumstances, writing
from vardovergang.demonstration.stories.story import Event, Story

ALL: dict[str, Any] = {"information": "all", "party": "all"}


def tell(story: Story) -> None:
    if story.is_minor:
        given_names = (*names.YOUNGER_WOMEN, *names.YOUNGER_MEN)
        for given in story.rng.sample(given_names, story.rng.choice((1, 2, 2))):
            moment = _some_time(story, 1, 20)
            name, phone = f"{given} {story.resident.person.family_name}", texts.GUARDIANS_PHONE
            story.say(moment, story.nurse(moment), "guardian_named", name=name, role="guardian", phone=phone)
    if story.chance(0.3):
        moment = _some_time(story, 2, 40)
        track = story.rng.choices(("green", "yellow", "red"), (4, 4, 2))[0]
        # Grå where nothing is going to be declared.
        if not story.course.ready and story.chance(0.4):
            track = "grey"
        story.say(moment, story.nurse(moment), "track_choice", track=track)
    consented_at = _tell_consent(story)
    if consented_at:
        _tell_what_consent_opens(story, consented_at)
    _tell_another_unit(story)
    # Told to have gone home by mistake; told anew when the patient has.
    discharged = next((event for event in story.events if event.type == "discharge"), None)
    if discharged is not None and story.chance(0.01):
        by, again = discharged.by, after(discharged.at, 0.15)
        reason = story.rng.choice(texts.REOPENED)
        story.add(Event(after(discharged.at, 0.05), by, "reopening", {"reason": reason}))
        story.add(Event(again, by, "discharge", discharged.values | {"discharged_at": again}))


def _some_time(story: Story, shortest: float, longest: float) -> datetime:
    return awake_time(after(story.course.notice_at, story.hours(shortest, longest)), story.rng)


def _tell_consent(story: Story) -> datetime | None:
    """Most consent; for some who can't be asked, harm is assessed. None where nothing may be shared then."""
    if not story.chance(0.82):
        return None
    moment = _some_time(story, 0.5, 24)
    if story.chance(0.95):
        said = story.say(
            moment, story.nurse(moment), "consent", **ALL, given=story.rng.choice(texts.CONSENTS)
        )
    else:
        reasons = story.rng.choice(texts.ASSESSMENTS)
        said = story.say(
            moment, story.nurse(moment), "harm_assessment", **ALL, outcome="may_share", reasons=reasons
        )
    if said and story.chance(0.02):
        later = awake_time(after(moment, story.hours(3, 60)), story.rng)
        said_then = story.rng.choice(texts.WITHDRAWALS)
        planning: dict[str, Any] = {"information": "planning", "party": "all", "said": said_then}
        if story.say(later, story.nurse(later), "consent_withdrawal", **planning):
            return None
    return moment if said else None


def _tell_what_consent_opens(story: Story, consented_at: datetime) -> None:
    if story.chance(0.5):
        begin = max(consented_at, story.handed_over_at or consented_at)
        moment = office_time(after(begin, story.hours(1, 30)), story.rng)
        officer = story.officer(moment)
        story.say(
            moment,
            officer,
            "status_report",
            **status_report(story, officer),
        )
    writing.plan(story, consented_at)
    writing.ask(story, consented_at)
    # What the patient went home with is told the same day by most, late by some, never by a few.
    discharged = next((event for event in story.events if event.type == "discharge"), None)
    if discharged is None or not story.chance(0.93):
        return
    later = story.hours(0.2, 3) if story.chance(0.88) else story.hours(14, 40)
    values = discharge_information(story, discharged.by)
    moment = awake_time(after(discharged.at, later), story.rng)
    story.add(Event(moment, discharged.by, "discharge_information", values))


def status_report(story: Story, officer: Assignment) -> dict[str, Any]:
    return {
        "services": story.rng.choice(texts.SERVICES),
        "functional_state": story.rng.choice(texts.FUNCTIONS),
        "contact": officer.unit.phone,
        **circumstances.said_in(story, STATUS_REPORT),
    }


def discharge_information(story: Story, nurse: Assignment) -> dict[str, Any]:
    return {
        "summary": " ".join(story.rng.choice(texts.SUMMARIES[story.resident.care_type])[:2]),
        "functional_state": story.rng.choice(texts.FUNCTIONS),
        "medication": story.rng.choice(texts.MEDICATION),
        "contact": nurse.user.name,
        "call": nurse.unit.phone,
        **circumstances.said_in(story, DISCHARGE_INFORMATION),
    }


def _tell_another_unit(story: Story) -> None:
    """Now and then another clinic is brought in, and for some of them it was not needed."""
    if not story.chance(0.03):
        return
    moment = _some_time(story, 3, 30)
    units = [unit for unit in story.county.surgeries if unit not in story.receivers]
    unit = story.rng.choice(units).pk
    reason = story.rng.choice(texts.PARTICIPANTS)
    added = story.say(moment, story.nurse(moment), "participant_added", to=unit, reason=reason)
    if added and story.chance(0.5):
        later = awake_time(after(moment, story.hours(3, 20)), story.rng)
        reason = story.rng.choice(texts.REMOVED)
        story.say(later, story.nurse(later), "participant_removed", participant=unit, reason=reason)
