"""What billing shows on cases and lists; computed there, written here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from discharge.models import Case

_CASES = """
UPDATE discharge_case c
SET starts_on = v.starts_on, free_days_left = v.free_days_left, liability_state = v.state,
    liability_missing = string_to_array(v.missing, ' ')
FROM unnest(%s::uuid[], %s::date[], %s::smallint[], %s::text[], %s::text[])
     AS v (id, starts_on, free_days_left, state, missing)
WHERE c.id = v.id
  AND (c.starts_on, c.free_days_left, c.liability_state, c.liability_missing)
      IS DISTINCT FROM (v.starts_on, v.free_days_left, v.state, string_to_array(v.missing, ' ')::varchar[])
"""
_PARTS = """
-- Lists warn of what will start, so not of a start that a condition stands in the way of.
UPDATE discharge_participation p SET starts_on = v.starts_on
FROM unnest(%s::uuid[], %s::date[]) AS v (id, starts_on)
WHERE p.case_id = v.id AND p.starts_on IS DISTINCT FROM v.starts_on
"""


class Liability(NamedTuple):
    """What lists show of a case's liability; `state` is one of Case.LiabilityState.

    `missing` says by billing's codes what the region has to do before the municipality can be liable.
    """

    starts_on: date | None
    free_days_left: int | None
    state: str
    missing: tuple[str, ...] = ()

    @property
    def warned_of(self) -> date | None:
        return None if self.state == Case.LiabilityState.NOT_LIABLE else self.starts_on


@transaction.atomic
def set_liabilities(liabilities: Mapping[UUID, Liability]) -> None:
    """Write what each case shows, on the case and its participations.

    Two statements whatever the number of cases; rows that say the same already are not written.
    """
    ids = list(liabilities)
    columns = zip(*liabilities.values(), strict=True) if ids else ((), (), (), ())
    starts_on, free_days_left, states, missing = map(list, columns)
    with connection.cursor() as cursor:
        missing = [" ".join(codes) for codes in missing]
        cursor.execute(_CASES, [ids, starts_on, free_days_left, states, missing])
        cursor.execute(_PARTS, [ids, [liability.warned_of for liability in liabilities.values()]])


def set_liability(
    *,
    case_id: UUID,
    starts_on: date | None,
    free_days_left: int | None,
    state: str,
    missing: tuple[str, ...] = (),
) -> None:
    """Write what one case shows: called after a message."""
    set_liabilities({case_id: Liability(starts_on, free_days_left, state, missing)})
