"""Random valid cases in the JSON of `manage.py liability`, thick around every boundary of the rules."""

from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Where something changes: terms, rates, summer time, holidays that move, the leap day.
TURNING_DAYS = [
    date(2017, 12, 31),
    date(2018, 1, 2),
    date(2018, 12, 31),
    date(2019, 4, 18),
    date(2019, 6, 20),
    date(2019, 12, 20),
    date(2019, 12, 31),
    date(2020, 2, 28),
    date(2020, 3, 28),
    date(2020, 10, 24),
    date(2020, 12, 30),
    date(2021, 12, 28),
    date(2022, 12, 30),
    date(2024, 12, 29),
    date(2026, 12, 30),
]
TURNING_TIMES = [0, 1, 43199, 43200, 43201, 43200 + 3600, 86399]
OFFSETS = [0, 60, 120, -300, 345]


def random_case(rng: Random, number: int = 0) -> dict[str, Any]:
    admitted = _moment(rng, rng.choice(TURNING_DAYS) - timedelta(days=rng.randint(0, 25)))
    assessed = admitted + timedelta(hours=rng.choice([0, 5, 100])) if rng.random() < 0.3 else None
    ready, last = _ready(rng, admitted)
    discharged = _later(rng, last, 40) if rng.random() < 0.7 else None
    deceased = _later(rng, last, 40) if rng.random() < 0.1 else None
    notice = _notice(rng, assessed or admitted)
    calls = _around(rng, ready, admitted)
    statements = _around(rng, ready, admitted)
    wishes = _around(rng, ready, admitted) if rng.random() < 0.3 else []
    known = [admitted, assessed, notice, discharged, deceased, *calls, *statements, *wishes]
    known += [moment for period in ready for moment in period]
    return {
        "id": f"R{number}",
        "care_type": rng.choice(["somatic", "somatic", "psychiatric", "addiction", "child_psychiatric"]),
        "municipality": rng.choice(["0180", "0127", "0380", "1480", None]),
        "placed_by": rng.choice([None, None, None, "0136", "0381"]),
        "admitted_at": _text(rng, admitted),
        "need_assessed_at": _text(rng, assessed),
        "admission_notice_sent_at": _text(rng, notice),
        "sip_needed": rng.random() < 0.5,
        "compulsory_outpatient_care": rng.random() < 0.15,
        "sip_calls": [_text(rng, call) for call in calls],
        "services_declined": rng.random() < 0.05,
        "outpatient_care_needed": rng.random() < 0.4,
        "outpatient_care": [{"at": _text(rng, at), "status": _status(rng)} for at in statements],
        "ready": [{"sent_at": _text(rng, sent), "withdrawn_at": _text(rng, back)} for sent, back in ready],
        "discharged_at": _text(rng, discharged),
        "deceased_at": _text(rng, deceased),
        "as_of": _as_of(rng, [moment for moment in known if moment is not None]).isoformat(),
        "mistaken": rng.random() < 0.015,
        "sip_wishes": [{"at": _text(rng, at), "declines": rng.random() < 0.6} for at in wishes],
    }


def _moment(rng: Random, day: date) -> datetime:
    second = rng.choice(TURNING_TIMES) if rng.random() < 0.6 else rng.randrange(86400)
    clock = datetime.combine(day, datetime.min.time()) + timedelta(seconds=second)
    return clock.replace(tzinfo=STOCKHOLM, fold=rng.randint(0, 1)).astimezone(UTC)


def _later(rng: Random, moment: datetime, days: int) -> datetime:
    later = _moment(rng, moment.astimezone(STOCKHOLM).date() + timedelta(days=rng.randint(0, days)))
    return max(later, moment)


def _ready(rng: Random, admitted: datetime) -> tuple[list[tuple[datetime, datetime | None]], datetime]:
    periods: list[tuple[datetime, datetime | None]] = []
    last = admitted
    for left in reversed(range(rng.choice([0, 1, 1, 1, 1, 2, 2, 3]))):
        sent = _later(rng, last, 8)
        withdrawn = _later(rng, sent, 12) if left or rng.random() < 0.2 else None
        periods.append((sent, withdrawn))
        last = withdrawn or sent
    if rng.random() < 0.2:
        rng.shuffle(periods)
    return periods, last if rng.random() < 0.9 else admitted


def _notice(rng: Random, since: datetime) -> datetime | None:
    seconds = rng.choice([-3600, 0, 60, 86399, 86400, 86401, 86400 + 3600, 200000])
    return since + timedelta(seconds=seconds) if rng.random() < 0.93 else None


def _around(rng: Random, ready: list[tuple[datetime, datetime | None]], admitted: datetime) -> list[datetime]:
    start = rng.choice(ready)[0] if ready else admitted
    day = start.astimezone(STOCKHOLM).date()
    return [
        _moment(rng, day + timedelta(days=rng.randint(-2, 9))) for _ in range(rng.choice([0, 0, 1, 1, 2, 3]))
    ]


def _status(rng: Random) -> str:
    return rng.choice(["available", "available", "unavailable", "unknown"])


def _as_of(rng: Random, known: list[datetime]) -> date:
    return max(known).astimezone(STOCKHOLM).date() + timedelta(days=rng.choice([0, 0, 1, 2, 3, 4, 5, 10, 40]))


def _text(rng: Random, moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(timezone(timedelta(minutes=rng.choice(OFFSETS)))).isoformat()
