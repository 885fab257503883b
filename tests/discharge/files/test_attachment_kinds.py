"""A file is what it says, whole and nothing more: pure, with the files that people and attackers send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discharge.attachments.files import LONGEST_NAME, clean_name, size_words
from discharge.attachments.kinds import looked_through
from discharge.attachments.pdf import ACTIVE, ENCRYPTED
from discharge.attachments.unreadable import BROKEN, MORE, Unreadable
from tests.factories import files, pdf_attacks

SCRIPT = b"<script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def verdict(name: str, data: bytes) -> str:
    """The media type, or why not; anything else that is raised fails the test."""
    try:
        return looked_through(name, data).media_type
    except Unreadable as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("lista.pdf", files.pdf(), "application/pdf"),
        ("LISTA.PDF", files.pdf() + b"\r\n", "application/pdf"),
        ("foto.png", files.picture("PNG"), "image/png"),
        ("foto.jpg", files.picture("JPEG"), "image/jpeg"),
        ("foto.jpeg", files.picture("JPEG"), "image/jpeg"),
    ],
)
def test_what_people_send(name: str, data: bytes, media_type: str) -> None:
    upload = looked_through(name, data)
    assert (upload.name, upload.media_type, upload.data) == (name, media_type, data)


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a program by another name": ("lista.pdf", b"MZ\x90\x00" + b"\x00" * 200, "typ som inte kan skickas"),
    "a program that says so": ("lista.exe", b"MZ\x90\x00", "typ som inte kan skickas"),
    "a page": ("lista.png", b"<!doctype html>" + SCRIPT, "typ som inte kan skickas"),
    "SVG": ("bild.svg", SVG, "typ som inte kan skickas"),
    "SVG by another name": ("bild.png", SVG, "typ som inte kan skickas"),
    "a picture called a PDF": ("lista.pdf", files.picture(), "en PNG, men namnet"),
    "a PDF called a picture": ("lista.png", files.pdf(), "en PDF, men namnet"),
    "a PDF called a program": ("lista.pdf.exe", files.pdf(), "en PDF, men namnet"),
    "no name": ("", files.pdf(), "en PDF, men namnet"),
    "nothing": ("lista.pdf", b"", "tom"),
    "a page behind a picture": ("bild.png", files.picture() + SCRIPT, MORE),
    "a page behind a photograph": ("bild.jpg", files.picture("JPEG") + SCRIPT, MORE),
    "a page behind a PDF": ("lista.pdf", files.pdf() + SCRIPT, MORE),
    "an archive behind a PDF": ("lista.pdf", files.pdf() + files.archive(), "två sorters fil"),
    "an archive behind a picture": ("bild.png", files.picture() + files.archive(), "två sorters fil"),
    "a PDF behind something else": ("lista.pdf", b"GIF89a" + files.pdf(), "typ som inte kan skickas"),
    "half a PDF": ("lista.pdf", files.pdf()[:300], BROKEN),
    "half a PDF with an end": ("lista.pdf", files.pdf()[:120] + b"\n%%EOF", BROKEN),
    "a PDF in name only": ("lista.pdf", b"%PDF-1.7\n%%EOF", BROKEN),
    "half a picture": ("bild.png", files.picture()[:-20], BROKEN),
    "half a picture with an end": ("bild.png", files.picture()[:40] + files.picture()[-12:], BROKEN),
    "half a photograph": ("bild.jpg", files.picture("JPEG")[:-9], BROKEN),
    "a photograph in name only": ("bild.jpg", b"\xff\xd8\xff" + b"\x00" * 50 + b"\xff\xd9", BROKEN),
    "a script in a PDF": ("lista.pdf", files.pdf(OpenAction="JavaScript"), ACTIVE),
    "a PDF that starts programs": ("lista.pdf", files.pdf(OpenAction="Launch"), ACTIVE),
    "a PDF that acts by itself": ("lista.pdf", files.pdf(AA="Launch"), ACTIVE),
    "a file in a PDF": ("lista.pdf", files.pdf_with_a_file_inside(), ACTIVE),
    "a PDF that nobody can read": ("lista.pdf", files.locked_pdf(), ENCRYPTED),
    "a picture that fills the memory": ("bild.png", files.claims_to_be_huge(), "för stor"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_refused(what: str) -> None:
    name, data, says = HOSTILE[what]
    with pytest.raises(Unreadable, match=says):
        looked_through(name, data)


@pytest.mark.parametrize("what", pdf_attacks.ATTACKS)
def test_h5_a_pdf_that_does_more_than_show_pages(what: str) -> None:
    """Fault H5: each value is followed, and an action must be on the list of what is allowed."""
    with pytest.raises(Unreadable, match=ACTIVE.split(",", maxsplit=1)[0]):
        looked_through("a.pdf", pdf_attacks.ATTACKS[what]())


@pytest.mark.parametrize("what", pdf_attacks.HARMLESS)
def test_h5_a_pdf_that_shows_pages(what: str) -> None:
    assert verdict("a.pdf", pdf_attacks.HARMLESS[what]()) == "application/pdf"


@pytest.mark.parametrize("levels", [50, 5000])
def test_h5_brackets_in_brackets_end(levels: int) -> None:
    assert verdict("a.pdf", pdf_attacks.deep(levels)) in ("application/pdf", BROKEN)


def test_text_inside_a_picture_is_only_text() -> None:
    """It is handed over as a picture to keep, and never as a page (see test_attachments)."""
    data = files.with_a_comment(files.picture(), SCRIPT)
    assert looked_through("bild.png", data).media_type == "image/png"


@given(st.binary(max_size=400), st.sampled_from([b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_whatever_comes_is_refused_in_words(noise: bytes, start: bytes) -> None:
    for end in (b"", b"\n%%EOF", b"\xff\xd9"):
        with pytest.raises(Unreadable):
            looked_through("a.pdf", start + noise + end)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_damaged_pdf_opens_or_is_refused_in_words(at: int, byte: int) -> None:
    data = bytearray(files.pdf())
    data[at % len(data)] = byte
    assert verdict("a.pdf", bytes(data))


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\anna\Läkemedel.pdf", "Läkemedel.pdf"),
        ("a\x00b\n\u202efdp.pdf", "abfdp.pdf"),
        ("  lista.pdf ", "lista.pdf"),
        ("x" * 300 + ".jpeg", "x" * (LONGEST_NAME - 6) + ".jpeg"),
    ],
)
def test_a_name_is_a_name_and_not_a_path(given_name: str, kept: str) -> None:
    assert clean_name(given_name) == kept
    assert len(kept) <= LONGEST_NAME


def test_sizes_as_people_say_them() -> None:
    assert [size_words(n) for n in (0, 900, 120_000, 10 * 2**20)] == ["1 kB", "1 kB", "117 kB", "10 MB"]
