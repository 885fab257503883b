"""Papers as words: a finished PDF holds glyphs, not letters."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from discharge.papers import pdf


def printed_words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each paper says, as it is made."""
    found: list[str] = []
    made = pdf.paper

    def keep(template: str, context: dict[str, Any]) -> bytes:
        found.append(render_to_string(template, context))
        return made(template, context)

    monkeypatch.setattr(pdf, "paper", keep)
    return found
