"""What money needs to know of a case."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from discharge.state import CaseState


def liability_facts(state: CaseState) -> dict[str, Any]:
    """The facts that `billing/liability.py` needs, as JSON: the shape of its worked cases."""
    return {
        "care_type": state.admitted_care_type,
        "municipality": state.municipality,
        "placed_by": state.placed_by,
        "admitted_at": _iso(state.admitted_at),
        "need_assessed_at": _iso(state.need_assessed_at),
        "admission_notice_sent_at": _iso(state.admission_notice_at),
        "sip_needed": state.sip_needed,
        "compulsory_outpatient_care": state.compulsory_outpatient_care,
        "sip_calls": [_iso(call) for call in state.sip_calls],
        "services_declined": state.services_declined,
        "outpatient_care_needed": state.outpatient_care_needed,
        "outpatient_care": [{"at": _iso(at), "status": status} for at, status in state.outpatient_care],
        "ready": [
            {"sent_at": _iso(p.counts_from), "withdrawn_at": _iso(p.withdrawn_at), "message": str(p.message)}
            for p in state.ready_periods
            if p.counts_from
        ],
        "discharged_at": _iso(state.discharged_at),
        "deceased_at": _iso(state.deceased_at),
        "leaves": [{"began_at": _iso(x.began_at), "ended_at": _iso(x.ended_at)} for x in state.leaves],
        "changes": [
            {
                "at": _iso(change.at),
                "care_type": change.care_type,
                "municipality": state.municipality,
                "placed_by": state.placed_by,
            }
            for change in state.care_changes
        ],
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
