"""Who comes to hospital and when: the whole county's stays, the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from municipalities.models import Unit
from municipalities.swedish.clock import STOCKHOLM
from municipalities.units.parties import CareType
from vardovergang.demonstration.clock import after, at
from vardovergang.demonstration.courses import Course, course
from vardovergang.demonstration.people.county import Area, County
from vardovergang.demonstration.people.persons import Numbers, Resident, resident

CARE_TYPES = {
    CareType.SOMATIC: 82,
    CareType.PSYCHIATRIC: 10,
    CareType.ADDICTION: 5,
    CareType.CHILD_PSYCHIATRIC: 3,
}
#: How many come back, and how many days after going home they do.
READMITTED = 0.17
GAPS = ((1.1, 7), (4, 30), (15, 200))
MOST_STAYS = 4

#: Persons who are in hospital now at the units of the demonstration's accounts, whose lists they make lively:
#: (municipality, or a district by the name that it had or has; ward; outpatient unit), and a weight.
FOCUS_SHARE, FOCUS_DAYS = 0.055, 9
FOCUS: dict[tuple[str, str, str], int] = {
    ("Spånga-Tensta", "Akutgeriatrik 12", "Tensta vårdcentral"): 8,
    ("Spånga-Tensta", "Medicin 61", "Rinkeby vårdcentral"): 3,
    ("Spånga-Tensta", "Stroke 33", "Tensta vårdcentral"): 3,
    ("Spånga-Tensta", "Psykosvård 51", "Psykiatrisk öppenvård Järva"): 3,
    ("Hässelby-Vällingby", "Medicin 61", "Vällingby vårdcentral"): 1,
    ("Bromma", "Psykosvård 51", "Psykiatrisk öppenvård Järva"): 1,
    ("Täby", "Akutgeriatrik 12", "Täby vårdcentral"): 2,
    ("Huddinge", "Geriatrik R84", "Huddinge vårdcentral"): 5,
    ("Huddinge", "Kirurgi B63", "Flemingsbergs vårdcentral"): 4,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides everything: the same plan on the same directory gives the same county."""

    months: int
    cases: int
    seed: int
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(STOCKHOLM).date()

    @property
    def begins(self) -> date:
        """The first day of the month that lies `months` back: that many whole months, and this one."""
        month = self.today.year * 12 + self.today.month - 1 - self.months
        return date(month // 12, month % 12 + 1, 1)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"now": self.now.isoformat()}

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Plan:
        return cls(**said | {"now": datetime.fromisoformat(said["now"])})


@dataclass(frozen=True, slots=True)
class Life:
    """A person's stays in order, and the random numbers with which they go on."""

    resident: Resident
    ward: Unit
    courses: tuple[Course, ...]
    rng: Random


def lives(plan: Plan, county: County) -> Iterator[Life]:
    """All persons of the county, until the cases are used up."""
    numbers = Numbers(plan.today)
    left = plan.cases
    for index in count():
        if left <= 0:
            return
        rng = Random(f"{plan.seed}/{index}")  # noqa: S311 - nothing secret
        life = _Planner(plan, county, numbers, rng).life(left)
        left -= len(life.courses)
        yield life


@dataclass(frozen=True, slots=True)
class _Planner:
    plan: Plan
    county: County
    numbers: Numbers
    rng: Random

    def life(self, most: int) -> Life:
        if self.rng.random() < FOCUS_SHARE:
            return self._in_focus()
        # Any day from the plan's first until now; most people come in the afternoon.
        days = (self.plan.today - self.plan.begins).days
        day = self.plan.begins + timedelta(days=self.rng.randint(0, days))
        admitted_at = at(day, self.rng.triangular(0, 24, 15))
        if admitted_at >= self.plan.now:
            admitted_at = after(admitted_at, -24)
        care_type = self.rng.choices(list(CARE_TYPES), list(CARE_TYPES.values()))[0]
        home = self.county.some_area(admitted_at.date(), self.rng)
        person = self._resident(home, care_type, admitted_at)
        ward = self.county.ward(home.sector, care_type, self.rng)
        stays = [self._first_stay(person, admitted_at)]
        while len(stays) < min(most, MOST_STAYS) and self.rng.random() < READMITTED and not stays[-1].dies:
            shortest, longest = self.rng.choice(GAPS)
            again = self._stay(person, after(stays[-1].ended_at, 24 * self.rng.uniform(shortest, longest)))
            if again.notice_at >= self.plan.now:
                break
            stays.append(again)
        return Life(person, ward, tuple(stays), self.rng)

    def _in_focus(self) -> Life:
        """In hospital since a few days, at a unit that one of the accounts sees."""
        place, ward_name, outpatient = self.rng.choices(list(FOCUS), list(FOCUS.values()))[0]
        begun = -24 * self.rng.uniform(0.1, FOCUS_DAYS)
        admitted_at = after(self.plan.now.astimezone(STOCKHOLM), begun)
        home = self.county.area_of(place, admitted_at.date())
        ward = self.county.unit(ward_name)
        person = self._resident(home, CareType(ward.care_type), admitted_at)
        person = replace(person, listed=self.county.unit(outpatient), placed_by=None)
        return Life(person, ward, (self._first_stay(person, admitted_at),), self.rng)

    def _resident(self, home: Area, care_type: CareType, admitted_at: datetime) -> Resident:
        return resident(self.county, self.numbers, home, care_type, admitted_at.date(), self.rng)

    def _first_stay(self, person: Resident, admitted_at: datetime) -> Course:
        """A stay that the ward has told of: a day earlier if the notice would lie ahead of us."""
        while (stay := self._stay(person, admitted_at)).notice_at >= self.plan.now:
            admitted_at = after(admitted_at, -24)
        return stay

    def _stay(self, person: Resident, admitted_at: datetime) -> Course:
        return course(person.care_type, admitted_at, self.county.pace(person.home.office), self.rng)
