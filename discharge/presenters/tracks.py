"""The tracks by need: a colour, an icon and a word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from discharge.process import TRACKS

_COLOURS = {"green": "success", "yellow": "warning", "red": "danger", "grey": "neutral"}


@dataclass(frozen=True, slots=True)
class Track:
    """`word` is the track's name alone; `meaning` says the rest."""

    colour: str
    icon: str
    word: str
    meaning: str


@cache
def track(value: str) -> Track | None:
    """None where the ward has chosen none."""
    if not value:
        return None
    name, _, meaning = dict(TRACKS)[value].partition(": ")
    return Track(_COLOURS[value], "track", f"Spår {name.lower()}", meaning)
