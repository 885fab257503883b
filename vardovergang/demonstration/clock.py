"""When people do things, in Stockholm's civil time: offices by day on weekdays, wards mostly by day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from municipalities.swedish.clock import midnight

OPENS, CLOSES = time(8, 0), time(16, 30)


def at(day: date, hour: float) -> datetime:
    """A moment of the day, by the hour with its fraction."""
    return midnight(day) + timedelta(seconds=int(hour * 3600))


def after(moment: datetime, hours: float) -> datetime:
    return moment + timedelta(seconds=int(hours * 3600))


def office_time(moment: datetime, rng: Random) -> datetime:
    """The moment itself when offices are open, else some time in the next open morning."""
    if moment.weekday() < 5 and OPENS <= moment.time() < CLOSES:
        return moment
    day = moment.date() if moment.time() < OPENS else moment.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return at(day, 8 + rng.random() * 2.5)


def awake_time(moment: datetime, rng: Random) -> datetime:
    """Wards write at any hour, but what can wait is not written at night."""
    if 6 <= moment.hour < 22:
        return moment
    day = moment.date() if moment.hour < 6 else moment.date() + timedelta(days=1)
    return at(day, 6.5 + rng.random() * 2)


def daytime(moment: datetime, rng: Random) -> datetime:
    """When people go home: not in the evening or at night."""
    if 8 <= moment.hour < 19:
        return moment
    day = moment.date() if moment.hour < 8 else moment.date() + timedelta(days=1)
    return at(day, rng.uniform(9, 15))


def weekend_thinned(day: date, rng: Random, share: float) -> date:
    """Monday instead of the weekend, except for a share of cases."""
    if day.weekday() < 5 or rng.random() < share:
        return day
    return day + timedelta(days=7 - day.weekday())
