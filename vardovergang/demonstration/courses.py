"""The course of a stay: when the person comes, is ready and leaves. `stories` says what is sent in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log
from random import Random

from municipalities.units.parties import CareType
from vardovergang.demonstration.clock import after, at, awake_time, daytime, weekend_thinned

#: care type: (median days until ready, their spread, mean days from ready until home)
LENGTHS: dict[CareType, tuple[float, float, float]] = {
    CareType.SOMATIC: (5, 0.7, 2.1),
    CareType.PSYCHIATRIC: (17, 0.6, 5),
    CareType.ADDICTION: (7, 0.5, 2),
    CareType.CHILD_PSYCHIATRIC: (12, 0.6, 3.5),
}
LATE_NOTICE, LATER_NEED = 0.12, 0.08
NO_READY_NOTICE, WITHDRAWN, STUCK, DIES = 0.07, 0.07, 0.05, 0.03


@dataclass(frozen=True, slots=True)
class Ready:
    """A notice of utskrivningsklar, and its withdrawal if there is one."""

    notice_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    admitted_at: datetime
    need_assessed_at: datetime | None
    notice_at: datetime
    planned_for: date
    ready: tuple[Ready, ...]
    ended_at: datetime
    dies: bool = False

    @property
    def moments(self) -> dict[str, datetime]:
        """What happens in it, by name; `again` is the second time of utskrivningsklar."""
        moments = {"notice": self.notice_at, "home": self.ended_at}
        moments |= dict(zip(("ready", "again"), (ready.notice_at for ready in self.ready), strict=False))
        withdrawn = next((ready.withdrawn_at for ready in self.ready if ready.withdrawn_at), None)
        return moments | ({"withdrawn": withdrawn} if withdrawn else {})


def course(care_type: CareType, admitted_at: datetime, pace: float, rng: Random) -> Course:
    """`pace` is how slow the municipality is: it lengthens the wait from ready until home."""
    need_assessed_at, notice_at = notice_times(admitted_at, rng)
    median, spread, wait = LENGTHS[care_type]
    days = rng.lognormvariate(log(median), spread)
    ready_at = max(ready_time(admitted_at.date() + timedelta(days=int(days)), rng), after(notice_at, 2))
    ready: tuple[Ready, ...] = (Ready(ready_at),)
    if rng.random() < NO_READY_NOTICE:
        ready = ()
    elif rng.random() <= WITHDRAWN:
        withdrawn = awake_time(after(ready_at, rng.uniform(3, 40)), rng)
        again = ready_time(withdrawn.date() + timedelta(days=rng.randint(1, 5)), rng)
        ready = (Ready(ready_at, withdrawn), Ready(again))
    last = ready[-1].notice_at if ready else ready_at

    # Many go home the same day, most within some days, a few wait for weeks.
    days = rng.expovariate(1 / (wait * pace)) * (5 if rng.random() < STUCK else 1)
    leaves = at(last.date() + timedelta(days=int(days)), rng.uniform(10, 17))
    ended_at = max(leaves, after(last, rng.uniform(1.5, 4)))
    dies = care_type is CareType.SOMATIC and rng.random() < DIES
    return Course(
        admitted_at,
        need_assessed_at,
        notice_at,
        planned_for=ready_at.date(),
        ready=ready,
        ended_at=dying_time(ended_at, rng) if dies else daytime(ended_at, rng),
        dies=dies,
    )


def dying_time(moment: datetime, rng: Random) -> datetime:
    """Any hour of the day or the night, and no earlier."""
    return after(moment, rng.uniform(0, 24))


def notice_times(admitted_at: datetime, rng: Random) -> tuple[datetime | None, datetime]:
    """Most notices are sent within 24 h of the admission or of when the need was assessed, some too late."""
    chance = rng.random()
    if chance < LATE_NOTICE:
        return None, awake_time(after(admitted_at, rng.uniform(25, 80)), rng)
    if chance < LATE_NOTICE + LATER_NEED:
        need = after(admitted_at, rng.uniform(12, 72))
        return need, awake_time(after(need, rng.uniform(0.5, 8)), rng)
    return None, awake_time(after(admitted_at, rng.uniform(0.7, 12)), rng)


def ready_time(day: date, rng: Random) -> datetime:
    """The round is in the morning; a third of the notices are sent after 12."""
    hour = rng.uniform(8.5, 12) if rng.random() < 0.66 else rng.uniform(12.01, 16.5)
    return at(weekend_thinned(day, rng, 0.3), hour)
