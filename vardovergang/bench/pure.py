"""The rules of money alone, in one process: from stored facts to days, amounts and reasons.

In the process's own seconds, since nothing in it waits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from django.utils import timezone

from billing.liability import assess
from billing.rulebook import rulebook
from billing.rules.known_facts import known_facts
from discharge.models import CaseFacts
from vardovergang.bench.figures import Figure, cpu_seconds

AT_LEAST = 10_000


def measure(cases: int) -> Iterator[Figure]:
    """The facts of the demonstration county's cases, over and over."""
    stored = list(CaseFacts.objects.values_list("facts", flat=True))
    times = -(-AT_LEAST // len(stored))
    texts = [json.dumps(facts) for facts in stored]
    rules = cpu_seconds(partial(_assess_facts, stored, times))
    decoding = cpu_seconds(partial(_decode_texts, texts, times))
    computed = times * len(stored)
    compared_to = "decoding the same facts from JSON"
    yield Figure("liability-pure", computed / rules, "cases/s", computed, decoding / rules, compared_to)


def _assess_facts(stored: list[dict[str, object]], times: int) -> None:
    today, rules = timezone.localdate(), rulebook()
    for _ in range(times):
        for facts in stored:
            known = known_facts(facts, today)
            if known:
                assess(known.facts, as_of=today, rules=rules)


def _decode_texts(texts: list[str], times: int) -> None:
    for _ in range(times):
        for text in texts:
            json.loads(text)
