"""JSON that others wrote, to a bounded depth. Pure."""

from __future__ import annotations

import json
from typing import Any

from municipalities.door import limits


class TooDeep(ValueError):
    """It lies in more levels than `limits.JSON_DEPTH`."""


def read_json(text: str) -> Any:
    """Raises TooDeep, ValueError."""
    try:
        return refuse_too_deep(json.loads(text))
    except RecursionError:
        raise TooDeep from None


def refuse_too_deep(value: Any) -> Any:
    """The value itself. Raises TooDeep."""
    if _is_deeper(value, limits.JSON_DEPTH):
        raise TooDeep
    return value


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)
