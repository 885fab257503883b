"""Keeping outcomes: a case's rows are rewritten when they differ from those that lie there, and only then."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, connection, transaction

from billing.models import LiabilityDay, LiabilityPeriod, LiabilityResult
from billing.outcomes import DayRow, Outcome, PeriodRow, ResultRow

log = structlog.get_logger(__name__)

_RESULT, _PERIOD = ", ".join(ResultRow._fields), ", ".join(PeriodRow._fields)
_DAY = ", ".join(DayRow._fields[1:])

# The names below are the fields of the rows, and the only parameter of a statement is all its rows. A row
# that can't be is found at once, and not at the commit, where it would undo everybody's.
_RESULTS = f"""
INSERT INTO billing_liability_result (case_id, as_of, {_RESULT})
SELECT case_id, as_of, {_RESULT}
FROM jsonb_populate_recordset(NULL::billing_liability_result, %s::jsonb)
ON CONFLICT (case_id) DO UPDATE SET (as_of, {_RESULT}) =
    ROW (excluded.as_of, {", ".join(f"excluded.{name}" for name in ResultRow._fields)})
"""  # noqa: S608
_PERIODS = f"""
INSERT INTO billing_liability_period (case_id, {_PERIOD})
SELECT case_id, {_PERIOD} FROM jsonb_populate_recordset(NULL::billing_liability_period, %s::jsonb)
"""  # noqa: S608
_DAYS = f"""
INSERT INTO billing_liability_day (case_id, period_id, {_DAY})
SELECT d.case_id, p.id, {", ".join(f"d.{name}" for name in DayRow._fields[1:])}
FROM jsonb_populate_recordset(NULL::billing_liability_day, %s::jsonb) d
JOIN billing_liability_period p ON p.case_id = d.case_id AND p.number = d.period_id
"""  # noqa: S608


def keep_outcomes(outcomes: Mapping[UUID, Outcome], *, as_of: date) -> dict[UUID, str]:
    """Returns the cases whose rows the database refuses, each with the kind of error."""
    lying = _lying_there(outcomes)
    return _rewrite({pk: new for pk, new in outcomes.items() if new != lying.get(pk)}, as_of)


def _lying_there(case_ids: Collection[UUID]) -> dict[UUID, Outcome]:
    results = LiabilityResult.objects.filter(pk__in=case_ids).values_list("pk", *ResultRow._fields)
    found = {pk: Outcome(ResultRow(*values)) for pk, *values in results}
    periods = LiabilityPeriod.objects.filter(result__in=found).order_by("number")
    for pk, *values in periods.values_list("result_id", *PeriodRow._fields):
        found[pk].periods.append(PeriodRow(*values))
    days = LiabilityDay.objects.filter(result__in=found).order_by("period__number", "date")
    for pk, *values in days.values_list("result_id", "period__number", *DayRow._fields[1:]):
        found[pk].days.append(DayRow(*values))
    return found


def _rewrite(outcomes: Mapping[UUID, Outcome], as_of: date) -> dict[UUID, str]:
    """All at once; one by one where the database refuses, so that a bad case stops no other."""
    if not outcomes:
        return {}
    try:
        with transaction.atomic():
            _replace(outcomes, as_of)
    except (DataError, IntegrityError) as error:
        if len(outcomes) > 1:
            return {k: kind for pk, one in outcomes.items() for k, kind in _rewrite({pk: one}, as_of).items()}
        (case_id,) = outcomes
        log.exception("outcome_refused", case=str(case_id))
        return {case_id: f"Databasen godtar inte utfallet ({type(error).__name__})."}
    return {}


def _replace(outcomes: Mapping[UUID, Outcome], as_of: date) -> None:
    LiabilityDay.objects.filter(result__in=outcomes).delete()
    LiabilityPeriod.objects.filter(result__in=outcomes).delete()
    cases = outcomes.items()
    results = ({"case_id": pk, "as_of": as_of, **one.result._asdict()} for pk, one in cases)
    periods = ({"case_id": pk, **period._asdict()} for pk, one in cases for period in one.periods)
    # The period's number, in whose place the statement puts its id.
    days = (
        {"case_id": pk, "period_id": day.number, **day._asdict()} for pk, one in cases for day in one.days
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_RESULTS, [_json(results)])
        cursor.execute(_PERIODS, [_json(periods)])
        cursor.execute(_DAYS, [_json(days)])


def _json(rows: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(rows), default=str)
