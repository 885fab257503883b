"""Noting that something was sent to the unit by mistake."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from discharge.models import WronglySent
from municipalities.models import Assignment


@transaction.atomic
def note_wrongly_sent(*, by: Assignment, row_id: UUID, now: datetime) -> None:
    """The unit's lists show it no more. Noted by two, the first stands."""
    rows = WronglySent.objects.filter(pk=row_id, unit_id=by.unit_id, read_at__isnull=True)
    rows.update(read_at=now, read_by=by)
