"""The rules of payment liability a second time, slow and plain, to hold the first against.

Written from the rules' text for the same JSON as `manage.py liability` reads; it imports nothing from
`billing`, has tables of its own and looks at one calendar day after another.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
RATES = {2018: 7100, 2019: 7800, 2020: 8200, 2022: 9300, 2023: 10500, 2024: 11000, 2025: 12000, 2026: 12500}


def answer(case: dict[str, Any]) -> dict[str, Any]:
    if case.get("mistaken"):
        # The wrong person: as though nothing had been said.
        return {
            "id": case["id"],
            "starts_on": [],
            "days": [],
            "amount": 0,
            "ready_days": 0,
            "reasons": ["mistaken"],
        }
    as_of = date.fromisoformat(case["as_of"])
    reasons = case_reasons(case, as_of)
    case_stopped = bool(reasons)
    starts: list[str | None] = []
    charged: list[date] = []
    ready_days = 0
    for period in case["ready"]:
        payer = care_on(case, day_zero_of(period["sent_at"]))[1]
        start = start_of(period["sent_at"], case)
        starts.append(start.isoformat() if start else None)
        if start is None:
            reasons.add("terms_missing")
        sip = sip_reason(case, period, as_of)
        if payer is None:
            sip = sip | {"no_municipality"}
        reasons |= sip
        nights = nights_of(case, period, as_of)
        ready_days += len(nights)
        for night in nights:
            if start is None or night < start:
                continue
            of_night = outpatient_reason(case, night) | leave_reason(case, night)
            reasons |= of_night
            if not (case_stopped or sip or of_night):
                charged.append(night)
    return {
        "id": case["id"],
        "starts_on": starts,
        "days": [day.isoformat() for day in sorted(charged)],
        "amount": amount_of(charged),
        "ready_days": ready_days,
        "reasons": sorted(reasons),
    }


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(STOCKHOLM)


def case_reasons(case: dict[str, Any], as_of: date) -> set[str]:
    reasons = set()
    if case["ready"] == [] and care_on(case, as_of)[1] is None:
        reasons.add("no_municipality")
    if case["services_declined"]:
        reasons.add("services_declined")
    if case["ready"] == []:
        reasons.add("readiness_notice_missing")
    sent = case["admission_notice_sent_at"]
    since = case["need_assessed_at"] or case["admitted_at"]
    if sent is None:
        reasons.add("admission_notice_missing")
    elif datetime.fromisoformat(sent).timestamp() > datetime.fromisoformat(since).timestamp() + 24 * 60 * 60:
        reasons.add("admission_notice_late")
    return reasons


def day_zero_of(sent_at: str) -> date:
    sent = local(sent_at)
    return sent.date() + timedelta(days=1) if sent.time() > time(12, 0, 0) else sent.date()


def start_of(sent_at: str, case: dict[str, Any]) -> date | None:
    day_zero = day_zero_of(sent_at)
    care_type, payer = care_on(case, day_zero)
    somatic = care_type == "somatic"
    if payer is None or payer[:2] == "01":
        if day_zero.year < 2020:
            return after_weekdays(day_zero, 5 if somatic else 30)
        return day_zero + timedelta(days=3 if somatic else 6)
    if day_zero.year < 2018:
        return None
    if day_zero.year == 2018 and not somatic:
        return day_zero + timedelta(days=30)
    return day_zero + timedelta(days=3)


def care_on(case: dict[str, Any], day: date) -> tuple[str, str | None]:
    """Where the person was on the day, and who paid, after the transfers and moves of that day and before."""
    known = case
    for change in sorted(case.get("changes", []), key=lambda change: local(change["at"])):
        if local(change["at"]).date() <= day:
            known = change
    return known["care_type"], known["placed_by"] or known["municipality"]


def leave_reason(case: dict[str, Any], night: date) -> set[str]:
    """Away for the night: gone that day or before, and not back until another day."""
    for leave in case.get("leaves", []):
        back = local(leave["ended_at"]).date() if leave["ended_at"] else date.max
        if local(leave["began_at"]).date() <= night < back:
            return {"on_leave"}
    return set()


def after_weekdays(day: date, number: int) -> date:
    while number:
        day += timedelta(days=1)
        if day.weekday() not in {5, 6} and day not in holidays(day.year):
            number -= 1
    return day + timedelta(days=1)


def holidays(year: int) -> set[date]:
    """Those that can fall on Monday to Friday, since 2005."""
    sunday = easter(year)
    fixed = {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)}
    days = {date(year, month, day) for month, day in fixed}
    days |= {sunday - timedelta(days=2), sunday + timedelta(days=1), sunday + timedelta(days=39)}
    days |= {date(year, 6, day) for day in range(19, 26) if date(year, 6, day).isoweekday() == 5}
    return days


def easter(year: int) -> date:
    """Gauss's rule; the two exceptions of the Gregorian calendar are in 1954 and 1981."""
    moon = (19 * (year % 19) + 24) % 30
    week = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7
    return date(year, 3, 22) + timedelta(days=moon + week)


def sip_reason(case: dict[str, Any], period: dict[str, Any], as_of: date) -> set[str]:
    if not case["sip_needed"] or case["compulsory_outpatient_care"]:
        return set()
    told = [period["sent_at"], period.get("call_from")]
    last = max(local(moment).date() for moment in told if moment) + timedelta(days=3)
    word = None
    for wish in sorted(case.get("sip_wishes", []), key=lambda wish: local(wish["at"])):
        if local(wish["at"]).date() <= last:
            word = wish["declines"]
    if word:
        return set()
    calls = [local(call).date() for call in case["sip_calls"]]
    if [call for call in calls if call <= last]:
        return set()
    if calls:
        return {"sip_call_late"}
    return {"sip_call_missing" if as_of > last else "sip_call_pending"}


def nights_of(case: dict[str, Any], period: dict[str, Any], as_of: date) -> list[date]:
    ends = [case["discharged_at"], case["deceased_at"], period["withdrawn_at"]]
    end = min([local(moment).date() for moment in ends if moment is not None] + [as_of])
    first = local(period["sent_at"]).date()
    return [first + timedelta(days=number) for number in range((end - first).days)]


def outpatient_reason(case: dict[str, Any], day: date) -> set[str]:
    if not case["outpatient_care_needed"]:
        return set()
    status, stated_at = "unknown", datetime.min.replace(tzinfo=UTC)
    for statement in case["outpatient_care"]:
        at = local(statement["at"])
        if at.date() <= day and at >= stated_at:
            status, stated_at = statement["status"], at
    return {
        "available": set(),
        "unavailable": {"outpatient_care_unavailable"},
        "unknown": {"outpatient_care_unknown"},
    }[status]


def amount_of(charged: list[date]) -> int | None:
    if any(day.year not in RATES for day in charged):
        return None
    return sum(RATES[day.year] for day in charged)
