"""What the figures count: facts about a person in a case, as `sources` reads them. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a person here; nobody can be looked up by it."""

    id: UUID
    sex: str
    birth_date: date | None


class Fact(Protocol):
    """What every kind of fact has: of whom it is, and where and under what it counts."""

    @property
    def person(self) -> Person: ...
    @property
    def case(self) -> UUID: ...
    @property
    def municipality(self) -> str | None: ...
    @property
    def district(self) -> UUID | None: ...
    @property
    def care_type(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Period:
    """One ready period, from its notice until withdrawal, discharge or death.

    `municipality` is the payer. `ended_on` is None while the person still is ready. Which days are days
    ready, and which are charged, `billing` has said already (docs/figures.md).
    """

    person: Person
    case: UUID
    municipality: str | None
    district: UUID | None
    care_type: str
    notice_on: date
    ended_on: date | None
    ready_days: tuple[date, ...]
    liability_days: tuple[date, ...]


class Done(Enum):
    """What is done of a SIP."""

    MEETING = auto()
    FOLLOW_UP = auto()


@dataclass(frozen=True, slots=True)
class SipEvent:
    """A SIP meeting that was held, or a follow-up that was made, and when."""

    done: Done
    on: date
    person: Person
    case: UUID
    municipality: str | None
    district: UUID | None
    care_type: str
