"""A case's stored facts as they were known on a date.

A night that is computed late, or again, meets facts of the days after it. They are no part of it:
left in, the case would be refused; counted, the night would say something else each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from billing.case_fields import Fields
from billing.case_lines import case_facts
from billing.liability import CaseFacts, ReadyPeriodFacts
from billing.liability.dates import ONE_DAY, STOCKHOLM


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """`messages` are the ids of the ready notices, in the order of `facts.ready`."""

    facts: CaseFacts
    messages: tuple[UUID | None, ...]


def known_facts(stored: Mapping[str, Any], as_of: date) -> KnownFacts | None:
    """None when the person had not been admitted yet. Raises InvalidField or InvalidFacts."""
    facts = case_facts(Fields(stored))
    known = _Until(as_of)
    if not known(facts.admitted_at):
        return None
    ready = [
        (known.period(period), _uuid_or_none(told.get("message")))
        for period, told in zip(facts.ready, stored["ready"], strict=True)
        if known(period.sent_at)
    ]
    return KnownFacts(
        replace(
            facts,
            need_assessed_at=known.or_none(facts.need_assessed_at),
            admission_notice_sent_at=known.or_none(facts.admission_notice_sent_at),
            sip_calls=tuple(call for call in facts.sip_calls if known(call)),
            outpatient_care=tuple(said for said in facts.outpatient_care if known(said.at)),
            ready=tuple(period for period, _ in ready),
            discharged_at=known.or_none(facts.discharged_at),
            deceased_at=known.or_none(facts.deceased_at),
        ),
        tuple(message for _, message in ready),
    )


class _Until:
    """What has happened by the end of a date in Stockholm."""

    def __init__(self, as_of: date) -> None:
        self._end = datetime.combine(as_of + ONE_DAY, time.min, STOCKHOLM).astimezone(UTC)

    def __call__(self, moment: datetime) -> bool:
        return moment < self._end

    def or_none(self, moment: datetime | None) -> datetime | None:
        return moment if moment is not None and self(moment) else None

    def period(self, period: ReadyPeriodFacts) -> ReadyPeriodFacts:
        return replace(period, withdrawn_at=self.or_none(period.withdrawn_at))


def _uuid_or_none(text: str | None) -> UUID | None:
    return UUID(text) if text else None
