"""Is a file really a PDF, a PNG, a JPEG, whole and nothing more? Each check raises Unreadable."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from discharge.attachments import Unreadable

#: A telephone's largest picture; it takes some 200 MB to open.
MOST_PIXELS = 50_000_000
#: Some hundred pages of text; to look through them takes some seconds.
MOST_OBJECTS = 10_000
BROKEN = "Filen går inte att öppna. Den kan vara skadad eller avbruten. Spara om den och försök igen."
MORE = "Filen innehåller mer än det den ska. Spara om den och försök igen."
ACTIVE = "PDF-filen innehåller skript eller bifogade filer. Skriv ut den till en ny PDF och försök igen."
ENCRYPTED = "PDF-filen har ett lösenord. Spara den utan lösenord och försök igen."
#: What runs, opens or carries something else (ISO 32000-1, 12.6.4 and 7.11.4).
ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie", "/Sound"}
CARRIES = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/AA", "/XFA", "/RichMediaContent", "/EF"}


def check_pdf(data: bytes) -> None:
    end = data.rstrip(b"\r\n\t \x00")
    if not end.endswith(b"%%EOF"):
        raise Unreadable(MORE if b"%%EOF" in data else BROKEN)
    try:
        _look_through(PdfReader(BytesIO(data)))
    except Unreadable:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise Unreadable(BROKEN) from error


def _look_through(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Unreadable(ENCRYPTED)
    if not reader.pages:
        raise Unreadable(BROKEN)
    if any(_is_active(thing) for thing in _objects(reader)):
        raise Unreadable(ACTIVE)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object of the file, and what lies inside each."""
    numbers = {n: g for g, places in reader.xref.items() for n in places} | dict.fromkeys(
        reader.xref_objStm, 0
    )
    if len(numbers) > MOST_OBJECTS:
        raise Unreadable("PDF-filen är för stor att kontrollera. Dela upp den och försök igen.")
    waiting: list[Any] = [reader.trailer]
    waiting += [reader.get_object(IndirectObject(n, g, reader)) for n, g in numbers.items()]
    while waiting:
        thing = waiting.pop()
        yield thing
        if isinstance(thing, DictionaryObject):
            waiting += [inner for inner in thing.values() if not isinstance(inner, IndirectObject)]
        elif isinstance(thing, ArrayObject):
            waiting += [inner for inner in thing if not isinstance(inner, IndirectObject)]


def _is_active(thing: Any) -> bool:
    if not isinstance(thing, DictionaryObject):
        return False
    return bool(CARRIES & thing.keys()) or thing.get("/S") in ACTIONS


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
