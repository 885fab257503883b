"""A file that somebody wants to send: what it really is, whatever it is called. Knows no Django.

Accepted are PDF, PNG and JPEG that open, begin and end as such a file does, and carry nothing that runs or
hides: a file that is two kinds at once, a program by another name, a script inside a PDF are refused.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from uuid import UUID

from discharge.attachments.kinds import CHECKS
from discharge.attachments.unreadable import Unreadable
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


def looked_through(name: str, data: bytes) -> Upload:
    """The file, if it is what its name says. Raises Unreadable."""
    if not data:
        raise Unreadable("Filen är tom. Välj en annan fil.")
    media_type = _media_type(data)
    name = clean_name(name)
    word, endings = MEDIA_TYPES[media_type]
    if not name.lower().endswith(endings):
        raise Unreadable(f"Filen är en {word}, men namnet säger något annat. Spara den med rätt ändelse.")
    if zipfile.is_zipfile(BytesIO(data)):
        raise Unreadable("Filen är två sorters fil på en gång. Spara om den och försök igen.")
    CHECKS[media_type](data)
    return Upload(name, media_type, data)


def _media_type(data: bytes) -> str:
    """By the first bytes. Raises Unreadable."""
    begins = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
    for start, media_type in begins.items():
        if data.startswith(start):
            return media_type
    raise Unreadable(f"Filen är av en typ som inte kan skickas. {KINDS}")


def size_words(size: int) -> str:
    """ "10 MB", "120 kB"."""
    return f"{size / 2**20:.0f} MB" if size >= 2**20 else f"{max(size // 1024, 1)} kB"


def clean_name(name: str) -> str:
    """The name without folders and without what can't be seen, cut to what is kept."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(letter for letter in last if letter.isprintable()).strip()
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - 6]}{dot}{ending[:5]}"
