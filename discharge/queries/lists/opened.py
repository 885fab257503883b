"""Who had opened a case that was about the wrong person: for the ward that took it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from discharge.models import Case
from municipalities import directory


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody at a unit that never should have had the case: how often it was opened, or seen in a list."""

    who: str
    unit: str
    opened: int
    listed: int
    first_at: datetime
    last_at: datetime


_OPENED = "SELECT who, unit_id, opened, listed, first_at, last_at FROM discharge_opened_in_error(%s)"


def opened_in_error(case: Case) -> list[Reader] | None:
    """By unit and name; None where it is not the reader's unit that took the case back."""
    if case.mistaken_at is None or case.seen_until != case.mistaken_at:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_OPENED, [case.pk])
        rows = cursor.fetchall()
    units = directory.current().units
    found = [Reader(who, units[unit].full_name, *rest) for who, unit, *rest in rows]
    return sorted(found, key=lambda reader: (reader.unit, reader.who))
