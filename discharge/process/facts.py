"""What money needs to know of a case."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from discharge.process.state import CaseState, Residence
from municipalities.swedish.clock import local_date, midnight

#: Raised when the same messages come to other facts, for the night to find the cases that were folded before.
FACTS_VERSION = 4


def liability_facts(state: CaseState) -> dict[str, Any]:
    """The facts that `billing/liability` needs, as JSON: the shape of its worked cases.

    Beside them stand the ids of the messages that say so, for whoever asks why.
    """
    admitted_from = state.former[0] if state.former else state.residence
    return {
        "version": FACTS_VERSION,
        "mistaken": state.mistaken_at is not None,
        "care_type": state.admitted_care_type,
        "municipality": admitted_from.municipality,
        "placed_by": admitted_from.placed_by,
        "admitted_at": _iso_text(state.admitted_at),
        "need_assessed_at": _iso_text(state.need_assessed_at),
        "admission_notice_sent_at": _iso_text(state.admission_counts_from),
        "sip_needed": state.sip_needed,
        "compulsory_outpatient_care": state.compulsory_outpatient_care,
        "sip_calls": [_iso_text(meeting.called_at) for meeting in state.sip.meetings],
        "sip_wishes": [{"at": _iso_text(wish.at), "declines": wish.declines} for wish in state.sip_wishes],
        "services_declined": state.services_declined,
        "outpatient_care_needed": state.outpatient_care_needed,
        "outpatient_care": [
            {"at": _iso_text(said.at), "status": said.status} for said in state.outpatient_care
        ],
        "ready": [
            {
                "sent_at": _iso_text(period.counts_from),
                "withdrawn_at": _iso_text(period.withdrawn_at),
                "message": _id_text(period.message),
                "withdrawal": _id_text(period.withdrawal),
                "district": _id_text(state.residence_of(period).district),
            }
            # Where outpatient care heard of it later than the notice was sent.
            | ({"call_from": _iso_text(period.call_from)} if period.call_from else {})
            for period in state.ready_periods
            if period.reached_in_time
        ],
        "discharged_at": _iso_text(state.discharged_at),
        "deceased_at": _iso_text(state.deceased_at),
        "leaves": [
            {"began_at": _iso_text(x.began_at), "ended_at": _iso_text(x.ended_at)} for x in state.leaves
        ],
        "changes": [
            {
                "at": _iso_text(at),
                "care_type": care_type,
                "municipality": area.municipality,
                "placed_by": area.placed_by,
            }
            for at, care_type, area in _changes(state)
        ],
        "messages": {
            "admission_notice": _id_text(state.admission_notice),
            "sip_calls": [_id_text(meeting.call) for meeting in state.sip.meetings],
            "sip_wishes": [_id_text(wish.message) for wish in state.sip_wishes],
            "outpatient_care": [_id_text(said.message) for said in state.outpatient_care],
            "ending": _id_text(state.ending),
        },
    }


def _changes(state: CaseState) -> Iterator[tuple[datetime, str, Residence]]:
    """Each transfer to another kind of care and each move, with what holds from then on."""
    moves = {midnight(old.until) for old in state.former if old.until}
    care = {change.at: change.care_type for change in state.care_changes}
    care_type = state.admitted_care_type
    for at in sorted(moves | care.keys()):
        care_type = care.get(at, care_type)
        yield at, care_type, state.residence_on(local_date(at))


def _id_text(message: UUID | None) -> str | None:
    return str(message) if message else None


def _iso_text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
