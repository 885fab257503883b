"""Numbers as Swedish writes them. Pure: no Django."""

from __future__ import annotations


def whole_number(number: int) -> str:
    """ "1 234 567", with spaces that no line is broken at."""
    return f"{number:,}".replace(",", "\xa0")
