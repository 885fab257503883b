"""Calendar months and what they are called, each known by its first day. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
SHORT_MONTHS = ("jan", "feb", "mars", "april", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec")


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(day: date) -> date:
    """The month after the day's own."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def last_day(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def months_before(first: date, before: date) -> Iterator[date]:
    """The months that have at least one day from the month of `first` on and before `before`."""
    month = month_of(first)
    while month < before:
        yield month
        month = month_after(month)


def newest_months(first: date, last: date) -> list[date]:
    """The months from that of `first` to that of `last`, the newest first."""
    return list(months_before(first, month_after(last)))[::-1]


def month_words(month: date) -> str:
    """ "mars 2020"."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def short_month_words(month: date) -> str:
    """ "okt 2026"."""
    return f"{SHORT_MONTHS[month.month - 1]} {month.year}"


def month_choices(months: Iterable[date]) -> list[tuple[str, str]]:
    """For a choice of month: its value and its words, ("2020-03", "mars 2020")."""
    return [(f"{month:%Y-%m}", month_words(month)) for month in months]
