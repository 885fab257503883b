"""What has happened in a case, as far as money is concerned.

All moments are aware; they are kept in UTC, because two moments that share a `ZoneInfo` are compared
and subtracted by Python on the clock's face, which is wrong across the change of summer time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import pairwise

from municipalities.swedish.clock import local_date, midnight_after


class CareType(StrEnum):
    SOMATIC = "somatic"
    PSYCHIATRIC = "psychiatric"
    ADDICTION = "addiction"
    CHILD_PSYCHIATRIC = "child_psychiatric"


class OutpatientStatus(StrEnum):
    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    UNKNOWN = "unknown"


class InvalidFacts(ValueError):
    """The facts contradict each other; the sentence names the fact, in Swedish."""


def _in_utc(moment: datetime, name: str) -> datetime:
    if moment.tzinfo is None:
        raise InvalidFacts(f"{name} saknar tidszon.")
    return moment.astimezone(UTC)


def _keep_in_utc(facts: object, *names: str) -> None:
    for name in names:
        moment = getattr(facts, name)
        if moment is not None and moment.tzinfo is not UTC:
            object.__setattr__(facts, name, _in_utc(moment, name))


@dataclass(frozen=True, slots=True)
class ReadyPeriodFacts:
    """From a ready notice until its withdrawal. `sent_at` is the time at which the notice counts.

    `call_from` is when outpatient care was told, where it was entered afterwards: the days for the call to
    SIP run from then. It is no part of what happened: a date before it may be asked about.
    """

    sent_at: datetime
    withdrawn_at: datetime | None = None
    call_from: datetime | None = None

    def __post_init__(self) -> None:
        _keep_in_utc(self, "sent_at", "withdrawn_at", "call_from")


@dataclass(frozen=True, slots=True)
class OutpatientStatement:
    """The region's own word on whether its outpatient services are in place."""

    at: datetime
    status: OutpatientStatus

    def __post_init__(self) -> None:
        _keep_in_utc(self, "at")


@dataclass(frozen=True, slots=True)
class SipWish:
    """What the person has said of a SIP: `at` is when the parties were told."""

    at: datetime
    declines: bool

    def __post_init__(self) -> None:
        _keep_in_utc(self, "at")


@dataclass(frozen=True, slots=True)
class Leave:
    """The person is away from the ward; `ended_at` is None while the person still is."""

    began_at: datetime
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        _keep_in_utc(self, "began_at", "ended_at")


@dataclass(frozen=True, slots=True)
class Care:
    """The kind of care a person is in, and the municipalities that may have to pay."""

    care_type: CareType
    municipality: str | None
    placed_by: str | None = None

    @property
    def payer(self) -> str | None:
        return self.placed_by or self.municipality


@dataclass(frozen=True, slots=True)
class Change:
    """A transfer to another kind of care, or a move to another municipality."""

    at: datetime
    care: Care

    def __post_init__(self) -> None:
        _keep_in_utc(self, "at")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One stay. Facts that contradict each other can't be put together: `InvalidFacts`.

    `mistaken`: it was about the wrong person, and nothing of it counts.
    """

    care: Care
    admitted_at: datetime
    need_assessed_at: datetime | None = None
    admission_notice_sent_at: datetime | None = None
    sip_needed: bool = False
    compulsory_outpatient_care: bool = False
    sip_calls: tuple[datetime, ...] = ()
    sip_wishes: tuple[SipWish, ...] = ()
    services_declined: bool = False
    outpatient_care_needed: bool = False
    outpatient_care: tuple[OutpatientStatement, ...] = ()
    ready: tuple[ReadyPeriodFacts, ...] = ()
    discharged_at: datetime | None = None
    deceased_at: datetime | None = None
    leaves: tuple[Leave, ...] = ()
    changes: tuple[Change, ...] = ()
    mistaken: bool = False

    def __post_init__(self) -> None:
        _keep_in_utc(
            self,
            "admitted_at",
            "need_assessed_at",
            "admission_notice_sent_at",
            "discharged_at",
            "deceased_at",
        )
        if any(call.tzinfo is not UTC for call in self.sip_calls):
            in_utc = tuple([_in_utc(call, "sip_calls") for call in self.sip_calls])
            object.__setattr__(self, "sip_calls", in_utc)
        _refuse_end_before_start(self)
        if len(self.ready) > 1:
            _refuse_overlapping_periods(self.ready)

    @property
    def closed_on(self) -> date | None:
        """The date of discharge or death, whichever came first; None while the stay goes on."""
        ends = [moment for moment in (self.discharged_at, self.deceased_at) if moment is not None]
        return local_date(min(ends)) if ends else None

    @property
    def asks_for_sip_call(self) -> bool:
        """Under compulsory outpatient care another plan takes the SIP's place."""
        return self.sip_needed and not self.compulsory_outpatient_care

    @property
    def first_sip_call(self) -> int | None:
        """The place of the first call among `sip_calls`: where any was in time, it was."""
        calls = self.sip_calls
        return min(range(len(calls)), key=calls.__getitem__) if calls else None

    def sip_wish_on(self, day: date) -> int | None:
        """The place of the last word on a SIP that had been told on the date."""
        known = [n for n, wish in enumerate(self.sip_wishes) if local_date(wish.at) <= day]
        return max(known, key=lambda number: (self.sip_wishes[number].at, number), default=None)

    def care_on(self, day: date) -> Care:
        """The care on a date: the latest change of that date or before, else the care at admission."""
        if not self.changes:
            return self.care
        known = [change for change in self.changes if local_date(change.at) <= day]
        return max(known, key=lambda change: change.at).care if known else self.care


