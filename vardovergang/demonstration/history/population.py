"""Who comes to hospital, month by month: as many in each, by where people live; the same for a seed."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from municipalities.models import Unit
from municipalities.units.parties import CareType
from vardovergang.demonstration.clock import after, at, weekend_thinned
from vardovergang.demonstration.courses import Course
from vardovergang.demonstration.history.courses import Kind, draw_course, draw_kind
from vardovergang.demonstration.people.county import County
from vardovergang.demonstration.people.persons import Numbers, Resident, resident
from vardovergang.demonstration.plans import CARE_TYPES, MOST_STAYS, Plan

#: So many stays with an inskrivningsmeddelande a month in the whole county (assumed).
MONTHLY = 8000
#: How many come back, and how many days after going home they do.
READMITTED = 0.16
SHORTEST_GAP, LONGEST_GAP = 1.1, 120
#: Fewer come on a Saturday or a Sunday.
WEEKENDS = 0.7


@dataclass(frozen=True, slots=True)
class History:
    """A share of the county's stays from the plan's first month until now; the plan's cases are others."""

    plan: Plan
    share: float

    def as_json(self) -> dict[str, Any]:
        return {"plan": self.plan.as_json(), "share": self.share}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> History:
        return cls(Plan.from_json(said["plan"]), said["share"])

    @property
    def months(self) -> dict[date, int]:
        """The stays that begin in each month; of the one that runs, as many as its days make."""
        months, first = {}, self.plan.begins
        while first <= self.plan.today:
            days = monthrange(first.year, first.month)[1]
            part = min(1.0, (self.plan.today - first).days / days)
            months[first] = round(MONTHLY * self.share * part)
            first += timedelta(days=days)
        return months

    @property
    def stays(self) -> int:
        return sum(self.months.values())


@dataclass(frozen=True, slots=True)
class HistoricLife:
    """A person's stays in order, each of its kind, and the random numbers with which they go on."""

    id: UUID
    resident: Resident
    ward: Unit
    stays: tuple[tuple[Kind, Course], ...]
    rng: Random


def patient_id(history: History, month: date, index: int) -> UUID:
    """The same for the same person each time: who is there is found by it. Nobody else has an id like it."""
    return uuid5(NAMESPACE_URL, f"history {history.plan.seed} {month} {index}")


def lives(history: History, county: County, taken: frozenset[str]) -> Iterator[HistoricLife]:
    """Everybody; `taken` are the identity numbers of the county's other persons."""
    numbers = Numbers(history.plan.today, taken)
    readmitted: Counter[date] = Counter()
    for month, wanted in history.months.items():
        for index in count():
            if index + readmitted[month] >= wanted:
                break
            rng = Random(f"{history.plan.seed} history {month} {index}")  # noqa: S311 - nothing secret
            life = draw_life(history, county, numbers, month, patient_id(history, month, index), rng)
            readmitted.update(course.admitted_at.date().replace(day=1) for _, course in life.stays[1:])
            yield life


def draw_life(
    history: History, county: County, numbers: Numbers, month: date, id: UUID, rng: Random
) -> HistoricLife:
    plan = history.plan
    care_type = rng.choices(list(CARE_TYPES), list(CARE_TYPES.values()))[0]
    admitted_at = draw_admission(plan, month, rng)
    home = county.some_area(admitted_at.date(), rng)
    person = resident(county, numbers, home, care_type, admitted_at.date(), rng)
    ward = county.ward(home.sector, care_type, rng)
    pace = county.pace(home.office)
    stays = [draw_stay(care_type, admitted_at, pace, rng)]
    while len(stays) < MOST_STAYS and rng.random() < READMITTED and not stays[-1][1].dies:
        again = after(stays[-1][1].ended_at, 24 * rng.uniform(SHORTEST_GAP, LONGEST_GAP))
        stay = draw_stay(care_type, again, pace, rng)
        if stay[1].notice_at >= plan.now:
            break
        stays.append(stay)
    return HistoricLife(id, person, ward, tuple(stays), rng)


def draw_stay(care_type: CareType, admitted_at: datetime, pace: float, rng: Random) -> tuple[Kind, Course]:
    kind = draw_kind(care_type, rng)
    return kind, draw_course(kind, admitted_at, pace, rng)


def draw_admission(plan: Plan, month: date, rng: Random) -> datetime:
    """Some day of the month that has been, mostly in the afternoon."""
    days = min(monthrange(month.year, month.month)[1], (plan.today - month).days)
    day = month + timedelta(days=rng.randrange(max(1, days)))
    thinned = weekend_thinned(day, rng, WEEKENDS)
    if thinned.month == month.month and thinned < plan.today:
        day = thinned
    return at(day, rng.triangular(0, 24, 15))
