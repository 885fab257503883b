"""From the fold to the columns that lists read: the one place that writes derived columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from discharge.models import Case, Participation
from discharge.process import columns, liability_facts, sip_facts
from discharge.process.columns import Column
from discharge.process.outlook import Liability
from discharge.process.state import CaseKind, CaseState, Part
from municipalities.ids import new_id

#: As `process/columns.py` has them.
CaseColumns = tuple[Column[[CaseState]], ...]
PartColumns = tuple[Column[[CaseState, Part]], ...]


# One statement, because it runs with every message: through the ORM it was five, and most of what a
# message cost (docs/decisions/0020). Rows that would stay as they are are not written.
@cache
def statement(case: CaseColumns, part: PartColumns, shown: tuple[Column[[Liability]], ...]) -> str:
    """Writes the columns of a case and of its parts, and `shown` of a part that is new."""
    return f"""
WITH written_case AS (
    UPDATE discharge_case old SET ({_join_columns(case)}) = ROW ({_join_columns(case, "new.")})
    FROM jsonb_populate_record(NULL::discharge_case, %(case)s::jsonb) new
    WHERE old.id = %(id)s AND ({_join_columns(case, "old.")}) IS DISTINCT FROM ({_join_columns(case, "new.")})
), written_parts AS (
    INSERT INTO discharge_participation AS old
        (id, case_id, patient_id, unit_id, party, since, {_join_columns((*part, *shown))})
    SELECT id, %(id)s, %(patient)s, unit_id, party, since, {_join_columns((*part, *shown))}
    FROM jsonb_populate_recordset(NULL::discharge_participation, %(parts)s::jsonb)
    ON CONFLICT (case_id, unit_id) DO UPDATE
        SET ({_join_columns(part)}) = ROW ({_join_columns(part, "excluded.")})
        WHERE ({_join_columns(part, "old.")}) IS DISTINCT FROM ({_join_columns(part, "excluded.")})
), written_sip AS (
    INSERT INTO discharge_sip_facts AS old (case_id, facts, changed_at)
    SELECT %(id)s, %(sip)s::jsonb, now()
    WHERE %(sip)s::jsonb <> '{{}}' OR EXISTS (SELECT FROM discharge_sip_facts WHERE case_id = %(id)s)
    ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts, changed_at = excluded.changed_at
        WHERE old.facts <> excluded.facts
), written_planned AS (
    INSERT INTO discharge_planned_admission AS old (case_id, planned, changed_at)
    SELECT %(id)s, %(planned)s::jsonb #>> '{{}}', now()
    WHERE %(planned)s::jsonb <> '""' AND (app_role() = 'inpatient' OR session_user = 'vardovergang_worker')
    ON CONFLICT (case_id) DO UPDATE SET planned = excluded.planned, changed_at = excluded.changed_at
        WHERE old.planned <> excluded.planned
)
INSERT INTO discharge_case_facts AS old (case_id, facts)
SELECT %(id)s, %(facts)s::jsonb WHERE %(facts)s::jsonb <> '{{}}'
ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts WHERE old.facts <> excluded.facts
"""  # noqa: S608 - the names are those of the columns


def _join_columns(listed: Iterable[Column[Any]], row: str = "") -> str:
    return ", ".join(f"{row}{name}" for name in columns.names(listed))


def write_derived(case: Case, state: CaseState) -> None:
    """Write everything that is derived from the case's messages.

    The part of a unit that is new in the case is inserted, with what billing shows the others.
    """
    derived = derived_values(state, case.liability)
    values = {name: json.dumps(said, default=str) for name, said in derived.items()}
    sql = statement(columns.CASE, columns.PART, columns.PART_LIABILITY)
    with connection.cursor() as cursor:
        cursor.execute(sql, {"id": case.pk, "patient": case.patient_id, **values})


def derived_values(state: CaseState, liability: Liability) -> dict[str, Any]:
    """What is derived from a case's messages, by column: of the case, of each part in it, and both facts.

    A part's id is new, and counts where the part is.
    """
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


def write_acknowledged(case_id: UUID, unit_id: UUID, waiting: int) -> None:
    """What a unit's acknowledgement changes: nothing but how much still waits for it."""
    Participation.objects.filter(case_id=case_id, unit_id=unit_id).update(to_acknowledge=waiting)


def find_differences(case: Case, state: CaseState) -> list[str]:
    """Where the stored columns say something else than the fold: for `rebuild_cases --check`."""
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
    planned = getattr(case, "planned_admission", None)
    if (planned.planned if planned else "") != state.planned:
        found.append("planned_admission")
    return found
