"""What a case's messages say of its SIP: meetings, versions of the plan, follow-ups. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

#: What somebody who is no unit has answered.
COMES, NOT_WANTED = "comes", "not_wanted"


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is no unit and is asked to a meeting, by the row of the call: which kind of person, and no name."""

    id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What somebody who is no unit has answered, and which unit has noted it when."""

    answer: str
    unit: UUID
    at: datetime


@dataclass(slots=True)
class SipMeeting:
    """One meeting, from the call to it until it has been held or is cancelled.

    `call` is the message that called to it, `latest` the one that says when and where it is now.
    """

    call: UUID
    latest: UUID
    called_at: datetime
    called_by: UUID
    called: frozenset[UUID]
    starts_at: datetime
    form: str
    #: Empty in a call from before a call had an end.
    ends_at: datetime | None = None
    #: Those who are no unit, and what each has answered and whether he or she came, by the row's id.
    people: tuple[Invited, ...] = ()
    noted: dict[str, Noted] = field(default_factory=dict)
    came: dict[str, str] = field(default_factory=dict)
    answers: dict[UUID, str] = field(default_factory=dict)
    cancelled_at: datetime | None = None
    minutes: UUID | None = None
    held_at: datetime | None = None
    person_took_part: str = ""

    @property
    def is_planned(self) -> bool:
        return self.cancelled_at is None and self.held_at is None

    @property
    def waits_for_people(self) -> bool:
        """Whether somebody who is no unit has been asked and nobody has noted an answer."""
        return any(person.id not in self.noted for person in self.people)

    def is_to_have(self, person: Invited) -> bool:
        """Whether one who is no unit is still to be there; not where the person whom it is about says no."""
        noted = self.noted.get(person.id)
        return self.is_planned and (noted is None or noted.answer != NOT_WANTED)

    def find_invited(self, person_id: str) -> Invited | None:
        """Who is no unit and is still to be there, by the row of the call."""
        return next((one for one in self.people if one.id == person_id and self.is_to_have(one)), None)

    def calls(self, unit: UUID) -> bool:
        """Whether the unit has been called, or has called: the others are told that there is a meeting."""
        return unit in self.called or unit == self.called_by

    def hand_over(self, unit: UUID, receiver: UUID) -> None:
        """Who was called is represented by the receiver; what was answered is to be answered anew."""
        if unit in self.called:
            self.called = self.called - {unit} | {receiver}
            self.answers.pop(unit, None)
        if unit == self.called_by:
            self.called_by = receiver


@dataclass(slots=True)
class SipVersion:
    """One version of the plan, and what each party has answered to it.

    `main_party` has the main responsibility (SoL 10:8, HSL 16:4).
    """

    number: int
    message: UUID
    at: datetime
    unit: UUID
    main_party: str
    #: The ids of its goals.
    goals: tuple[str, ...] = ()
    answers: dict[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SipFollowUp:
    """The plan was followed up on a date: how the goals stood, and whether it goes on."""

    message: UUID
    on: date
    outcome: str
    #: How it stood with each goal of the plan, by its id; empty before goals were followed up one by one.
    goals: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SipState:
    """The SIP of one case: inside a stay, or the whole case."""

    meetings: list[SipMeeting] = field(default_factory=list)
    versions: list[SipVersion] = field(default_factory=list)
    follow_ups: list[SipFollowUp] = field(default_factory=list)
    #: The messages that say how it is before a meeting.
    surveys: list[UUID] = field(default_factory=list)
    follow_up_on: date | None = None
    closed_at: datetime | None = None
    closing: UUID | None = None
    outcome: str = ""

    @property
    def meeting(self) -> SipMeeting | None:
        """The last meeting that is not cancelled: planned, or held."""
        return next((one for one in reversed(self.meetings) if one.cancelled_at is None), None)

    @property
    def planned(self) -> SipMeeting | None:
        """The meeting that is called to and has not been held yet."""
        return next((one for one in reversed(self.meetings) if one.is_planned), None)

    @property
    def held(self) -> list[SipMeeting]:
        return [one for one in self.meetings if one.held_at]

    @property
    def version(self) -> SipVersion | None:
        """The plan as it holds now."""
        return self.versions[-1] if self.versions else None

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals of the plan as it holds now, by their ids."""
        return self.version.goals if self.version else ()

    @property
    def standing(self) -> dict[str, str]:
        """How it stands with the goals of the plan as it holds now: what was last said of each."""
        said = {goal: answer for one in self.follow_ups for goal, answer in one.goals.items()}
        return {goal: said[goal] for goal in self.goals if goal in said}

    @property
    def has_begun(self) -> bool:
        """Somebody has been called to a meeting, or there is a plan."""
        return bool(self.meetings or self.versions)

    def holds(self, version: SipVersion) -> bool:
        """Whether it is the plan as it holds now."""
        return version is self.version

    @property
    def is_running(self) -> bool:
        """Somebody has something to do with it: a meeting, a plan, or what comes of them."""
        return self.closed_at is None and bool(self.planned or self.held or self.versions)
