"""The user's own drafts in a case, and where each goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from discharge.models import Draft
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import LONGEST


@dataclass(frozen=True, slots=True)
class DraftWords:
    """`address` is where its form is opened again."""

    title: str
    address: str
    saved_at: datetime


def draft_words(drafts: list[Draft]) -> list[DraftWords]:
    return [_draft_words(draft) for draft in drafts]


def draft_texts(draft: Draft) -> list[tuple[str, str]]:
    """What was written, for a form that can't be sent any more: to read and to copy."""
    fields = [f for f in MESSAGE_TYPES[draft.type].fields if f.kind in LONGEST]
    return [(f.label, draft.values[f.name]) for f in fields if draft.values.get(f.name)]


def form_address(
    case_id: UUID | None, message_type: MessageType, about: UUID | None, *, corrects: bool
) -> str:
    """Where the form is opened in which somebody writes of the row, answering or correcting `about`."""
    if corrects:
        return reverse("discharge:correct", args=[case_id, about])
    form = reverse("discharge:send", args=[case_id, message_type.name])
    return f"{form}?{message_type.naming.replies_to}={about}" if about else form


def _draft_words(draft: Draft) -> DraftWords:
    message_type = MESSAGE_TYPES[draft.type]
    kind = "Rättelse: " if draft.corrects else "Svar: " if draft.about else ""
    address = form_address(draft.case_id, message_type, draft.about, corrects=draft.corrects)
    return DraftWords(f"{kind}{message_type.title}", address, draft.saved_at)
