"""The municipality's part: taking the case or sending it on, and answering utskrivningsklar."""

from __future__ import annotations

from datetime import datetime, timedelta

from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, at, office_time
from vardovergang.demonstration.courses import Ready
from vardovergang.demonstration.stories.story import Event, Story

#: How many undo a receipt that they gave by mistake.
UNDONE = 0.03


def tell(story: Story) -> None:
    if story.to_be_found:
        # By the ward that has the patient then: told when it is known who that is.
        moment, right, reason = story.to_be_found
        values = {"to": right.unit_id, "reason": reason}
        story.add(Event(moment, story.nurse(moment), "participant_added", values))
    # Most are taken within a day; some are given to a colleague, and some are never taken.
    if story.chance(0.93):
        moment = _time_at_pace(story, story.handed_over_at or story.course.notice_at, 18)
        officer = story.officer(moment)
        colleagues = story.county.staff(officer.unit)
        responsible = officer if story.chance(0.75) else story.rng.choice(colleagues)
        story.acknowledge(moment, officer)
        story.say(moment, officer, "take", responsible=responsible.user_id)
        if story.chance(0.025):
            later = office_time(after(moment, story.hours(2, 40)), story.rng)
            comment = story.rng.choice(texts.DECLINES)
            story.say(later, story.officer(later), "services_declined", wish="declines", comment=comment)
    for ready in story.course.ready:
        _tell_reply(story, ready)
    if story.chance(0.97):
        moment = office_time(after(story.ends, story.hours(2, 50)), story.rng)
        officer = story.officer(moment)
        story.acknowledge(moment, officer)
        if story.own_chance("undone").random() < UNDONE:
            story.undo_receipts(after(moment, 0.05), officer)
            story.acknowledge(after(moment, 1), officer)


def misdirect(story: Story) -> None:
    """The notice goes to the wrong district or municipality, which mostly hands it over."""
    right = story.municipal[0]
    # Another district for most people of the city, another municipality for the others.
    in_city = story.resident.home.district is not None and story.chance(0.6)
    areas = story.county.areas(story.course.notice_at.date())
    offices = [area.office for area in areas if (area.district is not None) == in_city]
    wrong = story.rng.choice([office for office in offices if office.pk != right.unit_id])
    soon = story.chance(0.6)
    moment = after(story.course.notice_at, story.hours(0.3, 4) if soon else story.hours(4, 24))
    moment = office_time(moment, story.rng)
    officer = story.rng.choice(story.county.staff(wrong))
    story.municipal = [officer]
    if story.chance(0.3):
        return
    story.acknowledge(moment, officer)
    # Handed over, told to be wrong, or left to the ward to find the right one.
    reason, chance = story.rng.choice(texts.WRONG_RECEIVER), story.rng.random()
    knows = chance < 0.8
    if chance < 0.3:
        sent = story.say(moment, officer, "handover", to=right.unit_id, reason=reason)
    else:
        to = right.unit_id if knows else None
        sent = story.say(moment, officer, "wrong_receiver", to=to, reason=reason)
    if sent:
        if not knows:
            story.to_be_found = (after(moment, 0.05), right, reason)
        story.municipal.append(right)
        story.handed_over_at = story.to_be_found[0] if story.to_be_found else moment


def _time_at_pace(story: Story, begin: datetime, longest: float) -> datetime:
    pace = story.county.pace(story.municipal[-1].unit)
    return office_time(after(begin, story.hours(0.3, longest) * pace), story.rng)


def _tell_reply(story: Story, ready: Ready) -> None:
    if not story.chance(0.88):
        return
    moment = _time_at_pace(story, ready.notice_at, 7 if story.chance(0.85) else 48)
    until = ready.withdrawn_at or story.ends
    if moment >= until:
        return
    officer = story.officer(moment)
    if story.chance(0.5):
        story.acknowledge(moment, officer)
    # Sent wrong and never handed over, or sent to where somebody from elsewhere happens to stay.
    is_theirs = story.municipal[-1].unit.municipality_id == story.payer
    if not is_theirs or (story.misdirected and len(story.municipal) == 1):
        story.say(moment, officer, "ready_reply", answer="not_ours", comment=texts.NOT_OURS)
        return
    if story.chance(0.14):
        question = story.rng.choice(texts.NEEDS_INFORMATION)
        story.say(moment, officer, "ready_reply", answer="need_information", comment=question)
        moment = office_time(after(moment, story.hours(2, 26)), story.rng)
    if moment < until:
        # From the day when the patient then leaves, or the next one for those who leave earlier than said.
        day = max(story.ends.date(), moment.date()) + timedelta(days=story.chance(0.1))
        receives_from = max(at(day, story.rng.choice((8, 10, 12, 14, 16))), after(moment, 0.5))
        story.say(moment, story.officer(moment), "ready_reply", answer="receive", receives_from=receives_from)


def read_beside(story: Story) -> None:
    """Who is told beside the office reads what comes, as long as it has a part."""
    nurses = story.county.staff(story.beside) if story.beside else []
    if not nurses:
        return
    rng, nurse = story.own_chance("beside"), nurses[0]
    taken_back = [event.at for event in story.events if _takes_back(event)]
    begins = (story.course.notice_at, story.first_ready, story.ends, max(e.at for e in story.events))
    for since in filter(None, begins):
        moment = office_time(after(since, rng.uniform(1, 14)), rng)
        if all(moment < at for at in taken_back):
            story.acknowledge(moment, nurse)


def _takes_back(event: Event) -> bool:
    """After it who was told is not in the case any more."""
    wrong = event.type == "municipality_correction" and event.values.get("how") == "wrong"
    return wrong or event.type == "sent_in_error"
