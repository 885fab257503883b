"""Several things in one sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable


def and_list(things: Iterable[str]) -> str:
    """ "A, B och C"; empty for nothing."""
    *first, last = [*things] or [""]
    return f"{', '.join(first)} och {last}" if first else last
