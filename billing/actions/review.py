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
    ended = {care_type: terms_ended_by(agreement, care_type, days) for care_type in care_types}
    effects = [
        f"{care_type.label}: {terms.name} slutar {full_date_words(days.first - _ONE_DAY)}."
        for care_type, terms in ended.items()
        if terms and days.first
    ]
    lacks = [
        words
        for care_type, terms in ended.items()
        for words in _new_lacks(agreement, care_type, [*_cut_spans(terms, days), (None, days)])
    ]
    return _make_review([_concerned_words([days]), *effects], lacks)


def review_correction(terms: Terms, days: Span, values: Mapping[str, Any]) -> Review:
    """Raises Refused, as the action would."""
    refuse_settlement(values)
    refuse_days(terms, days)
    lacks = _new_lacks(terms.agreement, CareType(terms.care_type), [(terms.span, days)])
    return _make_review([_concerned_words(_distinct_spans(terms.span, days))], lacks)


def review_end(terms: Terms, last: date) -> Review:
    """Raises Refused, as the action would."""
    refuse_end(terms, last)
    days = replace(terms.span, last=last)
    lacks = _new_lacks(terms.agreement, CareType(terms.care_type), [(terms.span, days)])
    return _make_review([_concerned_words(_changed_end(terms.span, days))], lacks)


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
    return Review([*effects, _closed_words(), AT_NIGHT], list(lacks), rules_version())


def _concerned_words(days: Iterable[Span]) -> str:
    return f"Gäller ärenden med dag noll {', och '.join(span_words(span) for span in days)}."


def _distinct_spans(before: Span, after: Span) -> list[Span]:
    is_same = (before.first, before.last) == (after.first, after.last)
    return [after] if is_same else [before, after]


def _changed_end(before: Span, after: Span) -> list[Span]:
    """The days that terms lose, or win, when they end on another day."""
    first = min(before.ends, after.ends) + _ONE_DAY
    last = max(before.ends, after.ends)
    return [Span(first, None if last == date.max else last)]


def _closed_words() -> str:
    latest = latest_closed()
    if latest is None:
        return "Ingen månad är stängd, så inga rättelser behövs."
    return (
        f"Månader till och med {month_words(latest)} är stängda och räknas aldrig om: "
        f"skillnader blir rättelser i {month_words(month_after(latest))}."
    )


def _cut_spans(terms: Terms | None, days: Span) -> list[tuple[Span | None, Span]]:
    if terms is None or days.first is None:
        return []
    return [(terms.span, replace(terms.span, last=days.first - _ONE_DAY))]


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
