"""The rules of money alone, in one process: from stored facts to days, amounts and reasons.

In the process's own seconds, since nothing in it waits.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from django.utils import timezone

from billing.liability import assess
from billing.rulebook import rulebook
from billing.rules.known_facts import known_facts
from discharge.models import CaseFacts
from vardovergang.bench.figures import Figure, Stopwatch

AT_LEAST = 10_000


def measure(cases: int) -> Iterator[Figure]:
    """The facts of the demonstration county's cases, over and over."""
    stored = list(CaseFacts.objects.values_list("facts", flat=True))
    times = -(-AT_LEAST // len(stored))
    texts = [json.dumps(facts) for facts in stored]
    with Stopwatch(time.process_time) as assessing:
        today, rules = timezone.localdate(), rulebook()
        for facts in stored * times:
            if known := known_facts(facts, today):
                assess(known.facts, as_of=today, rules=rules)
    with Stopwatch(time.process_time) as decoding:
        for text in texts * times:
            json.loads(text)
    computed = times * len(stored)
    ratio = decoding.seconds / assessing.seconds
    compared_to = "decoding the same facts from JSON"
    yield Figure("liability-pure", computed / assessing.seconds, "cases/s", computed, ratio, compared_to)
