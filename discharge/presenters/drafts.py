"""The user's own drafts in a case, and where each goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from discharge.models import Draft
from discharge.process import MESSAGE_TYPES


@dataclass(frozen=True, slots=True)
class DraftWords:
    """`rest` is what the address of the form ends with, where the draft answers a message."""

    type: str
    title: str
    rest: str
    saved_at: datetime


def draft_words(drafts: list[Draft]) -> list[DraftWords]:
    return [_words(draft) for draft in drafts]


def _words(draft: Draft) -> DraftWords:
    row = MESSAGE_TYPES[draft.type]
    rest = f"?{row.replies_to}={draft.about}" if draft.about else ""
    return DraftWords(draft.type, f"Svar: {row.title}" if draft.about else row.title, rest, draft.saved_at)