def _refuse_end_before_start(facts: CaseFacts) -> None:
    if facts.discharged_at is not None and facts.discharged_at < facts.admitted_at:
        raise InvalidFacts("discharged_at ligger före admitted_at.")
    if facts.deceased_at is not None and facts.deceased_at < facts.admitted_at:
        raise InvalidFacts("deceased_at ligger före admitted_at.")
    for number, period in enumerate(facts.ready):
        if period.withdrawn_at is not None and period.withdrawn_at < period.sent_at:
            raise InvalidFacts(f"ready[{number}].withdrawn_at ligger före sent_at.")
    for number, leave in enumerate(facts.leaves):
        if leave.ended_at is not None and leave.ended_at < leave.began_at:
            raise InvalidFacts(f"leaves[{number}].ended_at ligger före began_at.")


def _refuse_overlapping_periods(periods: tuple[ReadyPeriodFacts, ...]) -> None:
    """A notice may come at the very moment of the withdrawal before it, not earlier."""
    never = datetime.max.replace(tzinfo=UTC)
    spans = sorted((period.sent_at, period.withdrawn_at or never) for period in periods)
    for (_, withdrawn_at), (sent_at, _) in pairwise(spans):
        if sent_at < withdrawn_at:
            raise InvalidFacts("ready innehåller perioder som överlappar varandra.")


def refuse_facts_after(facts: CaseFacts, as_of: date) -> None:
    """What is dated later than the day of the computation isn't known on it."""
    end = midnight_after(as_of)
    if latest_moment(facts) < end:
        return
    for name, moment in _list_moments(facts):
        if moment is not None and moment >= end:
            raise InvalidFacts(f"{name} ligger efter as_of.")


def latest_moment(facts: CaseFacts) -> datetime:
    """When the last of it happened."""
    moments = [
        facts.admitted_at,
        facts.need_assessed_at,
        facts.admission_notice_sent_at,
        facts.discharged_at,
        facts.deceased_at,
        *facts.sip_calls,
    ]
    for period in facts.ready:
        moments += (period.sent_at, period.withdrawn_at)
    for leave in facts.leaves:
        moments += (leave.began_at, leave.ended_at)
    moments += [statement.at for statement in facts.outpatient_care]
    moments += [wish.at for wish in facts.sip_wishes]
    moments += [change.at for change in facts.changes]
    return max(filter(None, moments))


def _list_moments(facts: CaseFacts) -> Iterator[tuple[str, datetime | None]]:
    yield "admitted_at", facts.admitted_at
    yield "need_assessed_at", facts.need_assessed_at
    yield "admission_notice_sent_at", facts.admission_notice_sent_at
    yield "discharged_at", facts.discharged_at
    yield "deceased_at", facts.deceased_at
    yield from ((f"sip_calls[{number}]", call) for number, call in enumerate(facts.sip_calls))
    for number, statement in enumerate(facts.outpatient_care):
        yield f"outpatient_care[{number}].at", statement.at
    for number, wish in enumerate(facts.sip_wishes):
        yield f"sip_wishes[{number}].at", wish.at
    for number, period in enumerate(facts.ready):
        yield f"ready[{number}].sent_at", period.sent_at
        yield f"ready[{number}].withdrawn_at", period.withdrawn_at
    for number, leave in enumerate(facts.leaves):
        yield f"leaves[{number}].began_at", leave.began_at
        yield f"leaves[{number}].ended_at", leave.ended_at
    for number, change in enumerate(facts.changes):
        yield f"changes[{number}].at", change.at
