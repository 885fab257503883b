"""The average model: the customer's worked months, and what always holds."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.liability import AverageCase, AverageOutcome, Settlement, average_outcome
from tests.factories.billing.vectors import vectors


def _outcome(worked: dict[str, Any]) -> AverageOutcome:
    cases = [
        AverageCase(case["ready_days"], case["individual_days"])
        for case in worked["cases"]
        for _ in range(case.get("times", 1))
    ]
    return average_outcome(
        cases,
        free_days=worked["free_days"],
        settlement=Settlement(worked["settlement"]),
        rate=worked["rate"],
    )


@pytest.mark.parametrize("worked", vectors("average.jsonl"), ids=lambda worked: worked["why"])
def test_worked_month(worked: dict[str, Any]) -> None:
    outcome = _outcome(worked)
    assert {
        "cases": outcome.cases,
        "ready_days": outcome.ready_days,
        "mean": None if outcome.mean is None else str(outcome.mean),
        "exceeded": outcome.exceeded,
        "charged_days": outcome.charged_days,
        "amount": outcome.amount,
    } == worked["expected"], json.dumps(worked)


def test_the_mean_is_rounded_half_up() -> None:
    cases = [AverageCase(1, 0)] + [AverageCase(0, 0)] * 7
    outcome = average_outcome(cases, free_days=2, settlement=Settlement.EXCESS, rate=1)
    assert outcome.mean == Decimal("0.13")


def test_no_rate_and_nothing_to_charge_is_nothing() -> None:
    outcome = average_outcome([AverageCase(2, 0)], free_days=2, settlement=Settlement.EXCESS, rate=None)
    assert outcome.amount == 0


month_of_cases = st.lists(st.builds(AverageCase, st.integers(0, 60), st.integers(0, 60)), max_size=40)


@given(month_of_cases, st.integers(0, 30), st.integers(1, 20000))
def test_both_settlements_charge_in_the_same_months(
    cases: list[AverageCase], free_days: int, rate: int
) -> None:
    excess = average_outcome(cases, free_days=free_days, settlement=Settlement.EXCESS, rate=rate)
    individual = average_outcome(
        cases, free_days=free_days, settlement=Settlement.INDIVIDUAL_WHEN_EXCEEDED, rate=rate
    )
    assert excess.exceeded == individual.exceeded == (excess.charged_days > 0)
    assert excess.charged_days == max(0, sum(case.ready_days - free_days for case in cases))
    assert individual.charged_days == (sum(case.individual_days for case in cases) if excess.exceeded else 0)
    assert excess.amount == excess.charged_days * rate


@given(month_of_cases, st.integers(0, 30))
def test_a_case_at_the_level_changes_no_excess(cases: list[AverageCase], free_days: int) -> None:
    at_the_level = [*cases, AverageCase(free_days, 0)]
    before, after = (
        average_outcome(some, free_days=free_days, settlement=Settlement.EXCESS, rate=100)
        for some in (cases, at_the_level)
    )
    assert before.amount == after.amount
