"""A reason for not charging that nobody has heard of: its rule, its code and its words, and nothing else.

It touches `billing/liability/conditions.py` (the rule), `reasons.py` there (the code) and the words of
`billing/presenters/explanation/reasons.py` and `liability.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

import pytest

from billing.liability import CareTerms, CaseFacts, Cause, DayState, Evidence, Reason, conditions, outlook_of
from billing.liability.conditions import CaseRule, DayRule
from billing.nightly.outcome_rows import CaseRow, make_outcome
from billing.presenters.explanation.billed_months import WHY_CORRECTED
from billing.presenters.explanation.reasons import CLAUSES, Clause, Reasons
from billing.presenters.liability import SHORT_REASONS, case_row
from billing.rules.known_facts import known_facts
from discharge.process.outlook import Liability, Outlook
from tests.factories.billing.explained import explained, iso, lines, stored
from tests.factories.billing.stays import assessed, at, on, stay


class Invented(StrEnum):
    WARD_CLOSED = "ward_closed"
    STRIKE = "strike"


CLOSED, STRIKE = (cast("Reason", one) for one in Invented)


def closed_in_march(facts: CaseFacts, as_of: date) -> Collection[Cause]:
    """Two days in March 2020: closed from the 13th to the 15th."""
    closed_at = at("2020-03-13 07:30")
    return [Cause(CLOSED, at=closed_at, first=on("2020-03-13"), before=on("2020-03-15"))]


def whatever_the_terms(causes: Collection[Cause], terms: CareTerms, starts_on: date) -> Iterable[Cause]:
    return causes


def on_strike(facts: CaseFacts, as_of: date) -> Cause | None:
    since = timedelta(hours=5)
    return Cause(STRIKE, at=facts.admitted_at, late_by=since, message=Evidence("admission_notice"))


def words_closed(reasons: Reasons, cause: Cause, day: date) -> Clause:
    assert cause.at is not None
    return Clause(f"avdelningen var stängd från {reasons.at(cause.at)}")


@pytest.fixture(autouse=True)
def _added(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = DayRule(closed_in_march, whatever_the_terms)
    monkeypatch.setattr(conditions, "OF_DAY", [*conditions.OF_DAY, closed])
    monkeypatch.setitem(CLAUSES, CLOSED, words_closed)
    monkeypatch.setitem(SHORT_REASONS, CLOSED, "Avdelningen var stängd")


def test_the_days_are_not_charged_and_say_why() -> None:
    [period] = assessed(stay()).periods
    said = {day.date.day: (day.state, day.reasons) for day in period.care_days}
    assert said[12] == (DayState.CHARGED, ())
    assert said[13] == said[14] == (DayState.NOT_CHARGED, (CLOSED,))
    assert said[15] == (DayState.CHARGED, ())
    [cause] = period.causes
    assert (cause.reason, cause.at) == (CLOSED, at("2020-03-13 07:30"))


def test_the_page_of_why_words_it_with_its_evidence() -> None:
    words = explained(stored(), "2020-03-20")
    assert lines(words)[13].text == "Debiteras inte: avdelningen var stängd från 13 mars 7.30"
    assert lines(words)[15].text.startswith("Debiteras 8")


def test_it_is_kept_by_the_night_and_told_by_month_and_corrections() -> None:
    facts = stored(discharged_at=iso("2020-03-17 11:00"))
    known = known_facts(facts, on("2020-04-01"))
    assert known is not None
    case = CaseRow("1", "AB12-CD34", "0180", None, "somatic", False, "{}", False, None, Liability())
    kept = make_outcome(case, known, assessed(known.facts))
    assert sum("\t{ward_closed}\t" in line for line in kept.days) == 2
    counted = {"reference": "AB12-CD34", "result_id": UUID(int=1), "care_type": "somatic", "district": ""}
    sums: dict[str, Any] = {"ready_days": 8, "charged_days": 3, "unrated_days": 0, "kronor": 24600}
    row = case_row(counted | sums | {"rate_statuses": []}, {UUID(int=1): ["ward_closed"]}, set())
    assert row.reasons == ("Avdelningen var stängd",)
    assert WHY_CORRECTED["ward_closed"] == "Avdelningen var stängd"


def test_what_stops_the_whole_case_bars_liability(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until somebody says that the region can put it right (`liability/outlook.py`)."""
    monkeypatch.setattr(conditions, "OF_CASE", [*conditions.OF_CASE, CaseRule(on_strike)])
    told = assessed(stay(discharged_at=None), "2020-03-16")
    assert (told.days, told.reasons) == ((), (STRIKE, CLOSED))
    assert outlook_of(told).outlook is Outlook.BARRED


def test_without_the_rule_there_is_no_such_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conditions, "OF_DAY", conditions.OF_DAY[:-1])
    assert assessed(stay()).reasons == ()
