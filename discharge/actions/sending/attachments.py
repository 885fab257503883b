"""The files of a message, inserted with it."""

from __future__ import annotations

from typing import Any

from discharge.attachments.files import Upload
from discharge.models import Attachment, Message
from discharge.process import MessageType


def insert(message: Message, message_type: MessageType, values: dict[str, Any]) -> None:
    """Keep the files among the values; a correction names a file that it leaves as it was by its id."""
    files = [value for field in message_type.fields if isinstance(value := values.get(field.name), Upload)]
    Attachment.objects.bulk_create(
        Attachment(
            id=file.id,
            message=message,
            case_id=message.case_id,
            name=file.name,
            media_type=file.media_type,
            size=len(file.data),
            data=file.data,
        )
        for file in files
    )
