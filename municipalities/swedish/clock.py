"""Stockholm's time, and times as people say them in Swedish. Pure: `now` is always an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from municipalities.swedish.months import MONTHS, SHORT_MONTHS

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ONE_DAY = timedelta(days=1)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
NEAR_DAYS = {-1: "i går", 0: "i dag", 1: "i morgon"}
#: The hours that a clock shows twice, by their offsets.
SEASONS = {"+02:00": "sommartid", "+01:00": "vintertid"}
#: From this far away a deadline is said as a day, not as a number of hours.
HOURS_UNTIL = timedelta(hours=24)


def local(moment: datetime) -> datetime:
    return moment.astimezone(STOCKHOLM)


def age_on(day: date, born: date | None) -> int | None:
    """In whole years; None of somebody whose birth date is not known, as with a reserve number."""
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def local_date(moment: datetime) -> date:
    """The calendar date in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


def settled(moment: datetime) -> datetime:
    """The moment with Stockholm's offset as a number.

    Of two that share a zone Python compares the clocks' faces, which show an hour of October twice.
    """
    return datetime.fromisoformat(moment.astimezone(STOCKHOLM).isoformat())


def midnight(day: date) -> datetime:
    """When the day begins in Stockholm."""
    return datetime.combine(day, time.min, STOCKHOLM)


def last_second(day: date) -> datetime:
    """The last second of a day in Stockholm: a deadline that names a day is met on that day."""
    return datetime.combine(day, time(23, 59, 59), STOCKHOLM)


@lru_cache(maxsize=64)
def midnight_after(day: date) -> datetime:
    """The first moment that is no longer the date in Stockholm, in UTC."""
    return datetime.combine(day, time.max, STOCKHOLM).astimezone(UTC) + datetime.resolution


def full_date_words(day: date) -> str:
    """ "12 mars 2020"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_words(day: date, today: date) -> str:
    """ "i dag", "tor 12 mars", "tor 12 mars 2020" in another year."""
    near = NEAR_DAYS.get((day - today).days)
    if near:
        return near
    words = f"{WEEKDAYS[day.weekday()][:3]} {day.day} {SHORT_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def moment_words(moment: datetime, now: datetime) -> str:
    """ "i dag 14.20"; a moment that stands for a whole day (its last second) is said as the day."""
    at = local(moment)
    words = day_words(at.date(), local(now).date())
    return words if is_end_of_day(at) else f"{words} {clock_words(at)}"


def full_words(moment: datetime) -> str:
    """ "torsdag 12 mars 2020 kl. 14.20"."""
    at = local(moment)
    words = full_day_words(at.date())
    return words if is_end_of_day(at) else f"{words} kl. {clock_words(at)}"


def times_words(begins: datetime, ends: datetime | None) -> str:
    """ "torsdag 12 mars 2020 kl. 14.20–15.20"; of one day."""
    return full_words(begins) + (f"–{clock_words(local(ends))}" if ends else "")


def full_day_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def due_words(deadline: datetime, now: datetime) -> str:
    """ "om 3 h", "försenad 2 d 4 h"; a deadline further away is a day: "lör 14 mars 12.00"."""
    # Two times of one zone are subtracted by the clock on the wall, which jumps twice a year.
    left = deadline.astimezone(UTC) - now.astimezone(UTC)
    if left < timedelta(0):
        return f"försenad {length_words(-left)}"
    return f"om {length_words(left)}" if left < HOURS_UNTIL else moment_words(deadline, now)


def length_words(length: timedelta) -> str:
    """ "2 d 4 h", "3 h", "25 min": the two largest parts at most, and never "0 min"."""
    minutes = max(int(length.total_seconds()) // 60, 1)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h" if hours else f"{minutes} min"


def date_words(day: date, today: date) -> str:
    """ "12 mars", "12 mars 2020" in another year: the same on every day that it is read."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def short_date_words(day: date, today: date) -> str:
    """ "12 nov", where there is little room."""
    words = f"{day.day} {SHORT_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def date_and_time_words(moment: datetime, today: date) -> str:
    """ "12 mars 14.20"."""
    at = local(moment)
    return f"{date_words(at.date(), today)} {clock_words(at)}"


def weekday_words(day: date, today: date) -> str:
    """ "torsdag 12 mars"."""
    return f"{WEEKDAYS[day.weekday()]} {date_words(day, today)}"


def clock_words(at: datetime) -> str:
    """ "14.20"; "2.30 vintertid" of a time that came twice."""
    words = clock_on_face(at)
    return f"{words} {SEASONS[local(at).isoformat()[-6:]]}" if comes_twice(at) else words


def clock_on_face(at: datetime) -> str:
    return f"{at.hour}.{at.minute:02}"


def comes_twice(at: datetime) -> bool:
    """Whether clocks in Stockholm showed this time twice: an hour comes again when summer time ends."""
    face = at.replace(tzinfo=STOCKHOLM, fold=0)
    return face.utcoffset() != face.replace(fold=1).utcoffset() and exists(face)


def exists(at: datetime) -> bool:
    """Whether clocks in Stockholm ever showed it: an hour is left out when summer time begins."""
    face = at.replace(tzinfo=STOCKHOLM)
    return local(face.astimezone(UTC)).replace(tzinfo=None) == face.replace(tzinfo=None)


def is_end_of_day(at: datetime) -> bool:
    return (at.hour, at.minute, at.second) == (23, 59, 59)
