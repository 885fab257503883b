"""The access log in words: who read what, when, as what; and why a reading was drawn for review."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from discharge.extensions import log_lists
from discharge.presenters.states import State
from discharge.process import MESSAGE_TYPES
from discharge.queries import LogFilters, LogPage
from municipalities.access.log_rules import WORDS
from municipalities.models import AccessLog, LogReview, SelectedReading

#: A looked-up number stands in the log as a digest, which tells a reader nothing.
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
NOT_JUDGED = State("neutral", "waiting", "Inte granskad", "Ingen har bedömt läsningen.")
FINDINGS = {
    LogReview.Finding.JUSTIFIED: State("success", "done", "Befogad", "Läsningen hörde till uppdraget."),
    LogReview.Finding.QUESTIONED: State("warning", "soon", "Behöver utredas", "Någon utreder läsningen."),
    LogReview.Finding.UNJUSTIFIED: State(
        "danger", "late", "Obefogad", "Läsningen hörde inte till uppdraget."
    ),
}


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """One row of the log. `about` is a case's reference, or how many cases a list showed.

    `judged` is None of a reading that nobody has judged and nobody has drawn for review.
    """

    id: UUID
    at: datetime
    user: str
    unit: str
    action: str
    about: str
    detail: str
    refused: bool
    protected: bool
    reasons: list[str]
    judged: State | None


def reading_words(
    page: LogPage,
    reviews: Mapping[UUID, list[LogReview]],
    selected: Mapping[UUID, SelectedReading] | None = None,
) -> list[ReadingWords]:
    words = []
    for row in page.rows:
        user, unit = page.users.get(row.user_id or 0), page.units.get(row.unit_id) if row.unit_id else None
        reference, protected = page.cases.get(row.case_id, ("", False)) if row.case_id else ("", False)
        listed = len(row.case_ids)
        listed_words = f"{listed} ärende{'' if listed == 1 else 'n'}" if listed else ""
        drawn, judged = (selected or {}).get(row.pk), reviews.get(row.pk)
        not_judged = NOT_JUDGED if drawn else None
        words.append(
            ReadingWords(
                id=row.pk,
                at=row.at,
                user=user.name if user else "",
                unit=unit.full_name if unit else "",
                action=AccessLog.Action(row.action).label,
                about=reference or ("okänt ärende" if row.case_id else listed_words),
                detail=detail_words(row),
                refused=row.refused,
                protected=protected,
                reasons=[WORDS[reason] for reason in drawn.reasons] if drawn else [],
                judged=finding_of(judged[0]) if judged else not_judged,
            )
        )
    return words


def detail_words(row: AccessLog) -> str:
    """Without digests, and with lists and messages called what they are called on the pages."""
    if row.action == AccessLog.Action.LIST or row.case_ids:
        return log_lists.words(row.detail)
    said = _DIGEST.sub("", row.detail).split()
    return " ".join(MESSAGE_TYPES[word].title if word in MESSAGE_TYPES else word for word in said)


def finding_of(review: LogReview) -> State:
    return FINDINGS[LogReview.Finding(review.finding)]


def address(filters: LogFilters, number: int) -> str:
    """The same rows on another page, relative to the log's own address."""
    chosen = {
        "first_day": filters.first_day.isoformat(),
        "last_day": filters.last_day.isoformat(),
        "user": filters.user,
        "unit": str(filters.unit or ""),
        "reference": filters.reference,
        "action": filters.action,
        "refused": "on" if filters.refused else "",
        "sida": str(number),
    }
    return "?" + urlencode({name: value for name, value in chosen.items() if value})
