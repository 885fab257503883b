"""From the fold to the columns that lists read: the one place that writes derived columns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from discharge.models import Case, CaseFacts, Participation
from discharge.process import liability_facts
from discharge.state import CaseState, Part

#: What billing writes beside the derived columns; the fold says nothing of it.
BILLING_COLUMNS = ("starts_on", "free_days_left", "liability_state")

CASE_COLUMNS = (
    "care_type",
    "ward_id",
    "payer_id",
    "district_id",
    "admitted_at",
    "expected_discharge",
    "certainty",
    "ready_at",
    "discharged_at",
    "deceased_at",
    "step",
    "next_unit_id",
    "next_type",
    "next_deadline",
    "is_open",
    "changed_at",
)
PART_COLUMNS = (
    "active",
    "in_hospital",
    "to_acknowledge",
    "to_answer",
    "next_type",
    "deadline",
    "ready_at",
    "admitted_at",
    "responsible_id",
)


def case_columns(state: CaseState) -> dict[str, Any]:
    """The case's derived columns, by name."""
    task = state.next_task
    return {
        "care_type": state.care_type,
        "ward_id": state.ward,
        "payer_id": state.payer,
        "district_id": state.district,
        "admitted_at": state.admitted_at,
        "expected_discharge": state.expected_discharge,
        "certainty": state.certainty,
        "ready_at": state.ready.sent_at if state.ready else None,
        "discharged_at": state.discharged_at,
        "deceased_at": state.deceased_at,
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
        "in_hospital": state.is_open and part.ended_at is None,
        "to_acknowledge": part.unacknowledged,
        "to_answer": len(tasks),
        "next_type": tasks[0].type if tasks else "",
        "deadline": tasks[0].due if tasks else None,
        "ready_at": state.ready.sent_at if state.ready else None,
        "admitted_at": state.admitted_at,
        "responsible_id": part.responsible,
    }


def write(case: Case, state: CaseState) -> None:
    """Write everything that is derived from the case's messages."""
    Case.objects.filter(pk=case.pk).update(**case_columns(state))
    write_parts(case, state)
    CaseFacts.objects.bulk_create(
        [CaseFacts(case=case, facts=liability_facts(state))],
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["facts"],
    )


def write_parts(case: Case, state: CaseState) -> None:
    """Insert the parts of units that are new in the case and bring the others up to date."""
    existing = {part.unit_id: part for part in Participation.objects.filter(case=case)}
    missing = [part for unit, part in state.parts.items() if unit not in existing]
    Participation.objects.bulk_create([_participation(case, state, part) for part in missing])
    changed = [row for unit, row in existing.items() if _update(row, part_columns(state, state.parts[unit]))]
    for row in changed:
        row.save(update_fields=PART_COLUMNS)


def _participation(case: Case, state: CaseState, part: Part) -> Participation:
    return Participation(
        case=case,
        patient_id=case.patient_id,
        unit_id=part.unit,
        party=part.party,
        since=part.since,
        **part_columns(state, part),
    )


def _update(row: Participation, columns: dict[str, Any]) -> bool:
    different = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def differences(case: Case, state: CaseState) -> list[str]:
    """Where the stored columns say something else than the fold: for `rebuild_cases --check`."""
    found = [f"case.{n}" for n, v in case_columns(state).items() if getattr(case, n) != v]
    parts: dict[UUID, Participation] = {p.unit_id: p for p in case.participations.all()}
    if parts.keys() != state.parts.keys():
        found.append("participations")
    for unit in parts.keys() & state.parts.keys():
        expected = part_columns(state, state.parts[unit]) | {"since": state.parts[unit].since}
        found += [f"participation.{n}" for n, v in expected.items() if getattr(parts[unit], n) != v]
    if case.facts.facts != liability_facts(state):
        found.append("facts")
    return found
