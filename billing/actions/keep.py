"""Keeping outcomes: a case's rows are rewritten when they differ from those that lie there, and only then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import structlog
from django.db import DataError, IntegrityError, connection, transaction

from billing.models import LiabilityDay, LiabilityPeriod, LiabilityResult
from billing.outcomes import DAY_FIELDS, PERIOD_FIELDS, RESULT_FIELDS, Outcome

log = structlog.get_logger(__name__)

_UPDATED = ("as_of", *(name.removesuffix("_id") for name in RESULT_FIELDS))
_DAY_COLUMNS = tuple(name.replace(".", "__") for name in DAY_FIELDS)


def keep_outcomes(outcomes: Mapping[UUID, Outcome]) -> dict[UUID, str]:
    """Returns the cases whose rows the database refuses, each with the kind of error."""
    lying = _lying_there(outcomes)
    return _rewrite([new for pk, new in outcomes.items() if new.values() != lying.get(pk)])


def _lying_there(case_ids: Collection[UUID]) -> dict[UUID, Outcome]:
    results = LiabilityResult.objects.filter(pk__in=case_ids).values_list("pk", *RESULT_FIELDS)
    found = {pk: Outcome(values) for pk, *values in results}
    periods = LiabilityPeriod.objects.filter(result__in=found).order_by("number")
    for pk, *values in periods.values_list("result_id", *PERIOD_FIELDS):
        found[pk].periods.append(values)
    days = LiabilityDay.objects.filter(result__in=found).order_by("period__number", "date")
    for pk, *values in days.values_list("result_id", *_DAY_COLUMNS):
        found[pk].days.append(values)
    return found


def _rewrite(outcomes: list[Outcome]) -> dict[UUID, str]:
    """All at once; one by one where the database refuses, so that a bad case stops no other."""
    if not outcomes:
        return {}
    try:
        with transaction.atomic():
            _replace(outcomes)
    except (DataError, IntegrityError) as error:
        if len(outcomes) > 1:
            return {pk: kind for one in outcomes for pk, kind in _rewrite([one]).items()}
        log.exception("outcome_refused", case=str(outcomes[0].result.pk))
        return {outcomes[0].result.pk: f"Databasen godtar inte utfallet ({type(error).__name__})."}
    return {}


def _replace(outcomes: list[Outcome]) -> None:
    ids = [outcome.result.pk for outcome in outcomes]
    with connection.cursor() as cursor:
        # Or a wrong reference would be found at the commit, and undo everybody's rows.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    LiabilityDay.objects.filter(result__in=ids).delete()
    LiabilityPeriod.objects.filter(result__in=ids).delete()
    LiabilityResult.objects.bulk_create(
        [outcome.result for outcome in outcomes],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=_UPDATED,
    )
    LiabilityPeriod.objects.bulk_create([period for outcome in outcomes for period in outcome.periods])
    LiabilityDay.objects.bulk_create([day for outcome in outcomes for day in outcome.days])
