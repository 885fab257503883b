"""The user's own drafts in a case, and where each goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from discharge.models import Case, Draft
from discharge.models.drafts import KEPT_UNSENT, KEPT_WHEN_ENDED
from discharge.presenters.messages.timeline import row_words
from discharge.process import MESSAGE_TYPES, MessageType
from discharge.process.fields import LONGEST, Field, Kind, rows_of
from discharge.process.judging import afterwards
from municipalities.swedish.clock import ONE_DAY, local_date


@dataclass(frozen=True, slots=True)
class DraftWords:
    """`address` is where its form is opened again, `refusal` why it can't be sent as the case stands now.

    It is kept until then if nobody goes on with it.
    It is thrown away at `discard_address`, where a field `about_field` says which message it answers.
    """

    title: str
    address: str
    saved_at: datetime
    kept_until: date
    refusal: str
    discard_address: str
    about: UUID | None
    about_field: str


def draft_words(draft: Draft, refusal: str, case: Case, now: datetime) -> DraftWords:
    message_type = MESSAGE_TYPES[draft.type]
    kind = "Rättelse: " if draft.corrects else "Svar: " if draft.about else ""
    where = (draft.case_id, message_type, draft.about)
    return DraftWords(
        f"{kind}{message_type.title}",
        form_address(*where, corrects=draft.corrects),
        draft.saved_at,
        kept_until(draft, case, now),
        refusal,
        draft_address(*where, corrects=draft.corrects, act="-discard"),
        None if draft.corrects else draft.about,
        message_type.naming.replies_to,
    )


def kept_until(draft: Draft, case: Case, now: datetime) -> date:
    """When the worker removes it, unless it is typed in again: of the wrong person in the coming night."""
    if case.mistaken_at:
        return local_date(now + ONE_DAY)
    has_ended = case.seen_until is not None or not case.is_open
    return local_date(draft.saved_at + (KEPT_WHEN_ENDED if has_ended else KEPT_UNSENT))


def draft_texts(draft: Draft) -> list[tuple[str, str]]:
    """What was written and chosen, for a form that can't be sent any more: to read and to copy."""
    fields = (*MESSAGE_TYPES[draft.type].fields, *afterwards.ASKED)
    said = [(f.label, _typed_text(f, draft.values.get(f.name))) for f in fields]
    return [(label, text) for label, text in said if text]


def _typed_text(field: Field, value: Any) -> str:
    """As it stood in the form; nothing of what only its id is kept of."""
    if field.kind in (Kind.DATE, Kind.MOMENT):
        return str(value or "").replace("T", " ")
    if field.kind is Kind.CHOICE:
        return dict(field.choices).get(value, "")
    if field.kind in (Kind.QUESTION, Kind.YES_NO):
        return {"yes": "Ja", "no": "Nej", True: "Ja"}.get(value, "")
    if field.kind is Kind.ROWS:
        return "\n".join(row_words(field, row) for row in rows_of(field, value or []))
    return str(value or "") if field.kind in LONGEST else ""


def form_address(
    case_id: UUID | None, message_type: MessageType, about: UUID | None, *, corrects: bool
) -> str:
    """Where the form is opened in which somebody writes of the row, answering or correcting `about`."""
    if corrects:
        return reverse("discharge:correct", args=[case_id, about])
    form = reverse("discharge:send", args=[case_id, message_type.name])
    return f"{form}?{message_type.naming.replies_to}={about}" if about else form


def draft_address(
    case_id: UUID | None, message_type: MessageType, about: UUID | None, *, corrects: bool, act: str = ""
) -> str:
    """Where the draft is kept, or by another act thrown away."""
    name = "discharge:correction-draft" if corrects else "discharge:draft"
    return reverse(f"{name}{act}", args=[case_id, about if corrects else message_type.name])
