"""A case explained at a moment: what each day has been, and what the coming days are if nothing happens.

Pure: no Django. Computed from the stored facts at once, so that everybody who looks at the same moment meets
the same days, also on the day of the notice, before any night (docs/decisions/0033).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from billing.liability import (
    Assessment,
    CareDay,
    CaseFacts,
    Cause,
    PeriodAssessment,
    Rulebook,
    assess,
    outlook_of,
)
from billing.rules.known_facts import KnownFacts, known_facts
from discharge.process import MESSAGE_TYPES, Tells
from discharge.process.journal import Journal, Line
from discharge.process.outlook import LiabilityOutlook
from municipalities.swedish.clock import ONE_DAY


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as money sees it; `offices` are the municipal units that it reached, by municipality.

    `moment` is the time that it tells of: of going home, or of leave. Names are empty where the identity is
    protected. What was sent outside the system came into it at `sent_at`; `happened_at` is its true time.
    A correction of the municipality says which `payer` holds, and from when where the person has moved.
    """

    id: UUID
    type: str
    sent_at: datetime
    party: str
    unit: str
    offices: tuple[tuple[str | None, str], ...] = ()
    moment: datetime | None = None
    corrects: UUID | None = None
    cancelled_at: datetime | None = None
    happened_at: datetime | None = None
    channel: str = ""
    sent_by: str = ""
    payer: str | None = None
    moved_on: date | None = None

    @property
    def true_time(self) -> datetime:
        """When it was sent, in the system or outside it; a correction has its own time."""
        return self.happened_at if self.happened_at and not self.corrects else self.sent_at

    @property
    def tells(self) -> Tells | None:
        return MESSAGE_TYPES[self.type].tells


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a case that days are explained by."""

    all: Sequence[Sent]

    def by_id(self, ids: Iterable[str | None]) -> tuple[Sent, ...]:
        wanted = {str(one) for one in ids if one}
        return tuple(sent for sent in self.all if str(sent.id) in wanted)

    def about(self, tells: Tells, moment: datetime | None) -> tuple[Sent, ...]:
        """The one that tells so of this moment; a correction comes after what it corrects."""
        if moment is None:
            return ()
        return tuple(sent for sent in self.counting(tells) if sent.moment == moment)[-1:]

    def counting(self, tells: Tells) -> tuple[Sent, ...]:
        """Those that count, each as it was last corrected."""
        cancelled = [sent.id for sent in self.all if sent.cancelled_at]
        journal = Journal(self.all, lambda sent: Line(sent.id, sent.corrects), cancelled)
        return tuple(sent for sent in journal.counting if sent.tells is tells)

    def that_reached(self, payer: str | None, counted_at: datetime) -> Sent | None:
        """By which a notice first reached a unit of the payer; of any municipality, where nobody pays.

        Where the payer was told another way it is the message that says so.
        """
        for sent in self.all:
            codes = {code for code, _ in sent.offices}
            if counted_at in (sent.sent_at, sent.happened_at) and codes and (payer is None or payer in codes):
                return sent
        # A time that somebody notes is in whole minutes.
        noted = [(sent, sent.moment) for sent in self.counting(Tells.PAYER_TOLD) if sent.moment]
        told = [sent for sent, at in noted if at <= counted_at < at + timedelta(minutes=1)]
        return told[-1] if told else None


@dataclass(frozen=True, slots=True)
class ExplainedPeriod:
    """One ready period: its days so far, and those that come if nothing happens, as `ahead` has them."""

    number: int
    told: PeriodAssessment
    ahead: PeriodAssessment
    message: str
    withdrawal: str | None
    coming: tuple[CareDay, ...]

    def causes_of(self, day: CareDay) -> list[Cause]:
        """Why a day is not charged, or will not be if nothing happens."""
        return (self.ahead if day in self.coming else self.told).causes_of(day)


@dataclass(frozen=True, slots=True)
class Why:
    """`known` is what of the case's stored facts is known today."""

    as_of: date
    known: KnownFacts
    assessment: Assessment
    periods: tuple[ExplainedPeriod, ...]

    @property
    def facts(self) -> CaseFacts:
        return self.known.facts

    def message_of(self, cause: Cause) -> str | None:
        """The id of the message that says so, where the facts name it."""
        if cause.message is None or cause.message.name not in self.known.messages:
            return None
        told = self.known.messages[cause.message.name]
        return told[cause.message.number] if isinstance(told, list) else told

    @property
    def outlook(self) -> LiabilityOutlook:
        return outlook_of(self.assessment)

    @property
    def running(self) -> ExplainedPeriod | None:
        told = self.assessment.running
        return next((period for period in self.periods if period.told is told), None)


def explain(stored: Mapping[str, Any], as_of: date, rules: Rulebook) -> Why | None:
    """None for a person who has not been admitted by then. Raises InvalidField or InvalidFacts."""
    known = known_facts(stored, as_of)
    if known is None:
        return None
    so_far = assess(known.facts, as_of=as_of, rules=rules)
    # The day after the first that can be charged: today, or the start of liability.
    starts_on = so_far.running.starts_on if so_far.running else None
    ahead = assess(known.facts, as_of=max(starts_on or as_of, as_of) + ONE_DAY, rules=rules)
    withdrawals = {notice["message"]: notice.get("withdrawal") for notice in stored["ready"]}
    told = zip(so_far.periods, ahead.periods, known.messages["ready"], strict=True)
    periods = []
    for number, (period, then, message) in enumerate(told, 1):
        coming = () if period.ended_on else tuple(day for day in then.care_days if day.date >= as_of)
        periods.append(ExplainedPeriod(number, period, then, message, withdrawals[message], coming))
    return Why(as_of, known, so_far, tuple(periods))
