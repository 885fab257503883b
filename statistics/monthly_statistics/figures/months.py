"""Calendar months, each named by its first day. Pure: no Django, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

_LONGER_THAN_A_MONTH = timedelta(days=32)


def month_of(day: date) -> date:
    return day.replace(day=1)


def following(month: date) -> date:
    return month_of(month + _LONGER_THAN_A_MONTH)


def last_day(month: date) -> date:
    return following(month) - timedelta(days=1)


def months(first: date, before: date) -> Iterator[date]:
    """The months that have at least one day from the month of `first` on and before `before`."""
    month = month_of(first)
    while month < before:
        yield month
        month = following(month)
