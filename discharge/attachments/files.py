"""A file that somebody wants to send: which kinds there are, its name and its size. Knows no Django."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import UUID

from municipalities.ids import new_id

#: By media type: its name, and the endings that a file of the type may have.
MEDIA_TYPES = {
    "application/pdf": ("PDF", (".pdf",)),
    "image/png": ("PNG", (".png",)),
    "image/jpeg": ("JPEG", (".jpg", ".jpeg")),
}
LONGEST_NAME = 100
KINDS = "Bifoga en PDF, PNG eller JPEG."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has been looked through."""

    name: str
    media_type: str
    data: bytes
    id: UUID = field(default_factory=new_id)


def size_words(size: int) -> str:
    """ "10 MB", "120 kB"."""
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{max(size // 1024, 1)} kB"


def clean_name(name: str) -> str:
    """The name without folders and without what can't be seen, cut to what is kept."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - 6]}{dot}{ending[:5]}"
