"""The function that writes what is derived from a case's messages: the columns of `process/columns.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discharge.process import columns
from discharge.process.columns import Column
from discharge.process.outlook import Liability
from discharge.process.parts.state import Part
from discharge.process.state import CaseState
from municipalities.database.engine.functions import Function
from municipalities.database.engine.roles import APP, WORKER

_NAME = "discharge_write_derived"
_ARGUMENTS = (
    "p_case uuid, p_patient uuid, p_columns jsonb, p_parts jsonb, p_facts jsonb, p_sip jsonb, p_planned jsonb"
)


# In one statement, because it runs with every message: through the ORM it was five, and most of what a
# message cost (docs/decisions/0020). In PL/pgSQL, which keeps its plan: with the policies of five tables it
# took longer to plan than to carry out. Rows that would stay as they are are not written.
def write_function(
    case: tuple[Column[[CaseState]], ...] = columns.CASE,
    part: tuple[Column[[CaseState, Part]], ...] = columns.PART,
    shown: tuple[Column[[Liability]], ...] = columns.PART_LIABILITY,
) -> Function:
    """Writes the columns of a case and of its parts, and `shown` of a part that is new, as its caller may."""
    source = f"""CREATE FUNCTION {_NAME}({_ARGUMENTS}) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    WITH written_case AS (
        UPDATE discharge_case old SET ({_join(case)}) = ROW ({_join(case, "new.")})
        FROM jsonb_populate_record(NULL::discharge_case, p_columns) new
        WHERE old.id = p_case AND ({_join(case, "old.")}) IS DISTINCT FROM ({_join(case, "new.")})
    ), written_parts AS (
        INSERT INTO discharge_participation AS old
            (id, case_id, patient_id, unit_id, party, since, {_join((*part, *shown))})
        SELECT id, p_case, p_patient, unit_id, party, since, {_join((*part, *shown))}
        FROM jsonb_populate_recordset(NULL::discharge_participation, p_parts)
        ON CONFLICT (case_id, unit_id) DO UPDATE
            SET ({_join(part)}) = ROW ({_join(part, "excluded.")})
            WHERE ({_join(part, "old.")}) IS DISTINCT FROM ({_join(part, "excluded.")})
    ), written_sip AS (
        INSERT INTO discharge_sip_facts AS old (case_id, facts, changed_at)
        SELECT p_case, p_sip, now()
        WHERE p_sip <> '{{}}' OR EXISTS (SELECT FROM discharge_sip_facts WHERE case_id = p_case)
        ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts, changed_at = excluded.changed_at
            WHERE old.facts <> excluded.facts
    ), written_planned AS (
        INSERT INTO discharge_planned_admission AS old (case_id, planned, changed_at)
        SELECT p_case, p_planned #>> '{{}}', now()
        WHERE p_planned <> '""' AND (app_role() = 'inpatient' OR session_user = 'vardovergang_worker')
        ON CONFLICT (case_id) DO UPDATE SET planned = excluded.planned, changed_at = excluded.changed_at
            WHERE old.planned <> excluded.planned
    )
    INSERT INTO discharge_case_facts AS old (case_id, facts)
    SELECT p_case, p_facts WHERE p_facts <> '{{}}'
    ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts WHERE old.facts <> excluded.facts;
END $$;"""
    return Function(_NAME, _ARGUMENTS, source, frozenset({APP, WORKER}))


def _join(listed: Iterable[Column[Any]], row: str = "") -> str:
    return ", ".join(f"{row}{name}" for name in columns.names(listed))
