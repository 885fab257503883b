"""The customer's worked cases and months."""

from __future__ import annotations

import json
from typing import Any

from tests.settings import ROOT

VECTORS = ROOT / "tests" / "billing" / "vectors"


def vectors(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (VECTORS / name).read_text(encoding="utf-8").splitlines()]
