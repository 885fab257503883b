"""Folding cases again: whose stored facts were folded by older code, or in which time has ended a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from discharge.actions.sending import derive
from discharge.models import Case
from discharge.process import FACTS_VERSION, fold
from discharge.queries import journal

_OUTDATED = """
SELECT case_id FROM discharge_case_facts
WHERE case_id = ANY(%s::uuid[]) AND coalesce((facts->>'version')::int, 1) < %s
"""


def refold_outdated(case_ids: Sequence[UUID]) -> None:
    """Rewrite what is derived of those cases whose facts are of an older version.

    The caller holds the cases' locks, so that no message comes in between.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATED, [list(case_ids), FACTS_VERSION])
        outdated: list[UUID] = [case_id for (case_id,) in cursor.fetchall()]
    for case in Case.objects.filter(pk__in=outdated):
        if entries := journal.read(case.pk):
            derive.write_derived(case, fold(entries))


#: So many cases are folded again in one transaction.
_BATCH = 200


def end_tasks(now: datetime) -> int:
    """End what time has ended in every case; returns in how many. For the worker alone."""
    done, last = 0, UUID(int=0)
    while ids := _end_tasks_of_next(last, now):
        done, last = done + len(ids), ids[-1]
    return done


@transaction.atomic
def _end_tasks_of_next(after: UUID, now: datetime) -> list[UUID]:
    """The same of the next cases by id, which nobody writes in meanwhile."""
    due = Case.objects.filter(lapses_at__lte=now, pk__gt=after).order_by("pk")
    cases = list(due.select_for_update(no_key=True)[:_BATCH])
    for case in cases:
        if entries := journal.read(case.pk):
            derive.write_derived(case, fold(entries), now)
    return [case.pk for case in cases]
