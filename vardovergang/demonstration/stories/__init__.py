"""What is sent in a case, by whom and when: each party's part of a stay in a module of its own."""

from vardovergang.demonstration.stories.own_sip import OwnSip, own_sip
from vardovergang.demonstration.stories.story import (
    ACKNOWLEDGE,
    ASK_TO_TAKE_OVER,
    CORRECT,
    DECLINE_TAKE_OVER,
    PROTECT,
    UNDO,
    Event,
    Story,
)
from vardovergang.demonstration.stories.whole_stay import tell_stay

__all__ = [
    "ACKNOWLEDGE",
    "ASK_TO_TAKE_OVER",
    "CORRECT",
    "DECLINE_TAKE_OVER",
    "PROTECT",
    "UNDO",
    "Event",
    "OwnSip",
    "Story",
    "own_sip",
    "tell_stay",
]
