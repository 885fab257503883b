"""From what a browser or a system sends to a file that has been looked through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from discharge.attachments.apart import looked_through_apart
from discharge.attachments.files import MEDIA_TYPES, Upload, size_words
from discharge.attachments.unreadable import Unreadable

ACCEPTED = ",".join(ending for _, endings in MEDIA_TYPES.values() for ending in endings)
HELP = f"PDF, PNG eller JPEG, högst {size_words(settings.ATTACHMENT_BYTES)}."


def check_upload(file: UploadedFile) -> Upload:
    """Raises Unreadable."""
    size = file.size or 0
    if size > settings.ATTACHMENT_BYTES:
        most = size_words(settings.ATTACHMENT_BYTES)
        raise Unreadable(f"Filen är {size_words(size)}. Högst {most} kan skickas. Minska eller dela upp den.")
    return looked_through_apart(file.name or "", file.read())


class AttachmentField(forms.FileField):
    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    default_error_messages = {
        "required": "Välj en fil.",
        "invalid": "Välj en fil.",
        "missing": "Välj en fil.",
        "empty": "Filen är tom. Välj en annan fil.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options | {"help_text": options.get("help_text") or HELP})

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return None
        try:
            return check_upload(file)
        except Unreadable as error:
            raise ValidationError(str(error)) from None
