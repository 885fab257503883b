"""Checks of what is said in a SIP: each says in Swedish what is wrong, or None."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from discharge.process.fields import Row
from discharge.process.state import SIP_INFORMATION, CaseState
from municipalities.swedish.clock import full_day_words, full_words, local_date

#: Longer than any meeting (assumed): beyond it the date is a slip.
LONGEST_MEETING = timedelta(hours=12)


def ends_after_start(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    starts_at = values.get("meeting_at")
    if starts_at is None:
        return None
    if value <= starts_at:
        return f"Mötet börjar {full_words(starts_at)}. Ange en senare tid när det slutar."
    if value - starts_at > LONGEST_MEETING:
        return "Mötet blir längre än tolv timmar. Kontrollera datumet."
    return None


def may_be_called(
    value: Iterable[UUID], values: dict[str, Any], state: CaseState, now: datetime
) -> str | None:
    """Units that take part, and may be told of the SIP."""
    named = [state.parts.get(unit) for unit in value]
    if all(part and part.ended_at is None and state.may_have(SIP_INFORMATION, part) for part in named):
        return None
    return "Välj bland de enheter som deltar i ärendet nu och får ta del av uppgifterna."


def among_called(
    value: Iterable[UUID], values: dict[str, Any], state: CaseState, now: datetime
) -> str | None:
    if set(value) <= set(values.get("called") or ()):
        return None
    return "Be bara enheter som kallas till mötet. Kalla enheten, eller ta bort den här."


def only_one_patient(
    value: Iterable[Row], values: dict[str, Any], state: CaseState, now: datetime
) -> str | None:
    if [row["kind"] for row in value].count("patient") > 1:
        return "Den som planen gäller står på två rader. Lämna den ena tom."
    return None


def not_before_plan(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    first = state.sip.versions[0] if state.sip.versions else None
    if first and value < local_date(first.at):
        written = full_day_words(local_date(first.at))
        return f"Datumet är före planen, som skrevs {written}. Ange ett senare datum."
    return None


def after_this_follow_up(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    done = values.get("followed_up_on")
    return "Nästa uppföljning ligger före den här. Ange ett senare datum." if done and value <= done else None
