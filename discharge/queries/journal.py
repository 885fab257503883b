"""A case's messages as the fold takes them, read through the one narrow database function."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from discharge import process
from discharge.process import CANCEL, MESSAGE_TYPES
from discharge.process.state import Address, CaseState, Entry
from municipalities.ids import new_id

_JOURNAL = """
SELECT id, type, sent_at, unit, party, municipality, facts, recipients, corrects, submission
FROM discharge_journal(%s)
"""


def read(case_id: UUID) -> list[Entry]:
    """All messages of the case, oldest first: facts only, the same whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute(_JOURNAL, [case_id])
        rows = cursor.fetchall()
    entries = []
    for message, kind, sent_at, unit, party, municipality, facts, recipients, corrects, submission in rows:
        decoded = MESSAGE_TYPES[kind].decoded(_parse_json(facts))
        addresses = tuple(
            Address(UUID(to), its_party, area, datetime.fromisoformat(seen) if seen else None)
            for to, its_party, area, seen in _parse_json(recipients) or ()
        )
        sender = (unit, party, municipality)
        entries.append(Entry(message, kind, sent_at, *sender, decoded, addresses, corrects, submission))
    return entries


def state_without(message_id: UUID, case_id: UUID, now: datetime) -> CaseState:
    """The state that the case comes to when its message is cancelled."""
    entries = read(case_id)
    entry = next(entry for entry in entries if entry.id == message_id)
    cancels = replace(
        entry,
        id=new_id(),
        type=CANCEL.name,
        sent_at=now,
        facts={CANCEL.naming.cancels: str(message_id)},
        recipients=(),
        corrects=None,
        submission=None,
    )
    return process.fold([*entries, cancels])


def _parse_json(value: Any) -> Any:
    """Django leaves jsonb of a raw query as text."""
    return json.loads(value) if isinstance(value, str) else value
