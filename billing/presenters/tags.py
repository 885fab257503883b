from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """A state as `{% tag %}` prints it: a colour never stands without icon and word."""

    colour: str
    icon: str
    word: str
