"""Checks of single values: each says in Swedish what is wrong, or None."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from discharge.process.times import STOCKHOLM, local_date
from discharge.state import CaseState


def not_future(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Tiden ligger i framtiden. Ange när det hände." if value > now else None


def future(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Tiden har redan passerat. Ange en kommande tid." if value < now else None


def after_admission(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    admitted = values.get("admitted_at") or state.admitted_at
    if admitted and value < admitted:
        return f"Tiden är före inskrivningen {admitted.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}."
    return None


def not_before_admission(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    admitted = values.get("admitted_at") or state.admitted_at
    if admitted and value < local_date(admitted):
        return f"Datumet är före inskrivningen {local_date(admitted)}."
    return None


def not_past(value: date, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return "Datumet har redan passerat." if value < local_date(now) else None


def web_address(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    return None if value.startswith("https://") else "Länken ska börja med https://"


def dated_unless_unknown(value: str, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    if value != "unknown" and not values.get("expected_discharge"):
        return "Ange datum, eller välj okänd."
    return None


def after_ready(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    ready = state.ready
    # People give times in whole minutes; a notice sent in the same minute came before.
    if ready and value < ready.sent_at.replace(second=0, microsecond=0):
        return "Hemgången är före meddelandet om utskrivningsklar. Kontrollera tiden."
    return None


def after_leave_began(value: datetime, values: dict[str, Any], state: CaseState, now: datetime) -> str | None:
    began = state.leaves[-1].began_at if state.on_leave else None
    if began and value < began:
        return f"Tiden är före permissionens början {began.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}."
    return None
