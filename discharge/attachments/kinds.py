"""Is a file really a PDF, a PNG, a JPEG, whole and nothing more? Each check raises Unreadable."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from discharge.attachments.pdf import check_pdf
from discharge.attachments.unreadable import BROKEN, MORE, Unreadable

#: A telephone's largest picture; it takes some 200 MB to open.
MOST_PIXELS = 50_000_000


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
