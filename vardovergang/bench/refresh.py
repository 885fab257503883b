"""The statistics' refresh after one stay of last month has changed, and after one of five years ago."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from statistics import median
from uuid import UUID

import psycopg
from django.core.management import call_command
from django.utils import timezone
from monthly_statistics.actions import refresh

from municipalities.swedish.months import month_of
from vardovergang.bench.figures import Figure, Stopwatch, backends_clock

#: Whole weeks, so that a stay keeps its weekdays.
FIVE_YEARS, A_MINUTE = timedelta(weeks=5 * 52 + 1), timedelta(minutes=1)
ROUNDS = 2
# Of stays that are over and have counted days, the two that began last before this month.
_STAYS = """
SELECT c.id FROM discharge_case c
WHERE NOT c.is_open AND c.admitted_at < %s AND EXISTS (SELECT FROM billing_liability_day WHERE case_id = c.id)
ORDER BY c.admitted_at DESC, c.id LIMIT 2
"""
_MOVE = """
UPDATE discharge_case SET admitted_at = admitted_at + %(by)s, discharged_at = discharged_at + %(by)s,
    deceased_at = deceased_at + %(by)s, changed_at = changed_at + %(by)s
WHERE id = %(id)s
"""
_FACTS = "SELECT facts::text FROM discharge_case_facts WHERE case_id = %s"
_CHANGE = "UPDATE discharge_case_facts SET facts = %s WHERE case_id = %s"
_A_MOMENT = re.compile(r'"(\d{4}-\d\d-\d\dT[^"]+)"')


def measure(cases: int, back: timedelta = FIVE_YEARS, rounds: int = ROUNDS) -> Iterator[Figure]:
    took: dict[UUID, list[float]] = defaultdict(list)
    with psycopg.connect(os.environ["BENCH_ADMIN_URL"], autocommit=True) as owner:
        found = owner.execute(_STAYS, [month_of(timezone.localdate())]).fetchall()
        (recent,), (old,) = found
        _move_stay(owner, old, -back)
        _refresh_after_night()
        for _ in range(rounds):
            for stay in (recent, old):
                _move_stay(owner, stay, A_MINUTE)
                took[stay].append(_refresh_after_night())
    late, early = median(took[old]), median(took[recent])
    compared_to = "after one stay of last month"
    yield Figure("refresh-after-old-stay", late, "s", cases, late / early, compared_to, "≤ 1.5")


def _move_stay(owner: psycopg.Connection, case_id: UUID, by: timedelta) -> None:
    """All that is computed of the stay, so much later; the night that comes computes it again."""
    owner.execute(_MOVE, {"by": by, "id": case_id})
    ((facts,),) = owner.execute(_FACTS, [case_id]).fetchall()
    moved = _A_MOMENT.sub(lambda said: f'"{(datetime.fromisoformat(said[1]) + by).isoformat()}"', facts)
    owner.execute(_CHANGE, [moved, case_id])


def _refresh_after_night() -> float:
    """The processor's seconds of the refresh alone."""
    call_command("bench_night", stdout=StringIO())
    with Stopwatch(backends_clock()) as watch:
        refresh(now=timezone.now())
    return watch.seconds
