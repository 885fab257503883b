"""Noting that something was sent to the unit by mistake."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from discharge.models import WronglySent
from discharge.process import Refused
from municipalities.models import Assignment

NOTED = "Det är redan registrerat hur papperet återkallades. Läs det i ärendet."


@transaction.atomic
def note_wrongly_sent(*, by: Assignment, row_id: UUID, now: datetime) -> None:
    """The unit's lists show it no more. Noted by two, the first stands."""
    rows = WronglySent.objects.filter(pk=row_id, unit_id=by.unit_id, recalled_by=None, read_at__isnull=True)
    rows.update(read_at=now, read_by=by)


@transaction.atomic
def note_recall(*, by: Assignment, row_id: UUID, recall: str, now: datetime) -> None:
    """How paper to a unit that is not connected was recalled. Raises Refused where that is noted already."""
    rows = WronglySent.objects.filter(pk=row_id, recalled_by=by.unit_id, read_at__isnull=True)
    if not rows.update(read_at=now, read_by=by, recall=recall):
        raise Refused(NOTED)
