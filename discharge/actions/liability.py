"""What billing shows on cases and lists; computed there, written here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge.process.outlook import Liability

_CASES = """
UPDATE discharge_case c
SET liability_state = v.state, starts_on = v.starts_on, free_days_left = v.free_days_left,
    liability_missing = string_to_array(v.missing, ' '), liability_due_on = v.due_on
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::smallint[], %s::text[], %s::date[])
     AS v (id, state, starts_on, free_days_left, missing, due_on)
WHERE c.id = v.id
  AND (c.liability_state, c.starts_on, c.free_days_left, c.liability_missing, c.liability_due_on)
      IS DISTINCT FROM
      (v.state, v.starts_on, v.free_days_left, string_to_array(v.missing, ' ')::varchar[], v.due_on)
"""
_PARTS = """
-- Lists warn of what will start, so not of a start that a condition stands in the way of.
UPDATE discharge_participation p SET starts_on = v.starts_on
FROM unnest(%s::uuid[], %s::date[]) AS v (id, starts_on)
WHERE p.case_id = v.id AND p.starts_on IS DISTINCT FROM v.starts_on
"""


@transaction.atomic
def set_liabilities(liabilities: Mapping[UUID, Liability]) -> None:
    """Write what each case shows, on the case and its participations.

    Two statements whatever the number of cases; rows that say the same already are not written.
    """
    ids, shown = list(liabilities), list(liabilities.values())
    outlooks = [liability.outlook for liability in shown]
    columns: list[Any] = [
        [outlook.outlook.value for outlook in outlooks],
        [outlook.starts_on for outlook in outlooks],
        [liability.free_days_left for liability in shown],
        [" ".join(outlook.missing) for outlook in outlooks],
        [outlook.due_on for outlook in outlooks],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_CASES, [ids, *columns])
        cursor.execute(_PARTS, [ids, [outlook.liable_from for outlook in outlooks]])


def set_liability(case_id: UUID, liability: Liability) -> None:
    """Write what one case shows: called after a message."""
    set_liabilities({case_id: liability})
