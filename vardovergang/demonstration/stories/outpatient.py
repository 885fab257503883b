"""Outpatient care's part: the fast vårdkontakt, the call to SIP, and whether its own care is in place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from municipalities.models import Assignment
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, at, office_time
from vardovergang.demonstration.stories.sip import Sip, draw_answers, draw_call, draw_survey, people_in
from vardovergang.demonstration.stories.story import CORRECT, Event, Story


def tell(story: Story) -> None:
    coordinator = story.outpatient
    if coordinator is None:
        return
    named_at = _care_contact(story, coordinator)
    if named_at and story.sip_needed and not story.compulsory_outpatient_care:
        _ask_about_sip(story, coordinator, named_at)
    if story.outpatient_care_needed and story.first_ready:
        # Most say in time that their care is in place; some have none yet, do not know, or say nothing.
        hours = story.hours(-30, -2) if story.chance(0.35) else story.hours(0.3, 9)
        moment = office_time(after(story.first_ready, hours), story.rng)
        status = story.rng.choices(("available", "unavailable", "unknown", ""), (68, 20, 6, 6))[0]
        if status:
            comment = story.rng.choice(texts.UNAVAILABLE) if status == "unavailable" else ""
            story.say(moment, coordinator, "outpatient_care", status=status, comment=comment)
        if status in ("unavailable", "unknown") and story.chance(0.7):
            later = office_time(after(moment, story.hours(20, 96)), story.rng)
            story.say(later, coordinator, "outpatient_care", status="available", comment="")
    if story.chance(0.97):
        story.acknowledge(office_time(after(story.ends, story.hours(2, 50)), story.rng), coordinator)


def _care_contact(story: Story, coordinator: Assignment) -> datetime | None:
    if not story.chance(0.87):
        return None
    moment = office_time(after(story.course.notice_at, story.hours(1, 40)), story.rng)
    story.acknowledge(moment, coordinator)
    named = story.say(
        moment,
        coordinator,
        "care_contact",
        name=coordinator.user.name,
        title=story.rng.choice(texts.COORDINATORS),
        phone=coordinator.unit.phone,
    )
    if named and story.chance(0.04):
        later = after(moment, story.hours(24, 96))
        colleague = story.rng.choice(story.county.staff(coordinator.unit))
        story.say(
            office_time(later, story.rng),
            coordinator,
            "care_contact",
            name=colleague.user.name,
            title=story.rng.choice(texts.COORDINATORS),
            phone=coordinator.unit.phone,
            reason=story.rng.choice(texts.NEW_CONTACT),
        )
    if named and story.chance(0.02):
        soon = after(moment, story.hours(0.2, 1))
        story.say(soon, coordinator, CORRECT, about=named, phone="08-123 00 99")
    return moment if named else None


def _ask_about_sip(story: Story, coordinator: Assignment, named_at: datetime) -> None:
    """Before they call, some are told that the person wants no SIP; a few of those change their mind."""
    asked_at = office_time(after(named_at, 0.4), story.own_chance("asked"))
    if not story.declines_sip or not decline_sip(story, coordinator, asked_at):
        _tell_sip(story, coordinator, named_at)
    elif story.own_chance("changes mind").random() < 0.2:
        moment = office_time(after(asked_at, 26), story.own_chance("changed"))
        if decline_sip(story, coordinator, moment, wish="wants"):
            _tell_sip(story, coordinator, moment)


def decline_sip(story: Story, by: Assignment, moment: datetime, wish: str = "declines") -> Event | None:
    """What the person, or now and then a god man, says of a SIP."""
    rng = story.own_chance(f"says {wish}")
    said_by = rng.choices(("patient", "trustee"), (9, 1))[0]
    if story.is_minor:
        said_by = "custodian"
    values: dict[str, Any] = {"wish": wish, "said_on": moment.date(), "said_by": said_by}
    comment = rng.choice(texts.DECLINES_SIP) if wish == "declines" else texts.WANTS_SIP
    return story.say(moment, by, "sip_wish", **values, comment=comment)


def _tell_sip(story: Story, coordinator: Assignment, named_at: datetime) -> None:
    """Before the patient is ready, within three days of the notice, too late, or not at all."""
    ready = story.first_ready or story.ends
    chance = story.rng.random()
    if chance < 0.6:
        moment = after(named_at, story.hours(0.5, 24))
    elif chance < 0.83:
        moment = after(max(ready, named_at), story.hours(1, 60))
    elif chance < 0.9:
        moment = after(max(ready, named_at), story.hours(75, 130))
    else:
        return
    moment = office_time(moment, story.rng)
    meeting, form = meeting_after(story, moment), draw_meeting_form(story)
    given = story.rng.choice(texts.CONSENTS)
    story.say(after(moment, -0.1), coordinator, "consent", information="sip", party="all", given=given)
    call = draw_call(story.rng, meeting, is_minor=story.is_minor)
    asked = (story.officer(moment).unit_id,) if story.chance(0.4) else ()
    if story.say(moment, coordinator, "sip_call", **call, **form, survey_from=asked):
        _tell_others(story, coordinator, call, moment, is_surveyed=bool(asked))
        meeting = _tell_answers(story, coordinator, moment, call)
        # Few change their mind; then nothing more comes of it.
        if story.chance(0.02):
            values = {"information": "sip", "party": "all", "said": texts.CONSENT_WITHDRAWN}
            story.later(after(meeting, -0.5), coordinator, "consent_withdrawal", **values)
        else:
            stays = after(meeting, 20 * 24) < story.ends
            sip = Sip(story.rng, story.later, coordinator, story.officer, coordinator, is_thorough=stays)
            sip.go_on(meeting, form["meeting_form"])


def meeting_after(story: Story, moment: datetime) -> datetime:
    """On the hour or half past, some office day later."""
    day = office_time(after(moment, story.hours(20, 72)), story.rng).date()
    return at(day, story.rng.choice((9, 9.5, 10, 10.5, 11, 13, 13.5, 14, 14.5, 15)))


def draw_meeting_form(story: Story) -> dict[str, Any]:
    form = story.rng.choice(("room", "telephone", "video"))
    if form == "video":
        return {"meeting_form": form, "link": f"https://video.example/mote-{story.rng.randrange(10**6):06}"}
    return {
        "meeting_form": form,
        "place": story.rng.choice(texts.PLACES) if form == "room" else "08-123 00 10",
    }


def _tell_others(
    story: Story, coordinator: Assignment, call: dict[str, Any], called_at: datetime, *, is_surveyed: bool
) -> None:
    """What those who are no units have answered, and how it is before the meeting; few cases are complex."""
    latest = after(call["meeting_at"], -2)
    officer = story.officer(called_at)
    is_theirs = called_at < story.ends and not story.came_in_after(called_at, officer)
    if is_theirs and story.chance(0.1):
        story.say(after(called_at, 0.1), officer, "complexity", complex="yes")
    noted = office_time(after(called_at, story.hours(0.5, 15)), story.rng)
    if story.chance(0.8) and noted < latest:
        story.say(noted, coordinator, "sip_people", answers=draw_answers(story.rng, people_in(call)))
    written = office_time(after(called_at, story.hours(1, 18)), story.rng)
    officer = story.officer(written)
    if is_surveyed and written < latest and not story.came_in_after(called_at, officer):
        story.say(written, officer, "sip_survey", **draw_survey(story.rng))


def _tell_answers(
    story: Story, coordinator: Assignment, called_at: datetime, call: dict[str, Any]
) -> datetime:
    """Answers with when the meeting is in the end."""
    meeting: datetime = call["meeting_at"]
    proposed = None
    for party, share, slowest in ((story.officer, 0.85, 20), (story.nurse, 0.8, 10)):
        moment = office_time(after(called_at, story.hours(0.5, slowest)), story.rng)
        if not story.chance(share) or moment >= after(meeting, -2):
            continue
        by = party(moment)
        if story.came_in_after(called_at, by):
            continue
        answer = story.rng.choices(("accept", "propose", "decline"), (84, 11, 5))[0]
        other = meeting_after(story, moment) if answer == "propose" else None
        reason = story.rng.choice(texts.DECLINED_MEETINGS) if answer == "decline" else ""
        story.say(moment, by, "sip_answer", answer=answer, proposed_at=other, reason=reason)
        proposed = proposed or other
    if proposed and story.chance(0.6):
        again = office_time(after(called_at, story.hours(21, 30)), story.rng)
        moved = again < after(min(proposed, meeting), -2)
        length = call["meeting_ends_at"] - meeting
        call |= {"meeting_at": proposed, "meeting_ends_at": proposed + length}
        if moved and story.say(again, coordinator, "sip_call_change", **call, **draw_meeting_form(story)):
            return proposed
    return meeting
