from typing import Any

import pytest

from tests.factories.billing.vectors import vectors


@pytest.fixture(scope="session")
def worked_cases() -> list[dict[str, Any]]:
    return vectors("liability.jsonl")


@pytest.fixture(scope="session")
def worked_months() -> list[dict[str, Any]]:
    return vectors("average.jsonl")
