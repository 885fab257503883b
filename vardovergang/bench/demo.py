"""Making the demonstration county's cases, by the processes that `manage.py demo` uses."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from discharge.models import Message
from municipalities.ids import new_id
from municipalities.models import UserSession
from vardovergang.bench.figures import Figure, Stopwatch
from vardovergang.demonstration import directory
from vardovergang.demonstration.plans import Plan
from vardovergang.demonstration.processes import make_cases

#: Few months, so that many cases are open.
MONTHS, SEED = 2, 1
TRANSACTIONS = 300


def measure(cases: int) -> Iterator[Figure]:
    plan = Plan(MONTHS, cases, SEED, timezone.now().replace(microsecond=0))
    directory.build(plan.today)
    before = _seconds_of_bare_transactions()
    with Stopwatch() as making:
        make_cases(plan, lambda _: None)
    bare = before + _seconds_of_bare_transactions()
    messages, rows = Message.objects.count() / making.seconds, 2 * TRANSACTIONS / bare
    told, compared_to = cases / making.seconds, "messages to bare transactions of one row, each a second"
    yield Figure("told-cases", told, "cases/s", cases, messages / rows, compared_to, "≥ 0.5")


def _seconds_of_bare_transactions() -> float:
    """Before and after, since the machine has other things to do too."""
    with Stopwatch() as bare:
        for _ in range(TRANSACTIONS):
            with transaction.atomic():
                row = UserSession(session_key=str(new_id()), session_data="", expire_date=timezone.now())
                row.save(using="default", force_insert=True)
    return bare.seconds
