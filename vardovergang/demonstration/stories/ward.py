"""The ward's part: the admission, what changes, utskrivningsklar and going home."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from discharge.process import MESSAGE_TYPES, PAPER_NOTE
from discharge.process.circumstances.rows import PATIENT_SUMMARY
from municipalities.units.parties import CareType
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, awake_time
from vardovergang.demonstration.courses import Ready
from vardovergang.demonstration.stories import circumstances
from vardovergang.demonstration.stories.story import ASK_TO_TAKE_OVER, DECLINE_TAKE_OVER, Event, Story

#: How many of the municipalities that are rung ring back with an answer.
RINGS_BACK = 0.7
LEAVES = {CareType.PSYCHIATRIC: 0.15, CareType.CHILD_PSYCHIATRIC: 0.25}

#: Where people go, of a hundred.
DESTINATIONS = {
    "home": 66,
    "with_relatives": 4,
    "home_asih": 4,
    "residential": 8,
    "short_term": 9,
    "alternating": 2,
    "lss": 2,
    "hospice": 1,
    "other_hospital": 2,
    "other": 2,
}


def tell(story: Story) -> None:
    course = story.course
    story.add(admission(story))
    _tell_moves(story)
    ring_payer(story)
    _correct_planned(story)
    for _ in range(story.rng.choices((0, 1, 2, 3), (30, 42, 20, 8))[0]):
        moment = _draw_moment(story, _until_ready(story))
        nurse, soon = story.nurse(moment), after(moment, 0.3)
        sent = story.say(moment, nurse, "expected_discharge_change", **draw_expected_discharge(story, moment))
        if sent and story.chance(0.03) and story.nurse(soon) == nurse:
            story.say(soon, nurse, "cancel", about=sent, reason=story.rng.choice(texts.CANCELLED))
    if story.chance(LEAVES.get(story.resident.care_type, 0.01)):
        begin = _draw_moment(story, story.ends)
        _tell_leave(story, begin, after(begin, story.hours(18, 60)))
    _state_needs(story)
    for ready in course.ready:
        _tell_ready(story, ready)
    _leave_while_ready(story)
    if course.dies:
        nurse, told_at = story.nurse(story.ends), after(story.ends, story.hours(0.5, 3))
        story.add(Event(told_at, nurse, "deceased", {"deceased_at": story.ends}))
    else:
        _going_home(story)


def admission(story: Story) -> Event:
    course, placed_by = story.course, story.resident.placed_by
    values = {
        "admitted_at": course.admitted_at,
        "need_assessed_at": course.need_assessed_at,
        "placed_by": placed_by.municipality if placed_by else None,
        "placing_district": placed_by.district.pk if placed_by and placed_by.district else None,
        "planned": draw_planned(story),
        **draw_expected_discharge(story, course.notice_at),
    }
    return Event(course.notice_at, story.wards[0], "admission_notice", values)


def draw_planned(story: Story) -> str:
    """Mostly not, more often in psychiatry; by chance of its own, so that nothing else depends on it."""
    share = 15 if story.resident.care_type is CareType.SOMATIC else 35
    rng = story.own_chance("planned")
    return rng.choices(("planned", "unplanned", "unknown"), (share, 95 - share, 5))[0]


def _correct_planned(story: Story) -> None:
    """Now and then it was ticked in haste, or not known then."""
    rng = story.own_chance("corrected")
    if rng.random() < 0.06:
        moment = after(story.course.notice_at, rng.uniform(1, 30))
        planned = rng.choice(("planned", "unplanned"))
        story.say(moment, story.nurse(moment), "planned_admission", planned=planned)


def draw_expected_discharge(story: Story, moment: datetime) -> dict[str, Any]:
    """What the ward believes at the moment: right on the day for some, wrong by some days for most."""
    if story.chance(0.07):
        return {"expected_discharge": None, "certainty": "unknown"}
    day = story.course.planned_for + timedelta(days=story.rng.choice((-2, -1, 0, 0, 1, 2, 4)))
    certain = "certain" if story.chance(0.3) else "preliminary"
    return {"expected_discharge": max(day, moment.date()), "certainty": certain}


def _until_ready(story: Story) -> datetime:
    return story.first_ready or story.ends


def _draw_moment(story: Story, end: datetime) -> datetime:
    """Some time from the admission notice until `end`, by day."""
    begin = story.course.notice_at
    return awake_time(begin + (end - begin) * story.rng.uniform(0.15, 0.85), story.rng)


def _tell_moves(story: Story) -> None:
    """Some go on to another ward; now and then that ward has asked for it, or asks in vain."""
    if not story.chance(0.09):
        return
    moment = _draw_moment(story, _until_ready(story))
    here = story.wards[0]
    care_type = here.unit.care_type
    other = care_type == CareType.SOMATIC and story.chance(0.15)
    wards = story.county.wards(CareType.PSYCHIATRIC if other else care_type)
    reason = texts.OTHER_CARE if other else story.rng.choice(texts.TRANSFERS)
    ward = story.rng.choice([ward for ward in wards if ward.pk != here.unit_id])
    there = story.rng.choice(story.county.staff(ward))
    if story.chance(0.3):
        asked = story.say(after(moment, -story.hours(2, 30)), there, ASK_TO_TAKE_OVER)
        if asked:
            story.say(moment, here, DECLINE_TAKE_OVER, about=asked)
        if story.chance(0.3):
            return
    story.acknowledge(moment, here)
    if story.say(moment, here, "transfer", to=there.unit_id, reason=reason):
        story.wards.append(there)
        story.transferred_at = moment


def ring_payer(story: Story) -> None:
    """A municipality that is not connected is told by telephone, of the admission and of utskrivningsklar."""
    if story.county.told_on_paper(story.payer) is None or not story.chance(0.9):
        return
    told = [("admission_notice", story.course.notice_at)]
    told += [("ready_notice", ready.notice_at) for ready in story.course.ready]
    for about, since in told:
        rung = after(since, story.hours(0.1, 2))
        moment = after(rung, story.hours(0.02, 0.3))
        until = next((r.withdrawn_at for r in story.course.ready if r.notice_at == since), None)
        if until is None or moment < until:
            who = story.rng.choice(texts.ANSWERED_BY)
            said: dict[str, Any] = {"told_at": rung, "channel": "telephone", "who": who}
            if story.course.notice_at < moment < story.ends:
                story.add(Event(moment, story.nurse(moment), PAPER_NOTE.name, said, papers=(about,)))
                if about == "ready_notice":
                    _enter_answer(story, moment, until or story.ends)


def _enter_answer(story: Story, rung: datetime, until: datetime) -> None:
    """What the municipality that is not connected says when it rings back: the ward enters it."""
    rng, payer = story.own_chance(f"rings back {rung}"), story.county.told_on_paper(story.payer)
    moment = awake_time(after(rung, rng.uniform(1, 12)), rng)
    if moment < until and rng.random() < RINGS_BACK:
        said = {"answer": "receive", "receives_from": max(story.ends, after(moment, 0.5))}
        story.add(Event(moment, story.nurse(moment), "ready_reply", said, on_behalf_of=payer))


def post_the_rest(story: Story) -> None:
    """What has not been rung goes by post, by each who wrote it: once a week, and when all has been said."""
    if story.county.told_on_paper(story.payer) is None:
        return
    wrote = [event.by for event in story.events if event.type in MESSAGE_TYPES]
    last = max(event.at for event in story.events)
    weeks = range(1, (last - story.course.notice_at).days // 7 + 1)
    posted = [awake_time(after(story.course.notice_at, week * 7 * 24), story.rng) for week in weeks]
    for post in (*posted, last):
        for somebody in dict.fromkeys(by for by in wrote if by.unit.party in PAPER_NOTE.senders):
            moment = after(post, story.hours(0.5, 4))
            said = {"told_at": after(moment, -0.2), "channel": "post"}
            story.add(Event(moment, somebody, PAPER_NOTE.name, said, papers=tuple(MESSAGE_TYPES)))
    story.acknowledge(after(max(event.at for event in story.events), 1), story.nurse(story.ends))


def _tell_leave(story: Story, begin: datetime, end: datetime) -> None:
    if end < story.ends:
        story.say(begin, story.nurse(begin), "leave_start", began_at=begin, comment="")
        story.say(end, story.nurse(end), "leave_end", ended_at=end)


def _leave_while_ready(story: Story) -> None:
    """Who waits for long may be at home for a night or two; a stay has but one leave here."""
    gone = any(event.type == "leave_start" for event in story.events)
    if gone or not story.course.ready or not story.chance(0.25):
        return
    begin = awake_time(after(story.course.ready[-1].notice_at, story.hours(90, 200)), story.rng)
    _tell_leave(story, begin, after(begin, story.hours(20, 44)))


def _state_needs(story: Story) -> None:
    """At the round, a day or so before the patient is ready; some know of one need alone."""
    rng = story.own_chance("needs")
    if story.first_ready and rng.random() < 0.35:
        moment = awake_time(after(story.first_ready, -rng.uniform(6, 40)), rng)
        outpatient = story.outpatient_care_needed if rng.random() < 0.7 else None
        said: dict[str, Any] = {"sip_needed": story.sip_needed, "outpatient_care_needed": outpatient}
        if moment < story.first_ready:
            story.say(moment, story.nurse(moment), "stated_needs", **said)


def _tell_ready(story: Story, ready: Ready) -> None:
    moment = ready.notice_at
    said: dict[str, Any] = {
        "doctor": story.rng.choice(texts.DOCTORS),
        "outpatient_care_needed": story.outpatient_care_needed,
    }
    if story.compulsory_outpatient_care and story.chance(0.6):
        story.say(moment, story.nurse(moment), "lpt_notice", **said)
    else:
        said |= {
            "sip_needed": story.sip_needed,
            "compulsory_outpatient_care": story.compulsory_outpatient_care,
        }
        story.say(moment, story.nurse(moment), "ready_notice", **said)
    if ready.withdrawn_at:
        by = story.nurse(ready.withdrawn_at)
        story.say(ready.withdrawn_at, by, "ready_withdrawal", reason=story.rng.choice(texts.WITHDRAWN))


def _going_home(story: Story) -> None:
    nurse = story.nurse(story.ends)
    sent = after(story.ends, story.hours(0.05, 1) if story.chance(0.95) else story.hours(10, 24))
    sent = awake_time(sent, story.rng)
    story.acknowledge(sent, nurse)
    story.add(Event(sent, nurse, "discharge", discharge(story)))
    chance = story.rng.random()
    if chance < 0.97:
        later = story.hours(0.1, 2) if chance < 0.85 else story.hours(12, 40)
        moment = awake_time(after(sent, later), story.rng)
        story.add(Event(moment, nurse, "patient_summary", patient_summary(story)))


def discharge(story: Story) -> dict[str, Any]:
    destination = story.rng.choices(tuple(DESTINATIONS), tuple(DESTINATIONS.values()))[0]
    return {"discharged_at": story.ends, "destination": destination}


def patient_summary(story: Story) -> dict[str, Any]:
    why, done, now = story.rng.choice(texts.SUMMARIES[story.resident.care_type])
    unit = story.outpatient.unit if story.outpatient else story.wards[-1].unit
    call = f"{unit.name}, {unit.phone}"
    said = {"reason_for_stay": why, "what_was_done": done, "next": now, "call": call}
    return said | circumstances.said_in(story, PATIENT_SUMMARY)
