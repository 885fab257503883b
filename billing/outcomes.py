"""From a computed case to the rows that keep it, and what of them is compared with rows already kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, time
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from billing.known_facts import KnownFacts
from billing.liability import Assessment, CareDay, DailyRate, DayState, PeriodAssessment, Terms
from billing.models import LiabilityDay, LiabilityPeriod, LiabilityResult
from discharge.models import Case

#: What makes two outcomes the same. `as_of` is not among it: a later night may come to the same.
RESULT_FIELDS = (
    "reference",
    "payer_id",
    "district_id",
    "care_type",
    "reasons",
    "ready_days",
    "charged_days",
    "amount",
    "facts_digest",
    "messages",
    "rates",
)
PERIOD_FIELDS = (
    "number",
    "message",
    "sent_at",
    "payer_id",
    "district_id",
    "care_type",
    "day_zero",
    "starts_on",
    "sip_call_due_on",
    "ended_on",
    "ended_by",
    "ready_days",
    "reasons",
    "terms",
)
DAY_FIELDS = ("period.number", "date", "state", "ready", "free_day", "reasons", "rate", "rate_status")

_result_values = attrgetter(*RESULT_FIELDS)
_period_values = attrgetter(*PERIOD_FIELDS)
_day_values = attrgetter(*DAY_FIELDS)


@dataclass(slots=True)
class Outcome:
    """One case's rows; or, where two outcomes are compared, the values of their columns alone."""

    result: Any
    periods: list[Any] = field(default_factory=list)
    days: list[Any] = field(default_factory=list)

    def values(self) -> Outcome:
        return Outcome(
            list(_result_values(self.result)),
            [list(_period_values(period)) for period in self.periods],
            [list(_day_values(day)) for day in self.days],
        )


def outcome(case: Case, known: KnownFacts, assessment: Assessment) -> Outcome:
    result = LiabilityResult(
        case=case,
        as_of=assessment.as_of,
        reference=case.reference,
        payer_id=case.payer_id,
        district_id=case.district_id,
        care_type=case.care_type,
        reasons=[str(reason) for reason in assessment.reasons],
        ready_days=assessment.ready_days,
        charged_days=len(assessment.charged),
        amount=assessment.amount,
        facts_digest=_digest(known),
        messages=known.messages,
        rates=[_copy(rate) for rate in _rates(assessment.charged)],
    )
    kept = Outcome(result)
    for number, (period, message) in enumerate(
        zip(assessment.periods, known.messages["ready"], strict=True), 1
    ):
        row = _period(result, number, period, message)
        kept.periods.append(row)
        kept.days.extend(_days(result, row, period))
    return kept


def _period(result: LiabilityResult, number: int, period: PeriodAssessment, message: str) -> LiabilityPeriod:
    return LiabilityPeriod(
        result=result,
        number=number,
        message=UUID(message),
        sent_at=period.ready.sent_at,
        payer_id=period.care.payer,
        district_id=result.district_id if period.care.payer == result.payer_id else None,
        care_type=str(period.care.care_type),
        day_zero=period.day_zero,
        starts_on=period.starts_on,
        sip_call_due_on=period.sip_call_due_on,
        ended_on=period.ended_on,
        ended_by=str(period.ended_by or ""),
        ready_days=period.ready_days,
        reasons=[str(reason) for reason in period.reasons],
        terms=_copy(period.terms) if period.terms else None,
    )


def _days(result: LiabilityResult, row: LiabilityPeriod, period: PeriodAssessment) -> Iterator[LiabilityDay]:
    for day in period.care_days:
        if day.state is not DayState.ENDED:
            yield LiabilityDay(
                result=result,
                period=row,
                date=day.date,
                state=str(day.state),
                ready=day.date != period.ended_on,
                free_day=day.free_day,
                reasons=[str(reason) for reason in day.reasons],
                rate=day.rate.kronor if day.rate else None,
                rate_status=day.rate.status if day.rate else "",
            )


def _rates(days: Iterable[CareDay]) -> list[DailyRate]:
    return sorted({day.rate for day in days if day.rate}, key=lambda rate: (rate.year, rate.care_type or ""))


@cache
def _copy(agreed: Terms | DailyRate) -> dict[str, Any]:
    """The terms or the rate as JSON, so that the outcome explains itself when they have changed."""
    return {name: _plain(value) for name, value in asdict(agreed).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value


def _digest(known: KnownFacts) -> str:
    """The same facts give the same digest, whatever else has been said in the case."""
    text = json.dumps(asdict(known.facts), default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
