"""A case's stored facts as they were known on a date.

A night that is computed late, or again, meets facts of the days after it. They are no part of it:
left in, the case would be refused; counted, the night would say something else each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from billing.case_fields import Fields
from billing.case_lines import case_facts
from billing.liability import Care, CareType, CaseFacts, Change, Leave, ReadyPeriodFacts
from billing.liability.dates import ONE_DAY, STOCKHOLM


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """`messages` are the ids of the ready notices, in the order of `facts.ready`."""

    facts: CaseFacts
    messages: tuple[UUID, ...]


def known_facts(stored: Mapping[str, Any], as_of: date) -> KnownFacts | None:
    """None when the person had not been admitted yet. Raises InvalidField or InvalidFacts."""
    fields = Fields(stored)
    facts = case_facts(fields)
    known = _Until(as_of)
    if not known(facts.admitted_at):
        return None
    messages = [UUID(notice.text("message")) for notice in fields.objects("ready")]
    ready = [pair for pair in zip(facts.ready, messages, strict=True) if known(pair[0].sent_at)]
    facts = replace(
        facts,
        need_assessed_at=known.or_none(facts.need_assessed_at),
        admission_notice_sent_at=known.or_none(facts.admission_notice_sent_at),
        sip_calls=tuple(filter(known, facts.sip_calls)),
        outpatient_care=tuple(said for said in facts.outpatient_care if known(said.at)),
        ready=tuple(known.period(period) for period, _ in ready),
        discharged_at=known.or_none(facts.discharged_at),
        deceased_at=known.or_none(facts.deceased_at),
        leaves=tuple(known.leave(leave) for leave in _leaves(fields) if known(leave.began_at)),
        changes=tuple(change for change in _changes(fields) if known(change.at)),
    )
    return KnownFacts(facts, tuple(message for _, message in ready))


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

    def leave(self, leave: Leave) -> Leave:
        return replace(leave, ended_at=self.or_none(leave.ended_at))


def _leaves(fields: Fields) -> Iterator[Leave]:
    for leave in fields.objects("leaves"):
        yield Leave(leave.moment("began_at"), leave.moment_or_null("ended_at"))


def _changes(fields: Fields) -> Iterator[Change]:
    for change in fields.objects("changes"):
        care = Care(
            change.word("care_type", CareType),
            change.municipality_or_null("municipality"),
            change.municipality_or_null("placed_by"),
        )
        yield Change(change.moment("at"), care)
