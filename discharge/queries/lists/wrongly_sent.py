"""That something was sent to the unit by mistake: nothing of whom it was about."""

from __future__ import annotations

from uuid import UUID

from discharge.models import WronglySent
from municipalities import directory
from municipalities.models import Assignment

#: A unit notes each; that so many wait says enough.
MOST_SHOWN = 20


def wrongly_sent(assignment: Assignment) -> list[WronglySent]:
    """What has been taken back and nobody at the unit has noted yet, latest first."""
    rows = WronglySent.objects.filter(unit_id=assignment.unit_id, read_at__isnull=True)
    return directory.fill(rows.order_by("-taken_back_at")[:MOST_SHOWN], "from_unit")


def one_wrongly_sent(assignment: Assignment, row_id: UUID) -> WronglySent | None:
    """One of the unit's own, noted or not."""
    return WronglySent.objects.filter(unit_id=assignment.unit_id, pk=row_id).first()
