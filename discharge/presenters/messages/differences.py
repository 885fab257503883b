"""What differs between two versions of a text, word by word. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stands in both texts, or in one of them."""

    change: Change
    text: str


def find_differences(old: str, new: str) -> list[Piece]:
    """From the old text to the new; each of the two can be read out of the pieces again."""
    before, after = _split_text(old), _split_text(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            pieces.append(Piece(Change.SAME, "".join(before[a:b])))
            continue
        pieces += [Piece(Change.REMOVED, "".join(before[a:b]))] if b > a else []
        pieces += [Piece(Change.ADDED, "".join(after[c:d]))] if d > c else []
    return pieces


#: A text of more words than this is no language; comparing it word by word would take seconds.
MOST_WORDS = 1000


def _split_text(text: str) -> list[str]:
    """Each word with the space before it, or each line of what is too long."""
    words = re.findall(r"\s*\S+|\s+$", text)
    return words if len(words) <= MOST_WORDS else text.splitlines(keepends=True)
