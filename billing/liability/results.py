"""What a computation answers, down to the single calendar day, so that every day explains itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple

from billing.liability.facts import Care, ReadyPeriodFacts
from billing.liability.reasons import Cause, Reason
from billing.liability.terms import CareTerms, Rate
from municipalities.swedish.clock import ONE_DAY


class DayState(StrEnum):
    FREE = "free"
    CHARGED = "charged"
    NOT_CHARGED = "not_charged"
    ENDED = "ended"  # the date of discharge, death or withdrawal


class EndedBy(StrEnum):
    DISCHARGE = "discharge"
    DEATH = "death"
    WITHDRAWAL = "withdrawal"


class Place(StrEnum):
    """What a day before the start is in the count of free days."""

    NOTICE = "notice"  # the date of a notice that counts from the next one
    DAY_ZERO = "day_zero"
    FREE_DAY = "free_day"
    NOT_COUNTED = "not_counted"


class CareDay(NamedTuple):
    """A tuple and no dataclass: a million cases make ten million of them, in a fifth of the time."""

    date: date
    state: DayState
    # Free day 1, 2, …; 0 for day zero and for dates that do not count (before it, or no weekday).
    free_day: int = 0
    reasons: tuple[Reason, ...] = ()
    # The rate of a charged day; None there means that the year has no rate.
    rate: Rate | None = None

    @property
    def amount(self) -> int | None:
        if self.state is not DayState.CHARGED:
            return 0
        return self.rate.kronor if self.rate else None


class PeriodAssessment(NamedTuple):
    """One ready period, day by day from its notice on. `care` is that of day zero: it says who pays.

    A tuple, as a day is.
    """

    ready: ReadyPeriodFacts
    care: Care
    day_zero: date
    terms: CareTerms | None
    # A notice after it counts from the next date.
    cutoff: time
    starts_on: date | None
    # The free days of earlier periods that these terms do not give again.
    free_days_used: int
    sip_call_due_on: date | None
    #: The place of the wish by which no call is a condition.
    sip_declined_by: int | None
    ended_at: datetime | None
    ended_on: date | None
    ended_by: EndedBy | None
    ready_days: int
    free_days_left: int
    # What stops the whole period, be it a condition of the case or of the period itself.
    reasons: tuple[Reason, ...]
    # Why today, or the day on which liability starts, would not be charged as things stand: what stands
    # between a running period and the money. Empty for a period that has ended.
    ahead: tuple[Cause, ...]
    # The evidence of those reasons, and of those of single days: each once, with the dates that it holds for.
    causes: tuple[Cause, ...]
    care_days: tuple[CareDay, ...]
    charged: tuple[CareDay, ...]

    @property
    def amount(self) -> int | None:
        return sum_of_amounts(self.charged)

    @property
    def comes_to_its_start(self) -> bool:
        """Whether the person was still ready when liability should start, or may be."""
        if self.starts_on is None:
            return False
        return self.ended_on is None or self.starts_on < self.ended_on or bool(self.charged)

    @property
    def end_is_charged(self) -> bool:
        """Whether the date of the end is charged, as some terms have it."""
        return bool(self.charged) and self.charged[-1].date == self.ended_on

    @property
    def free_to_go_on(self) -> date | None:
        """The last day of going home that costs nothing: care nights are charged, unless the terms say so."""
        if self.starts_on is None or self.terms is None:
            return None
        return self.starts_on - ONE_DAY if self.terms.discharge_day_charged else self.starts_on

    def causes_of(self, day: CareDay) -> list[Cause]:
        """Why the day is not charged, with the evidence."""
        return [self.cause_on(reason, day.date) for reason in day.reasons]

    def cause_on(self, reason: Reason, day: date) -> Cause:
        """That of a reason which a day has."""
        return next(cause for cause in self.causes if cause.reason == reason and cause.holds_on(day))

    def place_of(self, day: CareDay) -> Place:
        """Where a free day stands in the count."""
        if day.free_day:
            return Place.FREE_DAY
        if day.date == self.day_zero:
            return Place.DAY_ZERO
        return Place.NOTICE if day.date < self.day_zero else Place.NOT_COUNTED


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for a case; its periods stand in the order of the facts."""

    as_of: date
    reasons: tuple[Reason, ...]
    # What stops the whole case, with the evidence.
    causes: tuple[Cause, ...]
    periods: tuple[PeriodAssessment, ...]
    # The charged days of all periods, in the order of time.
    charged: tuple[CareDay, ...]

    @property
    def starts_on(self) -> tuple[date | None, ...]:
        return tuple(period.starts_on for period in self.periods)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(day.date for day in self.charged)

    @property
    def amount(self) -> int | None:
        """Kronor; None when the year of any charged day has no rate, never 0 for want of one."""
        return sum_of_amounts(self.charged)

    @property
    def ready_days(self) -> int:
        return sum(period.ready_days for period in self.periods)

    @property
    def running(self) -> PeriodAssessment | None:
        """The ready period that has not ended, if the patient is ready for discharge now."""
        periods = [period for period in self.periods if period.ended_on is None]
        return max(periods, key=lambda period: period.ready.sent_at) if periods else None

    @property
    def preliminary(self) -> bool:
        return Reason.SIP_CALL_PENDING in self.reasons


def sum_of_amounts(days: Iterable[CareDay]) -> int | None:
    total = 0
    for day in days:
        amount = day.amount
        if amount is None:
            return None
        total += amount
    return total
