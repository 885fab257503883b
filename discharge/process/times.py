"""Dates and deadlines, in Stockholm's civil time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from discharge.state import CaseState, Entry

STOCKHOLM = ZoneInfo("Europe/Stockholm")
#: The SIP call is sent at the latest this many calendar days after the notice (LUS 4:2).
SIP_CALL_DAYS = 3


def local_date(moment: datetime) -> date:
    """The calendar date in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


def end_of(day: date) -> datetime:
    """The last second of a day in Stockholm: a deadline that names a day is met on that day."""
    return datetime.combine(day, time(23, 59, 59), STOCKHOLM)


def reply_due(state: CaseState, entry: Entry) -> datetime:
    """The same day 16.00 for a notice sent at 12.00 or earlier, else the next day 12.00 (assumed)."""
    sent = entry.sent_at.astimezone(STOCKHOLM)
    if sent.time() <= time(12, 0):
        return datetime.combine(sent.date(), time(16, 0), STOCKHOLM)
    return datetime.combine(sent.date() + timedelta(days=1), time(12, 0), STOCKHOLM)


def sip_call_due(state: CaseState, entry: Entry) -> datetime:
    return end_of(local_date(entry.sent_at) + timedelta(days=SIP_CALL_DAYS))


def same_day(state: CaseState, entry: Entry) -> datetime:
    return end_of(local_date(state.discharged_at or entry.sent_at))


def before_meeting(state: CaseState, entry: Entry) -> datetime | None:
    return state.sip_meeting_at


def before_discharge(state: CaseState, entry: Entry) -> datetime | None:
    return end_of(state.expected_discharge) if state.expected_discharge else None
