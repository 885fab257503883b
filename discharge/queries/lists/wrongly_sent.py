"""That something was sent by mistake: to the unit, or by it on paper. Nothing of whom it was about."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.db.models import Q

from discharge.models import WronglySent
from discharge.process.judging.place import PlaceOfCare
from discharge.queries.lookups import places
from municipalities import directory
from municipalities.models import Assignment
from municipalities.statements import Given, Statement, columns_of, row_of

#: A unit notes each; that so many wait says enough.
MOST_SHOWN = 20


def wrongly_sent(assignment: Assignment) -> list[WronglySent]:
    """What has been taken back and nobody at the unit has noted yet, latest first.

    With it what the unit itself has to recall (`recalled_by`) from one that is not connected.
    """
    rows = unnoted_statement().ask_rows({"unit": assignment.unit_id})
    found = directory.fill((row_of(WronglySent, row) for row in rows), "from_unit", "unit")
    for row in found:
        row.from_unit = places.seen_unit(row.from_unit, PlaceOfCare(row.is_protected, assignment.unit_id))
    return found


@cache
def unnoted_statement() -> Statement:
    own = Q(unit=Given("unit"), recalled_by__isnull=True) | Q(recalled_by=Given("unit"))
    rows = WronglySent.objects.filter(own, read_at__isnull=True).order_by("-taken_back_at")
    return Statement.of(rows.values_list(*columns_of(WronglySent))[:MOST_SHOWN])


def one_wrongly_sent(assignment: Assignment, row_id: UUID) -> WronglySent | None:
    """One that was sent to the unit, noted or not."""
    return WronglySent.objects.filter(unit=assignment.unit_id, recalled_by=None, pk=row_id).first()


def one_recall(assignment: Assignment, row_id: UUID) -> WronglySent | None:
    """One that the unit has to recall, or has."""
    rows = WronglySent.objects.filter(recalled_by=assignment.unit_id, pk=row_id)
    return next(iter(directory.fill(rows, "unit")), None)


def recalls_of(reference: str) -> list[WronglySent]:
    """What the unit has to recall, or has, of a case that it took back."""
    rows = WronglySent.objects.filter(reference=reference).select_related("read_by__user").order_by("id")
    return directory.fill(rows, "unit")
