"""How a message that was entered afterwards is marked: on pages, papers and in the explanation alike."""

from __future__ import annotations

from datetime import datetime

from discharge.process.judging.afterwards import CHANNEL_WORDS
from discharge.process.words import in_sentence
from municipalities.swedish.clock import full_words


def afterwards_words(sent_at: datetime, entered_at: datetime, channel: str, sent_by: str) -> str:
    """ "Inskrivet i efterhand tis 10 mars 2026 09.00. Skickat mån 9 mars 2026 10.00: fax, av Anna A."."""
    by = f", av {sent_by}" if sent_by else ""
    how = in_sentence(CHANNEL_WORDS[channel])
    return f"Inskrivet i efterhand {full_words(entered_at)}. Skickat {full_words(sent_at)}: {how}{by}."
