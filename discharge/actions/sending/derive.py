"""From the fold to the columns that lists read: the one place that writes derived columns."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from discharge.models import Case, Participation
from discharge.process import columns, liability_facts, sip_facts
from discharge.process.judging import endings
from discharge.process.outlook import Liability
from discharge.process.parts.state import Part
from discharge.process.state import CaseKind, CaseState
from municipalities.ids import new_id

_WRITE = """
SELECT discharge_write_derived(%(id)s, %(patient)s, %(case)s::jsonb, %(parts)s::jsonb, %(facts)s::jsonb,
                               %(sip)s::jsonb, %(planned)s::jsonb)
"""


def write_derived(case: Case, state: CaseState, now: datetime | None = None) -> None:
    """Write everything that is derived from the case's messages (`discharge/database/derived.py`).

    Tasks end in the state that time has ended by `now`, or by the last message.

    The part of a unit that is new in the case is inserted, with what billing shows the others.
    """
    derived = derived_values(state, case.liability, now)
    values = {name: json.dumps(said, default=str) for name, said in derived.items()}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"id": case.pk, "patient": case.patient_id, **values})


def derived_values(state: CaseState, liability: Liability, now: datetime | None = None) -> dict[str, Any]:
    """What is derived from a case's messages, by column: of the case, of each part in it, and both facts.

    A part's id is new, and counts where the part is.
    """
    if until := now or state.last_at:
        endings.end_until(state, until)
    shown = columns.values(columns.PART_LIABILITY, liability)
    return {
        "case": columns.values(columns.CASE, state),
        "parts": [
            {"id": new_id(), "unit_id": part.unit, "party": part.party, "since": part.since}
            | columns.values(columns.PART, state, part)
            | shown
            for part in state.parts.values()
        ],
        "facts": _stay_facts(state),
        "sip": sip_facts(state),
        # Empty also where who acts may not know it: what is known stays.
        "planned": state.planned,
    }


def _stay_facts(state: CaseState) -> dict[str, Any]:
    """Money knows nothing of a SIP outside a stay."""
    return {} if state.kind is CaseKind.SIP else liability_facts(state)


def write_acknowledged(case_id: UUID, part: Part) -> None:
    """What a unit's acknowledgement changes: nothing but how much still waits for it."""
    Participation.objects.filter(case_id=case_id, unit_id=part.unit).update(
        to_acknowledge=part.unacknowledged,
        unread_since=part.unread_since,
        entered_afterwards=part.entered_afterwards,
    )


def find_differences(case: Case, state: CaseState) -> list[str]:
    """Where the stored columns say something else than the fold: for `rebuild_cases --check`."""
    endings.end_before(state, case.lapses_at)
    said = columns.values(columns.CASE, state)
    found = [f"case.{name}" for name, value in said.items() if getattr(case, name) != value]
    parts: dict[UUID, Participation] = {p.unit_id: p for p in case.participations.all()}
    if parts.keys() != state.parts.keys():
        found.append("participations")
    for unit in parts.keys() & state.parts.keys():
        part = state.parts[unit]
        said = columns.values(columns.PART, state, part) | {"since": part.since}
        found += [f"participation.{n}" for n, value in said.items() if getattr(parts[unit], n) != value]
    for name, expected in (("facts", _stay_facts(state)), ("sip_facts", sip_facts(state))):
        stored = getattr(case, name, None)
        if (stored.facts if stored else {}) != expected:
            found.append(name)
    planned = getattr(case, "planned_or_not", None)
    if (planned.planned if planned else "") != state.planned:
        found.append("planned_or_not")
    return found
