"""A fictitious number to try the demonstration with; the site says how one is made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

Maker = Callable[[date], str]
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """`maker` is given today's date, and answers with a number as it is written."""
    _makers.append(maker)


def example_number(today: date) -> str:
    """A number that belongs to nobody; empty where none is made."""
    return next((maker(today) for maker in _makers), "")
