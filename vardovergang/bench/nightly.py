"""The night's computation of every case, with the worker's own code in one process."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from billing.actions import begin, run_task
from billing.liability import assess
from billing.models import NightlyRun
from billing.rulebook import rulebook
from billing.rules.known_facts import known_facts
from discharge.models import CaseFacts
from vardovergang.bench.figures import Figure, Stopwatch


def measure(cases: int) -> Iterator[Figure]:
    """A first night, in which every outcome is new and written."""
    with Stopwatch() as night:
        run = begin(day=timezone.localdate(), now=timezone.now(), origin=NightlyRun.Origin.COMMAND)
        for task_id in run.tasks.values_list("pk", flat=True):
            run_task(task_id, worker="bench")
        run.refresh_from_db()
        if run.state != NightlyRun.State.DONE:
            raise RuntimeError(f"The night ended as {run.state}")
    with Stopwatch() as alone:
        today, rules = timezone.localdate(), rulebook()
        for stored in CaseFacts.objects.values_list("facts", flat=True):
            if known := known_facts(stored, today):
                assess(known.facts, as_of=today, rules=rules)
    compared_to = "the rules alone, on facts in memory"
    ratio = alone.seconds / night.seconds
    yield Figure("nightly", cases / night.seconds, "cases/s", cases, ratio, compared_to)
