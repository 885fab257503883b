"""Folding cases again whose stored facts were folded by older code."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

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
