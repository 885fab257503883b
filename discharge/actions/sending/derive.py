"""From the fold to the columns that lists read: the one place that writes derived columns."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from discharge.models import Case, Participation, PlacementStage
from discharge.process import liability_facts, sip_facts
from discharge.process.state import CaseKind, CaseState, Part
from municipalities.ids import new_id
from municipalities.units.parties import Party

#: What billing writes beside the derived columns; the fold says nothing of it.
BILLING_COLUMNS = ("starts_on", "free_days_left", "liability_state", "liability_missing", "liability_due_on")

CASE_COLUMNS = (
    "care_type",
    "ward_id",
    "payer_id",
    "district_id",
    "admitted_at",
    "expected_discharge",
    "certainty",
    "track",
    "ready_at",
    "discharged_at",
    "deceased_at",
    "sip_closed_at",
    "step",
    "next_unit_id",
    "next_type",
    "next_deadline",
    "is_open",
    "changed_at",
)
PART_COLUMNS = (
    "active",
    "ended_at",
    "in_hospital",
    "to_acknowledge",
    "to_answer",
    "next_type",
    "deadline",
    "ready_at",
    "admitted_at",
    "responsible_id",
    "sip_running",
    "meeting_at",
    "meeting_held",
    "follow_up_on",
    "placement",
)


def case_columns(state: CaseState) -> dict[str, Any]:
    """The case's derived columns, by name."""
    task = state.next_task
    return {
        "care_type": state.care_type,
        "ward_id": state.ward,
        "payer_id": state.payer,
        "district_id": state.district,
        "admitted_at": state.admitted_at or state.began_at,
        "expected_discharge": state.expected_discharge,
        "certainty": state.certainty,
        "track": state.track,
        "ready_at": state.ready.sent_at if state.ready else None,
        "discharged_at": state.discharged_at,
        "deceased_at": state.deceased_at,
        "sip_closed_at": state.sip.closed_at,
        "step": state.step,
        "next_unit_id": task.unit if task else None,
        "next_type": task.type if task else "",
        "next_deadline": task.due if task else None,
        "is_open": state.is_open,
        "changed_at": state.last_at,
    }


def part_columns(state: CaseState, part: Part) -> dict[str, Any]:
    """A participation's derived columns, by name."""
    tasks = state.tasks_of(part.unit)
    return {
        "active": part.ended_at is None,
        "ended_at": part.ended_at,
        "in_hospital": state.in_hospital and part.ended_at is None,
        "to_acknowledge": part.unacknowledged,
        "to_answer": len(tasks),
        "next_type": tasks[0].type if tasks else "",
        "deadline": tasks[0].due if tasks else None,
        "ready_at": state.ready.sent_at if state.ready and part.ended_at is None else None,
        "admitted_at": state.admitted_at or state.began_at,
        "responsible_id": part.responsible,
        **_sip_columns(state, part),
        "placement": _placement(state),
    }


def _sip_columns(state: CaseState, part: Part) -> dict[str, Any]:
    """A ward has its part in the SIP while the person is there; a part that has ended has none."""
    has_part = part.ended_at is None and (part.party != Party.INPATIENT or state.in_hospital)
    is_running = state.is_open if state.kind is CaseKind.SIP else state.sip.is_running
    meeting = state.sip.meeting if part.ended_at is None else None
    return {
        "sip_running": has_part and is_running and state.deceased_at is None,
        "meeting_at": (meeting.held_at or meeting.starts_at) if meeting else None,
        "meeting_held": meeting is not None and meeting.held_at is not None,
        "follow_up_on": state.sip.follow_up_on if has_part else None,
    }


def _placement(state: CaseState) -> str:
    if state.placement is None:
        return ""
    return PlacementStage.ENDED if state.placement.ended_at else PlacementStage.SEARCHING


def _each(columns: Iterable[str], row: str = "") -> str:
    return ", ".join(f"{row}{name}" for name in columns)


