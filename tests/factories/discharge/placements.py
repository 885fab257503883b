"""A search for a place to live, told to the fold."""

from __future__ import annotations

from dataclasses import replace

from discharge.process.state import Address
from municipalities.units.parties import Party
from tests.factories.discharge.fold import OFFICE, OTHER_OFFICE, Story

COORDINATOR = Address(OTHER_OFFICE, Party.PLACEMENT)


def search() -> Story:
    story = Story()
    first = story.entries[0]
    facts = {**first.facts, "care_type": "addiction"}
    story.entries = [replace(first, facts=facts)]
    story.say(OFFICE, "placement_request", (COORDINATOR,), to=OTHER_OFFICE, need="acting_out")
    return story
