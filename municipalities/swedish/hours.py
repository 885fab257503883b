"""Which of a unit's contacts is the one to use now. Pure.

Opening hours are text that people write, so what is asked is the calendar alone: on the afternoon before a
day off, whoever sends somebody home needs to know who answers then (assumed).
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from municipalities.swedish.clock import ONE_DAY, STOCKHOLM
from municipalities.swedish.weekdays import is_weekday

#: From then on the day before a day off counts as it (assumed).
AFTERNOON = time(12)
_SATURDAY = 5


class Hours(StrEnum):
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


def hours_at(now: datetime) -> Hours:
    """What kind of day it is, or soon will be."""
    local = now.astimezone(STOCKHOLM)
    today = _hours_on(local.date())
    if today is Hours.WEEKDAY and local.time() >= AFTERNOON:
        return _hours_on(local.date() + ONE_DAY)
    return today


def _hours_on(day: date) -> Hours:
    if is_weekday(day):
        return Hours.WEEKDAY
    return Hours.WEEKEND if day.weekday() >= _SATURDAY else Hours.HOLIDAY
