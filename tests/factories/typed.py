"""What people type, paste and send, tried in every field."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from municipalities.door import texts

#: What is tried in every field, and what it is read as where the field takes text.
TRIED = {
    "nul": ("Bo\0Ek", None),
    "control": ("Bo\x1b[31mEk", None),
    "half a character": ("Bo\ud800Ek", None),
    "right to left": ("\u202e93\u202c", "93"),
    "decomposed": (unicodedata.normalize("NFD", "Åsa Öberg"), "Åsa Öberg"),
    "full width": ("\uff12\uff10\uff12\uff16-11-30", None),
    "long": ("å" * 10_000, None),
    "invisible": ("\u200b\u2060", ""),
    "past": ("1826-12-15", None),
    "future": ("2926-12-15T10:00", None),
    "twice": ("2026-10-25T02:30", None),
    "number": ("9" * 5_000, None),
}


def is_right(value: Any) -> bool:
    """What passed is plain: no part of it unreadable or in another form."""
    if isinstance(value, str):
        return texts.let_in(value) == value and not texts.is_unreadable(value)
    return (
        isinstance(value, (date, datetime, time, bool, int, UUID, UploadedFile, type(None)))
        or hasattr(value, "pk")
        or all(is_right(one) for one in (value.values() if isinstance(value, dict) else value))
    )
