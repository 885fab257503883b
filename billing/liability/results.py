"""What a computation answers, down to the single calendar day, so that every day explains itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from billing.liability.facts import Care, ReadyPeriodFacts
from billing.liability.terms import DailyRate, Terms


class Condition(StrEnum):
    """The conditions of LUS 5:3 and 5:5 that a what-if can switch off."""

    ADMISSION_NOTICE = "admission_notice"
    SIP_CALL = "sip_call"
    OUTPATIENT_CARE = "outpatient_care"
    SERVICES_DECLINED = "services_declined"


class Reason(StrEnum):
    """Why a day is not charged."""

    NO_MUNICIPALITY = "no_municipality"
    TERMS_MISSING = "terms_missing"
    ADMISSION_NOTICE_MISSING = "admission_notice_missing"
    ADMISSION_NOTICE_LATE = "admission_notice_late"
    READINESS_NOTICE_MISSING = "readiness_notice_missing"
    SERVICES_DECLINED = "services_declined"
    SIP_CALL_MISSING = "sip_call_missing"
    SIP_CALL_LATE = "sip_call_late"
    SIP_CALL_PENDING = "sip_call_pending"
    OUTPATIENT_CARE_UNAVAILABLE = "outpatient_care_unavailable"
    OUTPATIENT_CARE_UNKNOWN = "outpatient_care_unknown"
    ON_LEAVE = "on_leave"


class DayState(StrEnum):
    FREE = "free"
    CHARGED = "charged"
    NOT_CHARGED = "not_charged"
    ENDED = "ended"  # the date of discharge, death or withdrawal


class EndedBy(StrEnum):
    DISCHARGE = "discharge"
    DEATH = "death"
    WITHDRAWAL = "withdrawal"


class CareDay(NamedTuple):
    """A tuple and no dataclass: a million cases make ten million of them, in a fifth of the time."""

    date: date
    state: DayState
    # Free day 1, 2, …; 0 for day zero and for dates that do not count (before it, or no weekday).
    free_day: int = 0
    reasons: tuple[Reason, ...] = ()
    # The rate of a charged day; None there means that the year has no rate.
    rate: DailyRate | None = None

    @property
    def amount(self) -> int | None:
        if self.state is not DayState.CHARGED:
            return 0
        return self.rate.kronor if self.rate else None


@dataclass(frozen=True, slots=True)
class PeriodAssessment:
    """One ready period, day by day from its notice on. `care` is that of day zero: it says who pays."""

    ready: ReadyPeriodFacts
    care: Care
    day_zero: date
    terms: Terms | None
    starts_on: date | None
    sip_call_due_on: date | None
    ended_on: date | None
    ended_by: EndedBy | None
    ready_days: int
    free_days_left: int
    # What stops the whole period, be it a condition of the case or of the period itself.
    reasons: tuple[Reason, ...]
    # Why today, or the day on which liability starts, would not be charged as things stand: what stands
    # between a running period and the money. Empty for a period that has ended.
    ahead: tuple[Reason, ...]
    care_days: tuple[CareDay, ...]

    charged: tuple[CareDay, ...]

    @property
    def amount(self) -> int | None:
        return sum_of_amounts(self.charged)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The answer for a case; its periods stand in the order of the facts."""

    as_of: date
    reasons: tuple[Reason, ...]
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