# One statement, because it runs with every message: through the ORM it was five, and most of what a
# message cost (docs/decisions/0020). Rows that would stay as they are are not written.
_WRITE = f"""
WITH written_case AS (
    UPDATE discharge_case old SET ({_each(CASE_COLUMNS)}) = ROW ({_each(CASE_COLUMNS, "new.")})
    FROM jsonb_populate_record(NULL::discharge_case, %(case)s::jsonb) new
    WHERE old.id = %(id)s
      AND ({_each(CASE_COLUMNS, "old.")}) IS DISTINCT FROM ({_each(CASE_COLUMNS, "new.")})
), written_parts AS (
    INSERT INTO discharge_participation AS old
        (id, case_id, patient_id, unit_id, party, since, starts_on, {_each(PART_COLUMNS)})
    SELECT id, %(id)s, %(patient)s, unit_id, party, since,
           %(liable_from)s::date,
           {_each(PART_COLUMNS)}
    FROM jsonb_populate_recordset(NULL::discharge_participation, %(parts)s::jsonb)
    ON CONFLICT (case_id, unit_id) DO UPDATE
        SET ({_each(PART_COLUMNS)}) = ROW ({_each(PART_COLUMNS, "excluded.")})
        WHERE ({_each(PART_COLUMNS, "old.")}) IS DISTINCT FROM ({_each(PART_COLUMNS, "excluded.")})
), written_sip AS (
    INSERT INTO discharge_sip_facts AS old (case_id, facts, changed_at)
    SELECT %(id)s, %(sip)s::jsonb, now()
    WHERE %(sip)s::jsonb <> '{{}}' OR EXISTS (SELECT FROM discharge_sip_facts WHERE case_id = %(id)s)
    ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts, changed_at = excluded.changed_at
        WHERE old.facts <> excluded.facts
)
INSERT INTO discharge_case_facts AS old (case_id, facts)
SELECT %(id)s, %(facts)s::jsonb WHERE %(facts)s::jsonb <> '{{}}'
ON CONFLICT (case_id) DO UPDATE SET facts = excluded.facts WHERE old.facts <> excluded.facts
"""  # noqa: S608 - the names are the columns above


def write(case: Case, state: CaseState) -> None:
    """Write everything that is derived from the case's messages.

    The part of a unit that is new in the case is inserted, with what billing shows the others.
    """
    derived = {
        "case": case_columns(state),
        "parts": _parts(state),
        "facts": _stay_facts(state),
        "sip": sip_facts(state),
    }
    values = {name: json.dumps(columns, default=str) for name, columns in derived.items()}
    with connection.cursor() as cursor:
        shown = {"liable_from": case.outlook.liable_from}
        cursor.execute(_WRITE, {"id": case.pk, "patient": case.patient_id, **shown, **values})


def _stay_facts(state: CaseState) -> dict[str, Any]:
    """Money knows nothing of a SIP outside a stay."""
    return {} if state.kind is CaseKind.SIP else liability_facts(state)


def _parts(state: CaseState) -> list[dict[str, Any]]:
    return [
        {"id": new_id(), "unit_id": part.unit, "party": part.party, "since": part.since}
        | part_columns(state, part)
        for part in state.parts.values()
    ]


def acknowledged(case_id: UUID, unit_id: UUID, waiting: int) -> None:
    """What a unit's acknowledgement changes: nothing but how much still waits for it."""
    Participation.objects.filter(case_id=case_id, unit_id=unit_id).update(to_acknowledge=waiting)


def differences(case: Case, state: CaseState) -> list[str]:
    """Where the stored columns say something else than the fold: for `rebuild_cases --check`."""
    found = [f"case.{n}" for n, v in case_columns(state).items() if getattr(case, n) != v]
    parts: dict[UUID, Participation] = {p.unit_id: p for p in case.participations.all()}
    if parts.keys() != state.parts.keys():
        found.append("participations")
    for unit in parts.keys() & state.parts.keys():
        columns = part_columns(state, state.parts[unit]) | {"since": state.parts[unit].since}
        found += [f"participation.{n}" for n, v in columns.items() if getattr(parts[unit], n) != v]
    for name, expected in (("facts", _stay_facts(state)), ("sip_facts", sip_facts(state))):
        stored = getattr(case, name, None)
        if (stored.facts if stored else {}) != expected:
            found.append(name)
    return found
