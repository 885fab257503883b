"""How a message that was entered afterwards is marked: on pages, papers and in the explanation alike."""

from __future__ import annotations

from datetime import datetime

from discharge.process.journal import Mark
from discharge.process.judging.afterwards import CHANNEL_WORDS
from discharge.process.words import in_sentence
from discharge.queries import CaseFile, SeenMessage
from municipalities.swedish.clock import full_words


def afterwards_count(number: int) -> str:
    """How many of the messages that wait were entered afterwards; empty where none was."""
    return f"{number} {'inskrivet' if number == 1 else 'inskrivna'} i efterhand" if number else ""


def afterwards_words(sent_at: datetime, entered_at: datetime, channel: str, sent_by: str) -> str:
    """ "Inskrivet i efterhand tis 10 mars 2026 09.00. Skickat mån 9 mars 2026 10.00: fax, av Anna A."."""
    by = f", av {sent_by}" if sent_by else ""
    how = in_sentence(CHANNEL_WORDS[channel])
    return f"Inskrivet i efterhand {full_words(entered_at)}. Skickat {full_words(sent_at)}: {how}{by}."


def mark_of(message: SeenMessage) -> str:
    """The same of a message; empty where it was sent here."""
    sent = message.outside
    return afterwards_words(sent.at, sent.entered_at, sent.channel, message.sent_by) if sent else ""


def mark_in(file: CaseFile, message: SeenMessage) -> str:
    """The same of a message as it was last corrected: as the last of its versions has it that says so."""
    original = message.corrects_id or message.pk
    versions = (one for one in reversed(file.messages) if original in (one.pk, one.corrects_id))
    counting = (one for one in versions if file.journal.mark(one.pk) is not Mark.CANCELLED)
    return next((mark for one in counting if (mark := mark_of(one))), "")
