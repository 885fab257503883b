"""Closing a month, and a stay that ends."""

from __future__ import annotations

from datetime import date, datetime

from billing.actions import close_month
from discharge.models import Message
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.stays import Stay

MARCH, APRIL = date(2020, 3, 1), date(2020, 4, 1)
IN_APRIL = datetime(2020, 4, 3, 9, 0, tzinfo=STOCKHOLM)


def close(by: Assignment, month: date = MARCH, now: datetime = IN_APRIL) -> None:
    with acting(by):
        close_month(by=by, month=month, now=now)


def send_home(stay: Stay, at: datetime) -> Message:
    """The ward says in April when the person went home."""
    stay.now = max(stay.now, IN_APRIL)
    return stay.send(stay.nurse, "discharge", discharged_at=at, destination="home")
