"""Files that people send, and some that they should not."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def pdf(**root: str) -> bytes:
    """A document of one empty page; `root` are further entries of its catalogue, as actions of that type."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    for name, action in root.items():
        entry: dict[Any, Any] = {
            NameObject("/S"): NameObject(f"/{action}"),
            NameObject("/JS"): TextStringObject("app.alert(1)"),
        }
        writer.root_object[NameObject(f"/{name}")] = DictionaryObject(entry)
    return _written(writer)


def pdf_with_a_file_inside() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.add_attachment("räkning.exe", b"MZ")
    return _written(writer)


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.encrypt("hemligt")
    return _written(writer)


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 10)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def claims_to_be_huge() -> bytes:
    """A PNG whose head says 60 000 × 60 000, which no reader should begin to unpack."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b""))
        + _chunk(b"IEND", b"")
    )


def with_a_comment(data: bytes, text: bytes) -> bytes:
    """The PNG with a text chunk after its head."""
    return data[:33] + _chunk(b"tEXt", b"Comment\x00" + text) + data[33:]


def archive() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as zipped:
        zipped.writestr("virus.js", "alert(1)")
    return out.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
