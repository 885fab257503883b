"""Why a day is not charged: the reasons by their codes, and a cause, which is a reason with its evidence."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


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
    #: The case was about the wrong person (felsänt).
    MISTAKEN = "mistaken"


class Evidence(NamedTuple):
    """One of the facts of a case: its name in `CaseFacts`, and its place where there are several."""

    name: str
    number: int = 0


class Cause(NamedTuple):
    """A reason with its evidence; a tuple, as a day is.

    `at` is when that happened which is the reason, `until` when it ended; `due_on` the last day for it, and
    `late_by` how much after its time it came. `message` is the fact whose message says so. It holds from
    `first` until `before`, or on every day that is judged where these are None.
    """

    reason: Reason
    at: datetime | None = None
    until: datetime | None = None
    due_on: date | None = None
    late_by: timedelta | None = None
    message: Evidence | None = None
    first: date | None = None
    before: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is a reason on the day, if the day comes so far that it is judged."""
        return (self.first is None or self.first <= day) and (self.before is None or day < self.before)

    @property
    def days_late(self) -> int:
        """In whole days, where it was late by days."""
        return self.late_by.days if self.late_by else 0
