import json
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).parent / "vectors"


def vectors(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def worked_cases() -> list[dict[str, Any]]:
    return vectors("liability.jsonl")


@pytest.fixture(scope="session")
def worked_months() -> list[dict[str, Any]]:
    return vectors("average.jsonl")
