"""What statistics need to know of a case's SIP: called in time, held, followed up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

from discharge.process.state import CaseKind, CaseState, ReadyPeriod
from municipalities.swedish.clock import local_date
from municipalities.swedish.law import SIP_CALL_WITHIN


def sip_facts(state: CaseState) -> dict[str, Any]:
    """Dates, codes and counts, as JSON, so that a month can be counted again years later.

    Empty where a SIP is neither needed nor begun, and nobody has marked the case as complex. `notices` has
    each notice of utskrivningsklar that asks for a call (LUS 4:3), of somebody who does not decline: the last
    date for it, and whether any call was sent by then.
    """
    is_own, sip = state.kind is CaseKind.SIP, state.sip
    is_needed = is_own or sip.meetings or sip.versions or _periods_with_call(state)
    if state.mistaken_at or not (is_needed or state.complex):
        return {}
    return {
        "kind": state.kind.value,
        "care_type": state.admitted_care_type,
        "care_changes": [{"at": _iso_text(one.at), "care_type": one.care_type} for one in state.care_changes],
        "municipality": state.placed_by or state.municipality,
        "district": str(state.district) if state.district else None,
        "complex": state.complex,
        "began_at": _iso_text(state.began_at),
        "notices": [
            {
                "sent_at": _iso_text(period.sent_at),
                "due_on": (due_on := _call_due_on(period)).isoformat(),
                "called_in_time": any(local_date(meeting.called_at) <= due_on for meeting in sip.meetings),
            }
            for period in _periods_with_call(state)
        ],
        "meetings": [
            {
                "called_at": _iso_text(meeting.called_at),
                "starts_at": _iso_text(meeting.starts_at),
                "form": meeting.form,
                "held_at": _iso_text(meeting.held_at),
                "person_took_part": meeting.person_took_part,
                "cancelled_at": _iso_text(meeting.cancelled_at),
            }
            for meeting in sip.meetings
        ],
        "versions": [
            {
                "at": _iso_text(version.at),
                "main_party": version.main_party,
                "goals": len(version.goals),
                "answers": sorted(version.answers.values()),
            }
            for version in sip.versions
        ],
        "follow_ups": [
            {
                "on": said.on.isoformat(),
                "outcome": said.outcome,
                "goals": dict(sorted(Counter(said.goals.values()).items())),
            }
            for said in sip.follow_ups
        ],
        # Of the plan as it holds now: how many goals there are, and how many stand how.
        "goals": len(sip.goals),
        "goals_standing": dict(sorted(Counter(sip.standing.values()).items())),
        "follow_up_on": sip.follow_up_on.isoformat() if sip.follow_up_on else None,
        "closed_at": _iso_text(sip.closed_at),
        "outcome": sip.outcome,
    }


def _periods_with_call(state: CaseState) -> list[ReadyPeriod]:
    if not state.sip_needed or state.compulsory_outpatient_care:
        return []
    return [period for period in state.ready_periods if not state.sip_declined_on(_call_due_on(period))]


def _call_due_on(period: ReadyPeriod) -> date:
    return local_date(period.call_from or period.sent_at) + SIP_CALL_WITHIN


def _iso_text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
