"""What a change of terms or rates would concern, looked at before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from billing.actions.rates import refuse_second_rate, refuse_values
from billing.actions.terms import refuse_days, refuse_end, refuse_settlement, terms_ended_by
from billing.ledger.months import latest_closed
from billing.models import Agreement, DailyRate, Terms
from billing.rulebook import rules_version
from billing.rules.term_lines import Span, gaps, span_words
from municipalities.swedish.clock import full_date_words
from municipalities.swedish.months import month_after, month_words
from municipalities.units.parties import CareType

_ONE_DAY = timedelta(days=1)
AT_NIGHT = "Ärendena räknas om nästa natt."


@dataclass(frozen=True, slots=True)
class Review:
    """`effects` and `lacks` are sentences; the version says which rules they are true of."""

    effects: list[str]
    lacks: list[str]
    version: UUID


def review_new(
    agreement: Agreement, care_types: Collection[CareType], days: Span, values: Mapping[str, Any]
) -> Review:
    """Raises Refused, as the action would."""
    refuse_settlement(values)
    effects = [_concerned_words([days])]
    lacks: list[str] = []
    for care_type in care_types:
        terms = terms_ended_by(agreement, care_type, days)
        changed: list[tuple[Span | None, Span]] = [(None, days)]
        if terms and days.first:
            last = days.first - _ONE_DAY
            effects.append(f"{care_type.label}: {terms.name} slutar {full_date_words(last)}.")
            changed = [(terms.span, replace(terms.span, last=last)), *changed]
        lacks += _new_lacks(agreement, care_type, changed)
    return _make_review(effects, lacks)


def review_correction(terms: Terms, days: Span, values: Mapping[str, Any]) -> Review:
    """Raises Refused, as the action would."""
    refuse_settlement(values)
    refuse_days(terms, days)
    lacks = _new_lacks(terms.agreement, CareType(terms.care_type), [(terms.span, days)])
    is_same = (terms.span.first, terms.span.last) == (days.first, days.last)
    return _make_review([_concerned_words([days] if is_same else [terms.span, days])], lacks)


def review_end(terms: Terms, last: date) -> Review:
    """Raises Refused, as the action would."""
    refuse_end(terms, last)
    days = replace(terms.span, last=last)
    lacks = _new_lacks(terms.agreement, CareType(terms.care_type), [(terms.span, days)])
    # The days that the terms lose, or win, when they end on another day.
    earlier, later = sorted((terms.span.ends, days.ends))
    concerned = Span(earlier + _ONE_DAY, None if later == date.max else later)
    return _make_review([_concerned_words([concerned])], lacks)


def review_new_rate(rate: DailyRate) -> Review:
    """Raises Refused, as the action would."""
    refuse_second_rate(rate.year, rate.care_type)
    return review_rate(rate)


def review_rate(rate: DailyRate) -> Review:
    """Raises Refused, as the action would."""
    refuse_values({"kronor": rate.kronor, "status": rate.status})
    care = f" i {CareType(rate.care_type).label.lower()}" if rate.care_type else ""
    return _make_review([f"Gäller varje vårddygn under {rate.year}{care}."], [])


def _make_review(effects: Iterable[str], lacks: Iterable[str]) -> Review:
    latest = latest_closed()
    closed = "Ingen månad är stängd, så inga rättelser behövs."
    if latest:
        closed = (
            f"Månader till och med {month_words(latest)} är stängda och räknas aldrig om: "
            f"skillnader blir rättelser i {month_words(month_after(latest))}."
        )
    return Review([*effects, closed, AT_NIGHT], list(lacks), rules_version())


def _concerned_words(days: Iterable[Span]) -> str:
    return f"Gäller ärenden med dag noll {', och '.join(span_words(span) for span in days)}."


def _new_lacks(
    agreement: Agreement, care_type: CareType, changes: Collection[tuple[Span | None, Span]]
) -> list[str]:
    """Days that would be without terms. In a municipality's own line others' terms hold there."""
    if agreement.municipality_id:
        return []
    line = [terms.span for terms in agreement.terms.filter(care_type=care_type)]
    changed = [span for span in line if span not in [old for old, _ in changes]]
    found = set(gaps([*changed, *(new for _, new in changes)])) - set(gaps(line))
    return [
        f"{care_type.label}: inga villkor gäller {span_words(gap)}. "
        "Ärenden med dag noll då kan inte faktureras."
        for gap in sorted(found, key=lambda gap: gap.begins)
    ]
