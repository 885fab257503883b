"""What is said in a stay of a kind, as the events that told stories consist of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from municipalities.models import Assignment, Unit
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, at, awake_time, office_time
from vardovergang.demonstration.courses import Course
from vardovergang.demonstration.history.courses import By, Kind, Step
from vardovergang.demonstration.people import names
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.persons import Resident
from vardovergang.demonstration.stories import amending, information, municipality, outpatient, ward
from vardovergang.demonstration.stories.sip import (
    draw_answers,
    draw_call,
    draw_plan,
    draw_reached,
    draw_survey,
    people_in,
)
from vardovergang.demonstration.stories.story import Event, Story

_MARGIN = timedelta(hours=2)
#: How many stays were about somebody else than was thought.
SENT_IN_ERROR = 0.002
#: How many had been told to be ready on paper before they were told so here.
ON_PAPER = 0.03
#: Of how many the office learns during the stay that the identity is protected.
PROTECTED = 0.004
#: How many had another payer than was thought, moved, or were handed over to the wrong office.
AMENDED = (
    (0.01, amending.tell_placed_later),
    (0.04, amending.tell_move),
    (0.01, amending.tell_handover_taken_back),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody is to say something at a moment; `moments` are when the rest was said or happened."""

    story: Story
    moment: datetime
    by: Assignment
    moments: dict[str, datetime]

    def choose(self, of: tuple[Any, ...]) -> Any:
        return self.story.rng.choice(of)


def say_ready(scene: Scene) -> dict[str, Any]:
    return {
        "doctor": scene.choose(texts.DOCTORS),
        "sip_needed": scene.story.sip_needed,
        "outpatient_care_needed": scene.story.outpatient_care_needed,
        "compulsory_outpatient_care": False,
    }


def answer_notice(scene: Scene) -> dict[str, Any]:
    """That they can receive the patient, from when the patient then leaves."""
    if scene.by.unit.municipality_id != scene.story.payer:
        return {"answer": "not_ours", "comment": texts.NOT_OURS}
    day = max(scene.story.ends.date(), scene.moment.date())
    receives_from = max(at(day, scene.choose((8, 10, 12, 14))), after(scene.moment, 0.5))
    return {"answer": "receive", "receives_from": receives_from}


def call_meeting(scene: Scene) -> dict[str, Any]:
    scene.moments["meeting"] = outpatient.meeting_after(scene.story, scene.moment)
    story = scene.story
    call = draw_call(story.rng, scene.moments["meeting"], is_minor=story.is_minor)
    story.called = people_in(call)
    return {**call, **outpatient.draw_meeting_form(story)}


def write_plan(scene: Scene) -> dict[str, Any]:
    story, officer = scene.story, scene.story.officer(scene.moment)
    plan = draw_plan(story.rng, scene.moment, scene.by, officer)
    story.goals = [goal["id"] for goal in plan["goals"]]
    scene.moments["follow_up"] = at(plan["follow_up_on"], story.hours(9, 14))
    return plan


def move_ward(scene: Scene) -> dict[str, Any]:
    """To another ward of the same kind, which goes on from then."""
    story, here = scene.story, scene.by.unit
    others = tuple(ward for ward in story.county.wards(here.care_type) if ward.pk != here.pk)
    there = scene.choose(tuple(story.county.staff(scene.choose(others))))
    story.wards.append(there)
    story.transferred_at = scene.moment
    return {"to": there.unit_id, "reason": scene.choose(texts.TRANSFERS)}


def write_question(scene: Scene) -> dict[str, Any]:
    """The ward's, to the municipality."""
    category, question, _ = scene.choose(texts.QUESTIONS)
    return {"category": category, "to": [scene.story.officer(scene.moment).unit_id], "text": question}


