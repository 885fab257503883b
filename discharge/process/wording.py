"""How a row is spoken of where there is room for a word or two; pages choose colours and icons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from discharge.process.state import CaseState


class Tone(StrEnum):
    """Whether an answer is what one hoped for."""

    GOOD = "good"
    BAD = "bad"
    OPEN = "open"


class Tells(StrEnum):
    """What a message tells of that the explanation of money names it for."""

    READY = "ready"
    PAYER_TOLD = "payer_told"
    PAYER_CORRECTED = "payer_corrected"
    DISCHARGED = "discharged"
    DIED = "died"
    LEAVE_BEGAN = "leave_began"
    LEAVE_ENDED = "leave_ended"
    SERVICES_WISHED = "services_wished"


@dataclass(frozen=True, slots=True)
class OwedWords:
    """What a unit has to do, as the rest of "Kommunen ska …", and the same in a word or two."""

    words: str
    short: str


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The field with which a party answers, and each answer in short.

    `of_notice` says that it answers one notice of utskrivningsklar and is over with it.
    """

    field: str
    words: Mapping[str, tuple[Tone, str]]
    of_notice: bool = False


@dataclass(frozen=True, slots=True)
class InPlan:
    """The row's latest message is a part of the plan; `answers` are what units have said to it.

    Where messages of other rows change or take back what it says, `holds` names the one that holds now.
    """

    title: str
    nothing_yet: str
    answers: Callable[[CaseState], dict[UUID, str]] = lambda state: {}
    holds: Callable[[CaseState], UUID | None] | None = None
