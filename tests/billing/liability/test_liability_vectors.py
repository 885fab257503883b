"""The customer's worked cases, through the module."""

import json
from typing import Any

import pytest

from billing.reference.reading import reference_rulebook
from billing.rules.case_json import answer_line
from tests.factories.billing.vectors import vectors


@pytest.mark.parametrize("worked", vectors("liability.jsonl"), ids=lambda worked: worked["case"]["id"])
def test_worked_case(worked: dict[str, Any]) -> None:
    line = json.dumps(worked["case"]).encode()
    assert answer_line(line, reference_rulebook()) == worked["expected"], worked["why"]
