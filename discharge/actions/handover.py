"""Asking the unit that has a person's open stay to hand it over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from discharge.models import HandoverRequest
from municipalities.ids import new_id
from municipalities.models import Assignment


@transaction.atomic
def request_handover(*, by: Assignment, number: str, now: datetime) -> bool:
    """Ask for the open stay of the person with this number; False when there is none to ask for.

    Asking twice leaves one request. The asker learns nothing about the case; the unit that has it
    sees the request and may transfer the case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_request_handover(%s, %s, %s)", [new_id(), number, now])
        return bool(cursor.fetchone()[0])


@transaction.atomic
def decline_handover(*, by: Assignment, request_id: UUID, now: datetime) -> None:
    """Close a request without handing over. Raises HandoverRequest.DoesNotExist when it is not ours."""
    request = HandoverRequest.objects.get(pk=request_id, to_unit_id=by.unit_id)
    if request.closed_at is None:
        HandoverRequest.objects.filter(pk=request.pk).update(closed_at=now)
