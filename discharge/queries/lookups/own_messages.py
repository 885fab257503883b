"""What a unit has sent in a case."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from discharge.models import Attachment, Message
from discharge.process import CANCEL, MESSAGE_TYPES
from municipalities.models import Assignment


def may_be_cancelled(by: Assignment, case_id: UUID) -> QuerySet[Message]:
    """The messages of the unit, or in its name, that a later one may cancel, the latest first; none twice."""
    cancelled = Message.objects.filter(case_id=case_id, type=CANCEL.name).values_list(
        f"facts__{CANCEL.naming.cancels}", flat=True
    )
    types = [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.may_be_cancelled]
    own = Message.objects.filter(case_id=case_id, type__in=types).filter(
        Q(sender_unit_id=by.unit_id) | Q(on_behalf_of_id=by.unit_id)
    )
    return own.exclude(pk__in=[*cancelled]).order_by("-sent_at")


def attachments_of(ids: Iterable[UUID]) -> dict[UUID, Attachment]:
    """The files by their ids, those that the unit may see."""
    return Attachment.objects.in_bulk(list(ids))
