"""Tables as a page shows them."""

from __future__ import annotations

import re


def table(html: str, css: str) -> list[list[str]]:
    """The cells' words of the rows of the first table of this class, headings left out."""
    (found, *_) = re.findall(rf'<table class="ds-table {css}\b[^>]*>.*?</table>', html, re.DOTALL) or [""]
    rows = re.findall(r"<tr[ >].*?</tr>", found, re.DOTALL)
    return [[_text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in rows[1:]]


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).replace("\xa0", " ").split())
