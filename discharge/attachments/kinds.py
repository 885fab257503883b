"""Is a file really a PDF, a PNG, a JPEG, whole and nothing more? Each check raises Unreadable.

Accepted are files that open, begin and end as their kind does, and carry nothing that runs or hides: a
file that is two kinds at once, a program by another name, a script inside a PDF are refused.
"""

from __future__ import annotations

import struct
import warnings
import zipfile
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from discharge.attachments.files import KINDS, MEDIA_TYPES, Upload, clean_name
from discharge.attachments.pdf import check_pdf
from discharge.attachments.unreadable import BROKEN, MORE, Unreadable

#: A telephone's largest picture; it takes some 200 MB to open.
MOST_PIXELS = 50_000_000
#: The first bytes of each kind.
BEGINNINGS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def check_png(data: bytes) -> None:
    """The chunks must reach to the last byte: what lies behind the picture is not a picture."""
    at = 8
    while data[at + 4 : at + 8] != b"IEND":
        if at + 12 > len(data):
            raise Unreadable(BROKEN)
        at += 12 + int(struct.unpack(">I", data[at : at + 4])[0])
    if at + 12 != len(data):
        raise Unreadable(MORE if at + 12 < len(data) else BROKEN)
    _check_picture(data, "PNG")


def check_jpeg(data: bytes) -> None:
    if not data.endswith(b"\xff\xd9"):
        raise Unreadable(MORE if b"\xff\xd9" in data else BROKEN)
    _check_picture(data, "JPEG")


def _check_picture(data: bytes, kind: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=(kind,))
        if picture.width * picture.height > MOST_PIXELS:
            raise Unreadable("Bilden är för stor. Minska den och försök igen.")
        picture.load()
    except Image.DecompressionBombError as error:
        raise Unreadable("Bilden är för stor. Minska den och försök igen.") from error
    except (OSError, SyntaxError, ValueError, struct.error) as error:
        raise Unreadable(BROKEN) from error


CHECKS: dict[str, Callable[[bytes], None]] = {
    "application/pdf": check_pdf,
    "image/png": check_png,
    "image/jpeg": check_jpeg,
}


def looked_through(name: str, data: bytes) -> Upload:
    """The file, if it is what its name says. Raises Unreadable."""
    if not data:
        raise Unreadable("Filen är tom. Välj en annan fil.")
    media_type = next((kind for start, kind in BEGINNINGS.items() if data.startswith(start)), None)
    if media_type is None:
        raise Unreadable(f"Filen är av en typ som inte kan skickas. {KINDS}")
    name = clean_name(name)
    word, endings = MEDIA_TYPES[media_type]
    if not name.lower().endswith(endings):
        raise Unreadable(f"Filen är en {word}, men namnet säger något annat. Spara den med rätt ändelse.")
    if zipfile.is_zipfile(BytesIO(data)):
        raise Unreadable("Filen är två sorters fil på en gång. Spara om den och försök igen.")
    CHECKS[media_type](data)
    return Upload(name, media_type, data)
