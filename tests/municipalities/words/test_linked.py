"""Addresses in what people have written are links, and nothing else becomes markup."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template

from tests.settings import ROOT


def printed(text: str) -> str:
    return Template("{{ text|linked|linebreaksbr }}").render(Context({"text": text}))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Rum 4", "Rum 4"),
        ("<b>&", "&lt;b&gt;&amp;"),
        (
            "Se https://a.se/?y=1&z=2. Hej!",
            'Se <a href="https://a.se/?y=1&amp;z=2" rel="noreferrer">https://a.se/?y=1&amp;z=2</a>. Hej!',
        ),
        (
            "(http://a.example)\noch",
            '(<a href="http://a.example" rel="noreferrer">http://a.example</a>)<br>och',
        ),
        (
            'https://a.example/"onclick=x',
            '<a href="https://a.example/" rel="noreferrer">https://a.example/</a>&quot;onclick=x',
        ),
        ("javascript:alert(1) data:x", "javascript:alert(1) data:x"),
    ],
)
def test_e1_addresses_are_links(text: str, shown: str) -> None:
    assert printed(text) == shown


def test_e1_what_is_written_over_lines_shows_its_links() -> None:
    """Pieces of a comparison between versions are cut between words, and so may be addresses."""
    pieces = {"_changes.html"}
    templates = [path for path in (ROOT / "templates").rglob("*.html") if path.name not in pieces]
    assert [
        path.name for path in templates if re.search(r"(?<!linked)\|linebreaksbr", path.read_text())
    ] == []
