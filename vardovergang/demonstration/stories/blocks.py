"""Some persons do not want the other units to read what one of them has written."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from discharge.process import MESSAGE_TYPES
from municipalities.models import Assignment
from vardovergang.demonstration.stories.story import Event, Story

SHARE = 0.06


def draw_blocker(story: Story, told: Iterable[Event]) -> Assignment | None:
    """Who sets a block when all that there is to tell has been told: whoever wrote last under a consent.

    By random numbers of its own, so that the rest of the county is the same with and without blocks.
    """
    rng = Random(f"{story.resident.person.number.value} block")  # noqa: S311 - nothing secret
    # A child's guardians may not (PDL 4:4).
    if rng.random() > SHARE or story.is_minor:
        return None
    wrote = [
        event.by for event in told if event.type in MESSAGE_TYPES and MESSAGE_TYPES[event.type].blockable
    ]
    return wrote[-1] if wrote else None
