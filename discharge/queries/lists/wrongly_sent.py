"""That something was sent to the unit by mistake: nothing of whom it was about."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from discharge.models import WronglySent
from discharge.process.judging.place import PlaceOfCare
from discharge.queries.lookups import places
from municipalities import directory
from municipalities.models import Assignment
from municipalities.statements import Given, Statement, columns_of, row_of

#: A unit notes each; that so many wait says enough.
MOST_SHOWN = 20


def wrongly_sent(assignment: Assignment) -> list[WronglySent]:
    """What has been taken back and nobody at the unit has noted yet, latest first."""
    rows = unnoted_statement().ask_rows({"unit": assignment.unit_id})
    found = directory.fill((row_of(WronglySent, row) for row in rows), "from_unit")
    for row in found:
        row.from_unit = places.seen_unit(row.from_unit, PlaceOfCare(row.is_protected, assignment.unit_id))
    return found


@cache
def unnoted_statement() -> Statement:
    rows = WronglySent.objects.filter(unit=Given("unit"), read_at__isnull=True).order_by("-taken_back_at")
    return Statement.of(rows.values_list(*columns_of(WronglySent))[:MOST_SHOWN])


def one_wrongly_sent(assignment: Assignment, row_id: UUID) -> WronglySent | None:
    """One of the unit's own, noted or not."""
    return WronglySent.objects.filter(unit_id=assignment.unit_id, pk=row_id).first()
