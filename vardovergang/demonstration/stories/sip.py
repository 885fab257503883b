"""A SIP after its call: the meeting, the plan, who confirms it, how it is followed up and closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from municipalities.models import Assignment
from vardovergang.demonstration import texts
from vardovergang.demonstration.clock import after, at, office_time
from vardovergang.demonstration.stories.story import ACKNOWLEDGE

#: Says a message of a type at a moment, if the person still lives; answers whether it was said.
Say = Callable[..., bool]
CANCELLED, HELD, PLANNED, FOLLOWED, GOES_ON, CLOSED = 0.07, 0.78, 0.9, 0.85, 0.45, 0.6
MOST_FOLLOW_UPS = 3


@dataclass(frozen=True, slots=True)
class Sip:
    """Who takes part, and how something is said: the same in a stay and outside one."""

    rng: Random
    say: Say
    coordinator: Assignment
    officer: Callable[[datetime], Assignment]
    caller: Assignment
    #: Nothing is left undone: the ward would have asked about it, as long as the person stayed there.
    is_thorough: bool = False

    def go_on(self, meeting: datetime, form: str) -> None:
        """From the meeting on; some meetings are called off, and of some nobody writes what was said."""
        if self._chance(CANCELLED):
            self.say(
                after(meeting, -1),
                self.caller,
                "sip_call_cancellation",
                reason=self._draw_one(texts.CALLED_OFF),
            )
            return
        if not self._chance(HELD / (1 - CANCELLED)) and not self.is_thorough:
            return
        written = after(meeting, self.rng.uniform(1, 3))
        held = self.say(
            written,
            self.caller,
            "sip_meeting",
            held_at=meeting,
            meeting_form=form,
            person_took_part=self.rng.choices(("yes", "representative", "no"), (80, 14, 6))[0],
            came_people=[],
            came=f"{self.coordinator.user.name}\n{self.officer(meeting).user.name}\nPersonen själv",
            minutes=self._draw_one(texts.MINUTES),
        )
        if held and (self._chance(PLANNED) or self.is_thorough):
            self._tell_plan(office_time(after(written, self.rng.uniform(0.3, 40)), self.rng))

    def _tell_plan(self, moment: datetime) -> None:
        contents = draw_plan(self.rng, moment, self.coordinator, self.officer(moment))
        follow_up_on = contents["follow_up_on"]
        if not self.say(moment, self.caller, "sip_plan", **contents):
            return
        self._acknowledge(moment)
        other = self.coordinator if self.caller.unit_id != self.coordinator.unit_id else None
        answered = office_time(after(moment, self.rng.uniform(1, 60)), self.rng)
        if self._chance(0.85) or self.is_thorough:
            by = other or self.officer(answered)
            answer = "confirms" if self._chance(0.94) else "objects"
            reason = "" if answer == "confirms" else texts.CHANGE_THE_PLAN
            self.say(answered, by, "sip_confirmation", version="1", answer=answer, reason=reason)
        goals = [goal["id"] for goal in contents["goals"]]
        self._follow_ups(max(follow_up_on, answered.date() + timedelta(days=1)), goals)

    def _follow_ups(self, day: date, goals: list[str]) -> None:
        """On the day or some days late; some are never followed up, and stand as late; some are closed."""
        for _ in range(MOST_FOLLOW_UPS):
            if not self._chance(FOLLOWED):
                return
            late = 0 if self._chance(0.75) else self.rng.randint(2, 20)
            moment = office_time(at(day + timedelta(days=late), self.rng.uniform(9, 15)), self.rng)
            goes_on = self._chance(GOES_ON)
            following = moment.date() + timedelta(days=self.rng.randint(60, 120)) if goes_on else None
            self.say(
                moment,
                self.officer(moment) if self._chance(0.5) else self.coordinator,
                "sip_follow_up",
                followed_up_on=moment.date(),
                reached=draw_reached(self.rng, goals),
                said=self._draw_one(texts.FOLLOWED_UP),
                goes_on="yes" if goes_on else "no",
                next_follow_up_on=following,
            )
            self._acknowledge(moment)
            if following is None:
                if self._chance(CLOSED):
                    closed_at = after(moment, 0.5)
                    reason = self.rng.choice(("goals_met", "not_needed"))
                    values = {
                        "reason": reason,
                        "outcome": "reached",
                        "evaluation": self._draw_one(texts.EVALUATIONS),
                    }
                    self.say(closed_at, self.officer(closed_at), "sip_closing", **values)
                    self._acknowledge(closed_at)
                return
            day = following

    def _acknowledge(self, moment: datetime) -> None:
        """Within some days, by most."""
        for slowest in (20, 90):
            later = office_time(after(moment, self.rng.uniform(1, slowest)), self.rng)
            by = self.coordinator if slowest == 20 else self.officer(later)
            if self._chance(0.9):
                self.say(later, by, ACKNOWLEDGE)

    def _chance(self, share: float) -> bool:
        return self.rng.random() < share

    def _draw_one(self, of: tuple[Any, ...]) -> Any:
        return self.rng.choice(of)


def draw_plan(rng: Random, moment: datetime, coordinator: Assignment, officer: Assignment) -> dict[str, Any]:
    follow_up_on = moment.date() + timedelta(days=rng.randint(28, 90))
    own_words, needs, goals = rng.choice(texts.PLANS)
    aims = [goal.strip(". ") for goal in goals.split(". ")]
    main = rng.choice(("outpatient", "municipal"))
    somebody = coordinator if main == "outpatient" else officer
    return {
        "own_words": own_words,
        "needs": needs,
        "goals": [
            {"id": str(n), "what": what, "how": rng.choice(texts.SIGNS), "party": main, "who": ""}
            for n, what in enumerate(aims, 1)
        ],
        "services": [
            _service_line(rng.choice(texts.CARE), "outpatient", coordinator, "Varje vecka"),
            _service_line(rng.choice(texts.HELP), "municipal", officer, "Varje dag"),
            *(
                [dict(zip(("what", "party", "who"), rng.choice(texts.SERVICES_OF_OTHERS), strict=True))]
                if rng.random() < 0.4
                else []
            ),
        ],
        "others": rng.choice(texts.OTHERS),
        "main_party": main,
        "contact": f"{somebody.user.name}, {somebody.unit.phone}",
        "follow_up_on": follow_up_on,
    }


def _service_line(what: str, party: str, somebody: Assignment, when: str) -> dict[str, str]:
    return {"what": what, "party": party, "who": somebody.user.name, "when": when}


def draw_call(rng: Random, meeting: datetime, *, is_minor: bool) -> dict[str, Any]:
    """What a call says beside where the meeting is: what for, when it ends, who is called and is no unit."""
    purposes = texts.PURPOSES_OF_CHILDREN if is_minor else texts.PURPOSES
    others: Sequence[tuple[str, str]] = (
        texts.CALLED_FOR_CHILDREN if is_minor else (rng.choice(texts.OTHERS_CALLED),)
    )
    if not is_minor and rng.random() < 0.5:
        others = ()
    people = [("patient", ""), *others]
    return {
        "purpose": rng.choice(purposes),
        "meeting_at": meeting,
        "meeting_ends_at": after(meeting, rng.choice((0.5, 0.75, 1, 1.5))),
        "people": [{"id": str(n), "kind": kind, "name": name} for n, (kind, name) in enumerate(people, 1)],
    }


def draw_answers(rng: Random, people: list[str]) -> list[dict[str, str]]:
    """What those who are no units have answered; a few can't be reached."""
    answers = ("comes", "declines", "other_time", "not_reached")
    return [{"id": person, "answer": rng.choices(answers, (84, 8, 4, 4))[0], "word": ""} for person in people]


def people_in(call: dict[str, Any]) -> list[str]:
    return [person["id"] for person in call["people"]]


def draw_survey(rng: Random) -> dict[str, Any]:
    situation, own_words = rng.choice(texts.SURVEYS)
    doing, question = rng.choice(texts.MUNICIPALITY_DOES), rng.choice(texts.SURVEY_QUESTIONS)
    return {"situation": situation, "own_words": own_words, "services": doing, "questions": question}


def draw_reached(rng: Random, goals: list[str]) -> list[dict[str, str]]:
    """How it stands with each goal."""
    standings = ("reached", "partly", "not_reached", "not_relevant")
    return [
        {
            "id": goal,
            "answer": rng.choices(standings, (40, 40, 15, 5))[0],
            "word": rng.choice(texts.OWN_WORDS),
        }
        for goal in goals
    ]
