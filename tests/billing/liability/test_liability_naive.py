"""Random cases: the rules and the naive implementation answer alike, word for word."""

import json
from collections import Counter
from random import Random
from typing import Any

from billing.reference.reading import reference_rulebook
from billing.rules.case_json import answer_line
from tests.factories.billing.generated.random_cases import random_case
from tests.factories.naive import naive_liability

CASES = 3000


def test_random_cases_are_answered_as_the_naive_implementation_does() -> None:
    rng = Random(20200101)
    met: Counter[str] = Counter()
    for number in range(CASES):
        case = random_case(rng, number)
        answer = answer_line(json.dumps(case).encode(), reference_rulebook())
        assert answer == naive_liability.answer(case), json.dumps(case)
        met.update(answer["reasons"])
        met["charged"] += bool(answer["days"])
        met["rate missing"] += answer["amount"] is None
        met["several periods"] += len(answer["starts_on"]) > 1
    # The comparison says nothing about what the generator never makes.
    rare = {what: number for what, number in met.items() if number < 20}
    assert not rare
    assert len(met) == 15


def test_naive_implementation_gives_the_worked_cases(worked_cases: list[dict[str, Any]]) -> None:
    for worked in worked_cases:
        assert naive_liability.answer(worked["case"]) == worked["expected"], worked["why"]
