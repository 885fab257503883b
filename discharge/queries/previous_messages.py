"""Earlier messages that a new one speaks of: its own earlier versions, what it answers; and their files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from discharge.models import Attachment, HandoverRequest, Message, Recipient
from discharge.process import MESSAGE_TYPES
from discharge.queries.cases import CaseFile
from discharge.queries.journal import SeenMessage
from municipalities.access import log
from municipalities.models import AccessLog, Assignment


def message(case_id: UUID, message_id: UUID) -> Message | None:
    """One message of a case that has been opened."""
    rows = Message.objects.select_related("sender__user", "sender_unit", "on_behalf_of")
    return rows.filter(case_id=case_id, pk=message_id).first()


def content(case_id: UUID, message_id: UUID) -> dict[str, Any]:
    """What one message of the case says beside its facts; empty where the unit does not see it."""
    found = Message.objects.filter(case_id=case_id, pk=message_id).values_list("content", flat=True)
    return next(iter(found), {})


def received(case_id: UUID, message_id: UUID, unit_id: UUID) -> Recipient | None:
    """The unit's own receipt of one message of the case, acknowledged or not."""
    return Recipient.objects.filter(case_id=case_id, message_id=message_id, unit_id=unit_id).first()


def handover_request(assignment: Assignment, request_id: UUID) -> HandoverRequest | None:
    """A ward's request to the reader's unit, to be declined; in the access log, another unit's as refused."""
    asked = HandoverRequest.objects.filter(pk=request_id, to_unit_id=assignment.unit_id).first()
    log.record(
        AccessLog.Action.WRITE,
        by=assignment,
        case_id=asked.case_id if asked else None,
        refused=asked is None,
        detail=f"avböjde begäran {request_id}",
    )
    return asked


def versions(file: CaseFile, message_id: UUID) -> list[SeenMessage]:
    """All versions of the part that the message is a version of, oldest first; cancelled ones left out.

    Empty when the message is none of the case's, or of a type without versions.
    """
    one = next((m for m in file.messages if m.pk == message_id), None)
    if one is None or not MESSAGE_TYPES[one.type].naming.follows:
        return []
    same = [m for m in file.messages if (m.type, m.sender_unit) == (one.type, one.sender_unit)]
    return [m for m in same if m.pk not in file.journal.cancelled]


def attachment(case_id: UUID, attachment_id: UUID) -> Attachment | None:
    """The file, if a message of the case that the unit may see was sent with it."""
    return Attachment.objects.filter(case_id=case_id, pk=attachment_id).first()
