"""A plain somatic stay at Stockholm's 2020 terms, to be changed by a test where it matters to it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from billing.liability import (
    Assessment,
    Care,
    CareTerms,
    CareType,
    CaseFacts,
    Condition,
    ReadyPeriodFacts,
    Rulebook,
    assess,
)
from billing.reference.reading import reference_rates, reference_rulebook, reference_terms

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SOMATIC = Care(CareType.SOMATIC, "0180")


def at(text: str) -> datetime:
    """A moment on the clocks of Stockholm: at("2020-03-09 09:15")."""
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM).astimezone(UTC)


def on(text: str) -> date:
    return date.fromisoformat(text)


def ready(sent: str, withdrawn: str | None = None) -> ReadyPeriodFacts:
    return ReadyPeriodFacts(at(sent), at(withdrawn) if withdrawn else None)


def stay(**changes: Any) -> CaseFacts:
    admitted_at = changes.get("admitted_at", at("2020-03-02 20:00"))
    facts = CaseFacts(
        care=SOMATIC,
        admitted_at=admitted_at,
        admission_notice_sent_at=admitted_at + timedelta(hours=12),
        ready=(ready("2020-03-09 09:15"),),
        discharged_at=changes.pop("discharged_at", at("2020-03-17 11:00")),
    )
    return replace(facts, **changes)


def assessed(
    facts: CaseFacts,
    as_of: str = "2020-04-01",
    rules: Rulebook | None = None,
    without: frozenset[Condition] = frozenset(),
) -> Assessment:
    return assess(facts, as_of=on(as_of), rules=rules or reference_rulebook(), without=without)


def rules_with(**changes: Any) -> Rulebook:
    """The reference terms and rates, every set of terms changed in the same way."""
    return Rulebook([replace(terms, **changes) for terms in reference_terms()], reference_rates())


def only(terms: CareTerms) -> Rulebook:
    return Rulebook([terms], reference_rates())
