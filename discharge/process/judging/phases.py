"""How far a case has come as a whole, and what its answers come to: what pages word and colour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from discharge.process.state import CaseKind, CaseState
from discharge.process.table import MESSAGE_TYPES
from discharge.process.wording import Tone

#: What each unit last answered that still counts: (type, facts).
Answers = Mapping[UUID, tuple[str, Mapping[str, Any]]]


class Phase(StrEnum):
    """A SIP outside a stay that runs or is closed; a stay that is over, outside the act, or goes on.

    Or one of the wrong person, which is none.
    """

    MISTAKEN = "mistaken"
    SIP = "sip"
    SIP_CLOSED = "sip_closed"
    CLOSED = "closed"
    OUTSIDE_ACT = "outside_act"
    STAY = "stay"
    READY = "ready"


def phase_of(state: CaseState) -> Phase:
    """The one phase that the case is in."""
    if state.mistaken_at:
        return Phase.MISTAKEN
    if state.kind is CaseKind.SIP:
        return Phase.SIP if state.is_open else Phase.SIP_CLOSED
    if not state.is_open:
        return Phase.CLOSED
    if state.outside_act:
        return Phase.OUTSIDE_ACT
    return Phase.STAY if state.ready is None else Phase.READY


def is_away(state: CaseState) -> bool:
    """Whether the person is on leave from the ward now."""
    return state.on_leave and state.is_open


def opens_again(before: CaseState, after: CaseState) -> bool:
    """Whether a change takes back the end of the case."""
    return after.is_open and not before.is_open


def all_in_place(answers: Answers, *, is_ready: bool, is_owed: bool) -> bool:
    """Whether the person can go home: somebody receives, nobody lacks anything, and nothing is owed."""
    return is_ready and not is_owed and nothing_is_missing(answers)


# --- what the parties answer -----------------------------------------------------------------------


def still_answers(type: str, sent_at: datetime, ready_at: datetime) -> bool:
    """Whether an answer counts: one to a notice of utskrivningsklar is over with that notice."""
    said = MESSAGE_TYPES[type].answer_words
    return said is not None and (not said.of_notice or sent_at >= ready_at)


def answer(type: str, facts: Mapping[str, Any]) -> tuple[Tone, str]:
    """How an answer sounds, and its short word. Raises ValueError: the type answers nothing."""
    said = MESSAGE_TYPES[type].answer_words
    if said is None:
        raise ValueError(f"{type} answers nothing")
    return said.words[facts[said.field]]


def nothing_is_missing(answers: Answers) -> bool:
    """The municipality receives, and nobody has said that something is missing."""
    receives = any(
        (said := MESSAGE_TYPES[name].answer_words) and said.of_notice for name, _ in answers.values()
    )
    return receives and all(answer(*said)[0] is Tone.GOOD for said in answers.values())
