"""What a record keeper reads: which messages there are, and what was asked for; never content or a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from discharge.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message of the own organisation whose content is still there; `held` says that it must stay."""

    case_id: UUID
    id: UUID
    type: str
    sent_at: datetime
    unit: str
    files: int
    held: bool


@dataclass(frozen=True, slots=True)
class NamedMessage:
    reference: str
    type: str
    sent_at: datetime
    unit: str
    files: int


@dataclass(frozen=True, slots=True)
class DueCase:
    """A case whose years of keeping have passed, and the own organisation's messages in it."""

    case_id: UUID
    reference: str
    last_at: datetime
    messages: list[UUID]
    held: bool


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A request of the own organisation, and what became of it."""

    id: UUID
    case_id: UUID
    reference: str
    ground: str
    decision: str
    decided_on: date
    messages: list[UUID]
    requested_by_id: int
    requested_by: str
    requested_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    held: bool

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None


def kept_messages(by: Assignment, reference: str) -> list[KeptMessage]:
    """Those of the case; nothing where there is none, or where the organisation has written nothing."""
    rows = [KeptMessage(*row) for row in _read("SELECT * FROM discharge_kept_messages(%s)", [reference])]
    case_id = rows[0].case_id if rows else None
    log.record(AccessLog.Action.DESTROY, by=by, case_id=case_id, detail=Logged.DESTRUCTION, refused=not rows)
    return rows


def disposal_due(by: Assignment, before: datetime) -> list[DueCase]:
    rows = [DueCase(*row) for row in _read("SELECT * FROM discharge_disposal_due(%s)", [before])]
    _log_list(by, [row.case_id for row in rows])
    return rows


def list_destructions(by: Assignment) -> list[AskedFor]:
    """The newest first."""
    rows = [AskedFor(*row) for row in _read("SELECT * FROM discharge_destructions()")]
    _log_list(by, [row.case_id for row in rows])
    return rows


def _read(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def named_messages(batch: Sequence[AskedFor]) -> list[NamedMessage]:
    """What the requests name; the page that shows them has logged the cases."""
    rows = _read("SELECT * FROM discharge_named_messages(%s)", [[one.id for one in batch]])
    return [NamedMessage(*row) for row in rows]


def batch_of(asked: Sequence[AskedFor], request_id: UUID) -> list[AskedFor]:
    """The request and what was asked for together with it: one case, or a list for disposal."""
    one = next((row for row in asked if row.id == request_id), None)
    if one is None:
        return []
    key = (one.requested_by_id, one.requested_at)
    return [row for row in asked if (row.requested_by_id, row.requested_at) == key]


def _log_list(by: Assignment, cases: list[UUID]) -> None:
    log.record(AccessLog.Action.LIST, by=by, case_ids=cases, detail=Logged.DESTRUCTION)
