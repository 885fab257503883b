"""From a computed case to the rows that keep it.

The rows are plain tuples named as their columns: ten days a case are made, compared and written for a
great many cases, and model instances took most of that time (docs/decisions/0023).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from billing.known_facts import KnownFacts
from billing.liability import Assessment, CareDay, DailyRate, DayState, PeriodAssessment, Terms
from discharge.models import Case


class ResultRow(NamedTuple):
    reference: str
    payer_id: str | None
    district_id: UUID | None
    care_type: str
    closed_on: date | None
    reasons: list[str]
    ready_days: int
    charged_days: int
    amount: int | None
    facts_digest: str
    messages: dict[str, Any]
    rates: list[dict[str, Any]]


class PeriodRow(NamedTuple):
    number: int
    message: UUID
    sent_at: datetime
    payer_id: str | None
    district_id: UUID | None
    care_type: str
    day_zero: date
    starts_on: date | None
    sip_call_due_on: date | None
    ended_on: date | None
    ended_by: str
    ready_days: int
    reasons: list[str]
    terms: dict[str, Any] | None


class DayRow(NamedTuple):
    """`number` is its period's."""

    number: int
    date: date
    state: str
    ready: bool
    free_day: int
    reasons: list[str]
    rate: int | None
    rate_status: str


@dataclass(slots=True)
class Outcome:
    """One case's rows. The night is not among them: a later one may come to the same."""

    result: ResultRow
    periods: list[PeriodRow] = field(default_factory=list)
    days: list[DayRow] = field(default_factory=list)


def outcome(case: Case, known: KnownFacts, assessment: Assessment) -> Outcome:
    kept = Outcome(_result(case, known, assessment))
    told = zip(assessment.periods, known.messages["ready"], strict=True)
    for number, (period, message) in enumerate(told, 1):
        kept.periods.append(_period(kept.result, number, period, message))
        kept.days.extend(_days(number, period))
    return kept


def _result(case: Case, known: KnownFacts, assessment: Assessment) -> ResultRow:
    return ResultRow(
        reference=case.reference,
        payer_id=case.payer_id,
        district_id=case.district_id,
        care_type=case.care_type,
        closed_on=known.facts.closed_on,
        reasons=[reason.value for reason in assessment.reasons],
        ready_days=assessment.ready_days,
        charged_days=len(assessment.charged),
        amount=assessment.amount,
        facts_digest=_digest(case.facts.facts, known),
        messages=known.messages,
        rates=[_copy(rate) for rate in _rates(assessment.charged)],
    )


def _period(result: ResultRow, number: int, period: PeriodAssessment, message: str) -> PeriodRow:
    return PeriodRow(
        number=number,
        message=UUID(message),
        sent_at=period.ready.sent_at,
        payer_id=period.care.payer,
        district_id=result.district_id if period.care.payer == result.payer_id else None,
        care_type=period.care.care_type.value,
        day_zero=period.day_zero,
        starts_on=period.starts_on,
        sip_call_due_on=period.sip_call_due_on,
        ended_on=period.ended_on,
        ended_by=period.ended_by.value if period.ended_by else "",
        ready_days=period.ready_days,
        reasons=[reason.value for reason in period.reasons],
        terms=_copy(period.terms) if period.terms else None,
    )


def _days(number: int, period: PeriodAssessment) -> Iterator[DayRow]:
    """The day on which the period ends is no day ready for discharge; it is kept where it is charged."""
    for day in period.care_days:
        if day.state is not DayState.ENDED:
            yield DayRow(
                number=number,
                date=day.date,
                state=day.state.value,
                ready=day.date != period.ended_on,
                free_day=day.free_day,
                reasons=[reason.value for reason in day.reasons],
                rate=day.rate.kronor if day.rate else None,
                rate_status=day.rate.status if day.rate else "",
            )


def _rates(days: Iterable[CareDay]) -> list[DailyRate]:
    used = {day.rate for day in days if day.rate}
    return sorted(used, key=lambda rate: (rate.year, rate.care_type or ""))


@cache
def _copy(agreed: Terms | DailyRate) -> dict[str, Any]:
    """The terms or the rate as JSON, so that the outcome explains itself when they have changed."""
    return {name: _plain(value) for name, value in asdict(agreed).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _digest(stored: Mapping[str, Any], known: KnownFacts) -> str:
    """Of the facts as they are stored, or of those that were known, where more has happened since."""
    facts = stored if known.all else asdict(known.facts)
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()
