"""What was asked to be destroyed, as the record keeper's pages list it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from discharge.models import Destruction
from discharge.process import MESSAGE_TYPES
from discharge.process.words import messages_words
from discharge.queries import AskedFor

#: So many of what has been done.
SHOWN = 100
NOTHING_KEPT = (
    "Det finns inget ärende med den referensen där er organisation har skrivit något som finns kvar. "
    "Kontrollera referensen i beslutet."
)


@dataclass(frozen=True, slots=True)
class BatchWords:
    """What was asked for at one time: one case, or a list for disposal."""

    id: UUID
    ground: str
    decision: str
    decided_on: date
    cases: list[str]
    messages: int
    requested_by: str
    requested_at: datetime
    is_waiting: bool
    is_held: bool
    outcome: str
    outcome_by: str
    outcome_at: datetime | None


def list_batches(asked: Sequence[AskedFor]) -> list[BatchWords]:
    """In the order that they come in: the newest first."""
    together = groupby(asked, lambda one: (one.requested_at, one.requested_by_id))
    return [one_batch(list(rows)) for _, rows in together]


def one_batch(rows: Sequence[AskedFor]) -> BatchWords:
    first = rows[0]
    outcome, by, at = "Väntar på bekräftelse", "", None
    if first.confirmed_at:
        outcome, by, at = "Förstört", first.confirmed_by, first.confirmed_at
    elif first.withdrawn_at:
        outcome, by, at = "Återtagen", first.withdrawn_by, first.withdrawn_at
    return BatchWords(
        id=first.id,
        ground=Destruction.Ground(first.ground).label,
        decision=first.decision,
        decided_on=first.decided_on,
        cases=[row.reference for row in rows],
        messages=sum(len(row.messages) for row in rows),
        requested_by=first.requested_by,
        requested_at=first.requested_at,
        is_waiting=first.is_waiting,
        is_held=any(row.held for row in rows),
        outcome=outcome,
        outcome_by=by,
        outcome_at=at,
    )


def type_words(name: str) -> str:
    return MESSAGE_TYPES[name].title


def destroyed_words(count: int) -> str:
    return f"Innehållet i {messages_words(count)} är förstört."