#: By message type: what is said in it.
SAID: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "consent": lambda s: {
        "information": "all",
        "party": "all",
        "how": s.choose(("spoken", "spoken", "written")),
    },
    "take": lambda s: {"responsible": s.by.user_id},
    "care_contact": lambda s: {
        "name": s.by.user.name,
        "title": s.choose(texts.COORDINATORS),
        "phone": s.by.unit.phone,
    },
    "track_choice": lambda s: {"track": "grey"},
    "transfer": move_ward,
    "guardian_named": lambda s: {
        "name": f"{s.choose(names.YOUNGER_WOMEN)} {s.story.resident.person.family_name}",
        "role": "guardian",
        "phone": texts.GUARDIANS_PHONE,
    },
    "planning_note": lambda s: {
        "services": s.choose(texts.MUNICIPALITY_DOES),
        "remaining": texts.REMAINS,
    },
    "general_message": write_question,
    "expected_discharge_change": lambda s: ward.draw_expected_discharge(s.story, s.moment),
    "stated_needs": lambda s: {
        "sip_needed": s.story.sip_needed,
        "outpatient_care_needed": s.story.outpatient_care_needed,
    },
    "ready_notice": say_ready,
    "lpt_notice": say_ready,
    "ready_withdrawal": lambda s: {"reason": s.choose(texts.WITHDRAWN)},
    "ready_reply": answer_notice,
    "outpatient_care": lambda s: {"status": "available", "comment": ""},
    "leave_start": lambda s: {"began_at": s.moment, "comment": ""},
    "leave_end": lambda s: {"ended_at": s.moment},
    "status_report": lambda s: information.status_report(s.story, s.by),
    "discharge": lambda s: ward.discharge(s.story),
    "discharge_information": lambda s: information.discharge_information(s.story, s.by),
    "patient_summary": lambda s: ward.patient_summary(s.story),
    "deceased": lambda s: {"deceased_at": s.story.ends},
    "sip_wish": lambda s: {
        "wish": "declines",
        "said_on": s.moment.date(),
        "said_by": "custodian" if s.story.is_minor else "patient",
        "comment": s.choose(texts.DECLINES_SIP),
    },
    "sip_call": call_meeting,
    "complexity": lambda s: {"complex": "yes"},
    "sip_people": lambda s: {"answers": draw_answers(s.story.rng, s.story.called)},
    "sip_survey": lambda s: draw_survey(s.story.rng),
    "sip_answer": lambda s: {"answer": "accept", "proposed_at": None, "reason": ""},
    "sip_meeting": lambda s: {
        "held_at": s.moments["meeting"],
        "meeting_form": s.choose(("room", "telephone", "video")),
        "person_took_part": s.choose(("yes", "yes", "yes", "yes", "representative", "no")),
        "came": f"{s.by.user.name}\n{s.story.officer(s.moment).user.name}\nPersonen själv",
        "minutes": s.choose(texts.MINUTES),
    },
    "sip_plan": write_plan,
    "sip_confirmation": lambda s: {"version": "1", "answer": "confirms", "reason": ""},
    "sip_follow_up": lambda s: {
        "followed_up_on": s.moment.date(),
        "reached": draw_reached(s.story.rng, s.story.goals),
        "said": s.choose(texts.FOLLOWED_UP),
        "goes_on": "no",
        "next_follow_up_on": None,
    },
    "sip_closing": lambda s: {
        "reason": s.choose(("goals_met", "not_needed")),
        "outcome": "reached",
        "evaluation": s.choose(texts.EVALUATIONS),
    },
}


def tell_stay(
    county: County, resident: Resident, ward_unit: Unit, kind: Kind, course: Course, rng: Random
) -> Story:
    """Everybody has read what came before what they write, and in the end all of it: nothing lies about."""
    story = Story(county, resident.on(county, course.notice_at.date()), ward_unit, course, rng)
    story.sip_needed = not kind.types.isdisjoint({"sip_call", "sip_wish"})
    story.add(ward.admission(story))
    planned = {"planned": ward.draw_planned(story)}
    story.add(Event(course.notice_at, story.wards[0], "planned_admission", planned))
    moments = course.moments
    for step in kind.steps:
        moment = _moment_of(story, step, moments)
        if moment is None:
            continue
        by = story.officer(moment) if step.by is By.OFFICE else story.outpatient
        if step.by is By.WARD:
            by = story.nurse(moment)
        if by is None:
            continue
        story.acknowledge(moment, by)
        story.add(Event(moment, by, step.type, SAID[step.type](Scene(story, moment, by, moments))))
        moments[step.type] = moment
    ward.ring_payer(story)
    tell_amended(story)
    if story.own_chance("protected").random() < PROTECTED:
        amending.tell_protected(story)
    ward.post_the_rest(story)
    acknowledge_the_rest(story)
    municipality.read_beside(story)
    if story.chance(SENT_IN_ERROR):
        amending.take_back(story)
    return story


def tell_amended(story: Story) -> None:
    amending.tell_afterwards(story, ON_PAPER)
    for share, tell_it in AMENDED:
        if story.chance(share):
            tell_it(story)
    amending.tell(story, amending.OF_HISTORY)


def acknowledge_the_rest(story: Story) -> None:
    for since in dict.fromkeys((after(story.ends, 3), max(event.at for event in story.events))):
        readers = (story.officer(since), story.outpatient, story.nurse(since), *story.brought_in)
        for by in filter(None, readers):
            story.acknowledge(office_time(after(since, story.hours(1, 30)), story.rng), by)


def _moment_of(story: Story, step: Step, moments: dict[str, datetime]) -> datetime | None:
    """None where the step is left out."""
    if step.follows not in moments or not story.chance(step.chance):
        return None
    if step.type == "outpatient_care" and not story.outpatient_care_needed:
        return None
    if step.type == "guardian_named" and not story.is_minor:
        return None
    moment = after(moments[step.follows], story.hours(*step.hours))
    if step.by is not By.WARD:
        moment = office_time(moment, story.rng)
    elif step.hours[1]:
        # At the very moment of the course, or when somebody is awake to write it.
        moment = awake_time(moment, story.rng)
    is_late = moment >= story.ends and not step.outlives
    is_late |= bool(step.until) and moment > moments[step.until] - _MARGIN
    # A notice that has been taken back is not answered.
    withdrawn = moments.get("withdrawn")
    is_late |= step.follows == "ready" and withdrawn is not None and moment >= withdrawn
    return None if is_late else moment
