"""A case's stored facts as they were known on a date.

A night that is computed late, or again, meets facts of the days after it. They are no part of it:
left in, the case would be refused; counted, the night would say something else each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar

from billing.liability import CaseFacts, Leave, ReadyPeriodFacts, latest_moment
from billing.rules.case_fields import Fields
from billing.rules.case_json import case_facts
from municipalities.swedish.clock import midnight_after

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """`messages` are the ids of the messages that say so; those of `ready` stand in the order of the facts.

    So do `districts`, by id: each notice's is that of its day zero. `nothing_since` says that nothing has
    happened since the date.
    """

    facts: CaseFacts
    messages: dict[str, Any]
    districts: list[str | None]
    nothing_since: bool


def known_facts(stored: Mapping[str, Any], as_of: date) -> KnownFacts | None:
    """None when the person had not been admitted yet. Raises InvalidField or InvalidFacts."""
    stated = case_facts(Fields(stored))
    known, told = _Until(as_of), _all_messages(stored)
    districts = [period.get("district") for period in stored["ready"]]
    if known(latest_moment(stated)):
        return KnownFacts(stated, told, districts, nothing_since=True)
    if not known(stated.admitted_at):
        return None
    sent = [period.sent_at for period in stated.ready]
    ends = filter(None, (stated.discharged_at, stated.deceased_at))
    told |= {
        "ready": known.of(told["ready"], sent),
        "ending": told["ending"] if any(known(end) for end in ends) else None,
        "sip_calls": known.of(told["sip_calls"], stated.sip_calls),
        "sip_wishes": known.of(told["sip_wishes"], [wish.at for wish in stated.sip_wishes]),
        "outpatient_care": known.of(told["outpatient_care"], [said.at for said in stated.outpatient_care]),
    }
    return KnownFacts(_facts_known(stated, known), told, known.of(districts, sent), nothing_since=False)


# The keys stand in the order in which PostgreSQL keeps them, shorter ones first: an outcome is
# compared as text (billing/nightly/outcome_rows.py).


def _all_messages(stored: Mapping[str, Any]) -> dict[str, Any]:
    told = stored["messages"]
    return {
        "ready": [period["message"] for period in stored["ready"]],
        "ending": told["ending"],
        "sip_calls": told["sip_calls"],
        "sip_wishes": told.get("sip_wishes", []),
        "outpatient_care": told["outpatient_care"],
        "admission_notice": told["admission_notice"],
    }


def _facts_known(facts: CaseFacts, known: _Until) -> CaseFacts:
    return replace(
        facts,
        need_assessed_at=known.or_none(facts.need_assessed_at),
        admission_notice_sent_at=known.or_none(facts.admission_notice_sent_at),
        sip_calls=tuple(filter(known, facts.sip_calls)),
        sip_wishes=tuple(wish for wish in facts.sip_wishes if known(wish.at)),
        outpatient_care=tuple(said for said in facts.outpatient_care if known(said.at)),
        ready=tuple(known.period(period) for period in facts.ready if known(period.sent_at)),
        discharged_at=known.or_none(facts.discharged_at),
        deceased_at=known.or_none(facts.deceased_at),
        leaves=tuple(known.leave(leave) for leave in facts.leaves if known(leave.began_at)),
        changes=tuple(change for change in facts.changes if known(change.at)),
    )


class _Until:
    """What has happened by the end of a date in Stockholm."""

    def __init__(self, as_of: date) -> None:
        self._end = midnight_after(as_of)

    def __call__(self, moment: datetime) -> bool:
        return moment < self._end

    def or_none(self, moment: datetime | None) -> datetime | None:
        return moment if moment is not None and self(moment) else None

    def of(self, messages: Sequence[T], moments: Sequence[datetime]) -> list[T]:
        return [told for told, moment in zip(messages, moments, strict=True) if self(moment)]

    def period(self, period: ReadyPeriodFacts) -> ReadyPeriodFacts:
        return replace(period, withdrawn_at=self.or_none(period.withdrawn_at))

    def leave(self, leave: Leave) -> Leave:
        return replace(leave, ended_at=self.or_none(leave.ended_at))
