"""The courses that most stays have, as data: how long, and what is said in them by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cached_property
from math import log
from random import Random

from municipalities.units.parties import CareType
from vardovergang.demonstration.clock import after, at, awake_time, daytime, weekend_thinned
from vardovergang.demonstration.courses import Course, Ready, dying_time, notice_times, ready_time
from vardovergang.demonstration.plans import CARE_TYPES


class By(Enum):
    """Who says it."""

    WARD = auto()
    OUTPATIENT = auto()
    OFFICE = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """A message of the type, some hours after what it follows; offices write when they are open.

    It follows a moment of the course (notice, ready, withdrawn, again, home, meeting, follow_up) or
    another message, and is not sent where that was not. Nor is it when the person has gone home, but
    for what `outlives` the stay, nor less than two hours before `until`.
    """

    type: str
    by: By
    follows: str
    hours: tuple[float, float]
    chance: float = 1.0
    outlives: bool = False
    until: str = ""


@dataclass(frozen=True)
class Kind:
    """A course: how common it is, of 100 stays of each care type, and how it goes.

    `days` are the median from the admission until ready, and their spread; `wait` the shortest and the
    mean days from then until home. `notices` is how often the patient is told to be ready.
    """

    name: str
    shares: Mapping[CareType, int]
    days: tuple[float, float]
    wait: tuple[float, float]
    notices: int
    steps: tuple[Step, ...]

    @cached_property
    def types(self) -> frozenset[str]:
        return frozenset(step.type for step in self.steps)


SOMATIC, PSYCHIATRIC, ADDICTION, CHILD = CARE_TYPES
WARD, OUTPATIENT, OFFICE = By.WARD, By.OUTPATIENT, By.OFFICE

_BEGUN = (
    Step("consent", WARD, "notice", (0.1, 0.6)),
    Step("take", OFFICE, "notice", (0.7, 20), chance=0.95),
    Step("care_contact", OUTPATIENT, "notice", (0.7, 30), chance=0.9),
    Step("guardian_named", WARD, "notice", (0.2, 2)),
    Step("status_report", OFFICE, "take", (0.5, 20), chance=0.3),
    Step("planning_note", OFFICE, "take", (4, 40), chance=0.15),
    Step("general_message", WARD, "take", (2, 30), chance=0.06),
)
_ANSWERED = (
    Step("ready_reply", OFFICE, "ready", (0.3, 6), chance=0.9),
    Step("outpatient_care", OUTPATIENT, "ready", (0.3, 8), chance=0.9),
)
_DECLARED = (
    Step("expected_discharge_change", WARD, "notice", (12, 70), chance=0.25, until="ready"),
    Step("stated_needs", WARD, "notice", (4, 60), chance=0.4, until="ready"),
    Step("ready_notice", WARD, "ready", (0, 0)),
    *_ANSWERED,
)
_HOME = (
    Step("discharge", WARD, "home", (0.05, 0.8), outlives=True),
    Step("discharge_information", WARD, "home", (0.9, 2), outlives=True),
    Step("patient_summary", WARD, "home", (2.1, 3), outlives=True),
)
_SIP = (
    Step("complexity", OFFICE, "notice", (20, 40), chance=0.08),
    Step("sip_call", OUTPATIENT, "care_contact", (0.5, 20), outlives=True),
    Step("sip_answer", OFFICE, "sip_call", (0.5, 15), outlives=True, until="meeting"),
    Step("sip_people", OUTPATIENT, "sip_call", (0.5, 12), chance=0.8, outlives=True, until="meeting"),
    Step("sip_survey", OFFICE, "sip_call", (0.5, 15), chance=0.3, outlives=True, until="meeting"),
    Step("sip_meeting", OUTPATIENT, "meeting", (1, 3), outlives=True),
    Step("sip_plan", OUTPATIENT, "sip_meeting", (0.5, 20), outlives=True),
    Step("sip_confirmation", OFFICE, "sip_plan", (1, 60), outlives=True),
    Step("sip_follow_up", OUTPATIENT, "follow_up", (0, 4), outlives=True),
    Step("sip_closing", OFFICE, "sip_follow_up", (0.5, 20), outlives=True),
)

KINDS = (
    # Nobody needs anything of anybody: home by the ordinary routine.
    Kind(
        "outside the act",
        {SOMATIC: 30, PSYCHIATRIC: 0, ADDICTION: 25, CHILD: 0},
        days=(2.5, 0.6),
        wait=(0, 0.2),
        notices=0,
        steps=(
            Step("track_choice", WARD, "notice", (0.3, 2)),
            Step("discharge", WARD, "home", (0.05, 0.8), outlives=True),
        ),
    ),
    Kind(
        "home when ready",
        {SOMATIC: 31, PSYCHIATRIC: 17, ADDICTION: 32, CHILD: 25},
        days=(4, 0.6),
        wait=(0, 0.5),
        notices=1,
        steps=(*_BEGUN, *_DECLARED, *_HOME),
    ),
    Kind(
        "some days' wait",
        {SOMATIC: 13, PSYCHIATRIC: 14, ADDICTION: 15, CHILD: 19},
        days=(6, 0.6),
        wait=(1, 1.2),
        notices=1,
        steps=(*_BEGUN, *_DECLARED, *_HOME),
    ),
    Kind(
        "never told to be ready",
        {SOMATIC: 6, PSYCHIATRIC: 10, ADDICTION: 12, CHILD: 12},
        days=(3, 0.6),
        wait=(0, 0.3),
        notices=0,
        steps=(*_BEGUN, *_HOME),
    ),
    Kind(
        "SIP",
        {SOMATIC: 7, PSYCHIATRIC: 16, ADDICTION: 5, CHILD: 18},
        days=(7, 0.6),
        wait=(1, 1.5),
        notices=1,
        steps=(
            *(replace(step, chance=1.0) for step in _BEGUN),
            *_DECLARED,
            *_HOME,
            *_SIP,
        ),
    ),
    Kind(
        "declines a SIP",
        {SOMATIC: 1, PSYCHIATRIC: 2, ADDICTION: 1, CHILD: 1},
        days=(6, 0.6),
        wait=(1, 2),
        notices=1,
        steps=(*_BEGUN, *_DECLARED, Step("sip_wish", WARD, "ready", (0.2, 1.2), outlives=True), *_HOME),
    ),
    Kind(
        "the municipality pays",
        {SOMATIC: 4, PSYCHIATRIC: 10, ADDICTION: 4, CHILD: 4},
        days=(7, 0.5),
        wait=(4, 4),
        notices=1,
        steps=(*_BEGUN, *_DECLARED, *_HOME),
    ),
    Kind(
        "told too early",
        {SOMATIC: 3, PSYCHIATRIC: 5, ADDICTION: 3, CHILD: 4},
        days=(6, 0.6),
        wait=(0, 1.5),
        notices=2,
        steps=(
            *_BEGUN,
            *_DECLARED,
            Step("ready_withdrawal", WARD, "withdrawn", (0, 0)),
            Step("ready_notice", WARD, "again", (0, 0)),
            Step("ready_reply", OFFICE, "again", (0.3, 6), chance=0.9),
            *_HOME,
        ),
    ),
    Kind(
        "another ward",
        {SOMATIC: 2, PSYCHIATRIC: 3, ADDICTION: 2, CHILD: 2},
        days=(8, 0.5),
        wait=(0, 1),
        notices=1,
        steps=(
            _BEGUN[0],
            Step("transfer", WARD, "consent", (3, 30)),
            *_BEGUN[1:],
            *_DECLARED,
            *_HOME,
        ),
    ),
    Kind(
        "at home for a night",
        {SOMATIC: 0, PSYCHIATRIC: 15, ADDICTION: 0, CHILD: 15},
        days=(19, 0.4),
        wait=(0, 2),
        notices=1,
        steps=(
            *_BEGUN,
            Step("leave_start", WARD, "consent", (40, 60)),
            Step("leave_end", WARD, "leave_start", (18, 40)),
            *_DECLARED,
            *_HOME,
        ),
    ),
    Kind(
        "compulsory care goes on at home",
        {SOMATIC: 0, PSYCHIATRIC: 8, ADDICTION: 0, CHILD: 0},
        days=(21, 0.5),
        wait=(1, 4),
        notices=1,
        steps=(*_BEGUN, Step("lpt_notice", WARD, "ready", (0, 0)), *_ANSWERED, *_HOME),
    ),
    Kind(
        "dies",
        {SOMATIC: 3, PSYCHIATRIC: 0, ADDICTION: 1, CHILD: 0},
        days=(5, 0.8),
        wait=(0, 0.3),
        notices=0,
        steps=(*_BEGUN, Step("deceased", WARD, "home", (0.5, 3), outlives=True)),
    ),
)
#: Days from ready until home, at most.
LONGEST_WAIT = 45
#: Hours from the notice until ready, at least: who is on leave comes back before anything else is told.
BEFORE_READY, BEFORE_READY_WITH_LEAVE = 3, 120


def draw_kind(care_type: CareType, rng: Random) -> Kind:
    return rng.choices(KINDS, [kind.shares[care_type] for kind in KINDS])[0]


def draw_course(kind: Kind, admitted_at: datetime, pace: float, rng: Random) -> Course:
    """`pace` is how slow the municipality is: it lengthens the wait from ready until home."""
    need_assessed_at, notice_at = notice_times(admitted_at, rng)
    median, spread = kind.days
    days = rng.lognormvariate(log(median), spread)
    declared = ready_time(admitted_at.date() + timedelta(days=int(days)), rng)
    least = BEFORE_READY_WITH_LEAVE if "leave_start" in kind.types else BEFORE_READY
    ready_at = max(declared, awake_time(after(notice_at, least), rng))
    ready: tuple[Ready, ...] = (Ready(ready_at),) if kind.notices else ()
    last = ready_at
    if kind.notices > 1:
        withdrawn = awake_time(after(ready_at, rng.uniform(3, 30)), rng)
        last = ready_time(withdrawn.date() + timedelta(days=rng.randint(1, 3)), rng)
        ready = (Ready(ready_at, withdrawn), Ready(last))
    shortest, mean = kind.wait
    wait = min(shortest + rng.expovariate(1 / (mean * pace)), LONGEST_WAIT)
    day = weekend_thinned(last.date() + timedelta(days=int(wait)), rng, 0.4)
    leaves = at(day, rng.uniform(10, 17))
    ended_at = max(leaves, after(last, rng.uniform(1.5, 4)))
    dies = "deceased" in kind.types
    ended_at = dying_time(ended_at, rng) if dies else daytime(ended_at, rng)
    return Course(admitted_at, need_assessed_at, notice_at, ready_at.date(), ready, ended_at, dies)
