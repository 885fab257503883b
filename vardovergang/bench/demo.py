"""Making the demonstration county's cases, by the processes that `manage.py demo` uses."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from discharge.models import Message
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
    with Stopwatch() as making:
        make_cases(plan, lambda _: None)
    with Stopwatch() as bare:
        for number in range(TRANSACTIONS):
            with transaction.atomic():
                row = UserSession(session_key=f"bench{number}", session_data="", expire_date=timezone.now())
                row.save(using="default", force_insert=True)
    messages, rows = Message.objects.count() / making.seconds, TRANSACTIONS / bare.seconds
    compared_to = "messages to bare transactions of one row, each a second"
    yield Figure(
        "told-cases", cases / making.seconds, "cases/s", cases, messages / rows, compared_to, "≥ 0.5"
    )
