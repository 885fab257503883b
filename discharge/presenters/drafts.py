"""The user's own drafts in a case, and where each goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from discharge.fields import Kind
from discharge.models import Draft
from discharge.process import MESSAGE_TYPES


@dataclass(frozen=True, slots=True)
class DraftWords:
    """`address` is where its form is opened again."""

    title: str
    address: str
    saved_at: datetime


def draft_words(drafts: list[Draft]) -> list[DraftWords]:
    return [_words(draft) for draft in drafts]


def draft_texts(draft: Draft) -> list[tuple[str, str]]:
    """What was written, for a form that can't be sent any more: to read and to copy."""
    fields = [f for f in MESSAGE_TYPES[draft.type].fields if f.kind in (Kind.TEXT, Kind.LONG_TEXT)]
    return [(f.label, draft.values[f.name]) for f in fields if draft.values.get(f.name)]


def _words(draft: Draft) -> DraftWords:
    row = MESSAGE_TYPES[draft.type]
    form = reverse("discharge:send", args=[draft.case_id, row.name])
    if draft.corrects:
        form = reverse("discharge:correct", args=[draft.case_id, draft.about])
        return DraftWords(f"Rättelse: {row.title}", form, draft.saved_at)
    if draft.about:
        return DraftWords(f"Svar: {row.title}", f"{form}?{row.replies_to}={draft.about}", draft.saved_at)
    return DraftWords(row.title, form, draft.saved_at)
