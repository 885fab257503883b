"""Does a PDF only show pages? What it may do is a list, and everything else is refused. Knows no Django.

A value may be an object of its own that a number points to, so each one is followed before it is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, IndirectObject, StreamObject

from discharge.attachments.unreadable import BROKEN, MORE, TOO_MUCH, Unreadable

#: Some hundred pages of text; to look through them takes some seconds.
MOST_OBJECTS = 10_000
MOST_PAGES = 300
#: A value that is a reference to a reference to …
MOST_REFERENCES = 8
ACTIVE = (
    "PDF-filen innehåller skript, bifogade filer eller något som öppnar annat än dess egna sidor. Skriv ut "
    "den till en ny PDF och försök igen. Länkar till webbsidor, e-post och telefonnummer får finnas."
)
ENCRYPTED = "PDF-filen har ett lösenord. Spara den utan lösenord och försök igen."
#: What an action may be (ISO 32000-1, 12.6.4): a page of the same file; an address, and that on a link alone.
WITHIN, ADDRESS = "/GoTo", "/URI"
ADDRESSES = re.compile(r"\s*(https?://|mailto:|tel:)", re.IGNORECASE)
#: Every other type of action, refused wherever it stands.
OTHER_ACTIONS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToR", "/GoToE", "/GoToDp"),
    *("/GoTo3DView", "/Rendition", "/RichMediaExecute", "/Movie", "/Sound", "/Thread", "/Hide", "/Named"),
    *("/SetOCGState", "/Trans"),
}
#: Where an action stands.
PLACES = ("/OpenAction", "/A", "/PA", "/Next")
#: What runs, carries a file or names one (7.11, 12.6.3, 12.7.8, 13.7).
CARRIES = {
    *("/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/RichMediaSettings"),
    *("/EmbeddedFiles", "/EmbeddedFile", "/EF", "/UF", "/OPI", "/Collection"),
}
CARRIER_TYPES = {"/EmbeddedFile", "/Filespec", "/F", "/Collection"}
#: In a stream: its bytes lie in another file (7.3.8.2), or it shows another file's page (8.10.4).
OUTSIDE = {"/F", "/FFilter", "/FDecodeParms", "/Ref"}
CARRIER_SUBTYPES = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
#: The same words where no table leads: some readers search a damaged file for its objects.
WRITTEN = re.compile(
    rb"/(JavaScript|Launch|ImportData|SubmitForm|GoToR|GoToE|Rendition|RichMedia\w*|EmbeddedFiles?)\b"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
#: What pypdf raises for a file that is not one.
NOT_A_PDF = (
    *(PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError),
    *(AssertionError, IndexError, ArithmeticError),
)


def check_pdf(data: bytes) -> None:
    """Raises Unreadable."""
    end = data.rstrip(b"\r\n\t \x00")
    if not end.endswith(b"%%EOF"):
        raise Unreadable(MORE if b"%%EOF" in data else BROKEN)
    try:
        _look_through(PdfReader(BytesIO(data)))
    except Unreadable:
        raise
    except NOT_A_PDF as error:
        raise Unreadable(BROKEN) from error
    written = ESCAPED.sub(lambda escape: bytes([int(escape[1], 16)]), data)
    if WRITTEN.search(written):
        raise Unreadable(ACTIVE)


def _look_through(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Unreadable(ENCRYPTED)
    for thing in _all_dictionaries(reader):
        _refuse_carrier(thing)
    if not reader.pages:
        raise Unreadable(BROKEN)


def _all_dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, those that lie inside another too, and streams'."""
    generations = {number: generation for generation, places in reader.xref.items() for number in places}
    generations |= dict.fromkeys(reader.xref_objStm, 0)
    if len(generations) > MOST_OBJECTS:
        raise Unreadable(TOO_MUCH)

    pages = 0
    waiting: list[Any] = [reader.trailer]
    waiting += [IndirectObject(number, generation, reader) for number, generation in generations.items()]
    while waiting:
        thing = _follow_reference(waiting.pop())
        if isinstance(thing, DictionaryObject):
            pages += _follow_reference(thing.get("/Type")) == "/Page"
            yield thing
            waiting += [inner for inner in thing.values() if not isinstance(inner, IndirectObject)]
        elif isinstance(thing, ArrayObject):
            waiting += [inner for inner in thing if not isinstance(inner, IndirectObject)]
        if pages > MOST_PAGES:
            raise Unreadable(TOO_MUCH)


def _follow_reference(value: Any) -> Any:
    """What a reference leads to. Raises Unreadable where it leads on and on."""
    for _ in range(MOST_REFERENCES):
        if not isinstance(value, IndirectObject):
            return value
        value = value.pdf.get_object(value)
    raise Unreadable(BROKEN)


def _refuse_carrier(thing: DictionaryObject) -> None:
    kind, subtype = _follow_reference(thing.get("/Type")), _follow_reference(thing.get("/Subtype"))
    if (
        CARRIES & thing.keys()
        or _follow_reference(thing.get("/S")) in OTHER_ACTIONS
        or kind in CARRIER_TYPES
        or subtype in CARRIER_SUBTYPES
        or (isinstance(thing, StreamObject) and OUTSIDE & thing.keys())
        or (kind == "/Action" and not _is_allowed(thing, on_a_link=True))
    ):
        raise Unreadable(ACTIVE)
    for place in PLACES:
        on_a_link = place == "/A" and subtype == "/Link"
        if not all(_is_allowed(action, on_a_link=on_a_link) for action in _actions_at(thing.get(place))):
            raise Unreadable(ACTIVE)


def _actions_at(value: Any) -> list[DictionaryObject]:
    """The actions at a place. Attributes of a paragraph stand at /A too, and the next bookmark at /Next."""
    value = _follow_reference(value)
    found = [_follow_reference(one) for one in value] if isinstance(value, ArrayObject) else [value]
    return [one for one in found if isinstance(one, DictionaryObject) and "/S" in one]


def _is_allowed(action: DictionaryObject, *, on_a_link: bool) -> bool:
    kind = _follow_reference(action.get("/S"))
    if kind == ADDRESS and on_a_link:
        address = _follow_reference(action.get("/URI"))
        text = bytes(address).decode("latin-1") if isinstance(address, ByteStringObject) else address
        return isinstance(text, str) and ADDRESSES.match(text) is not None
    return bool(kind == WITHIN) and "/F" not in action
