"""A unit's SIP meetings and follow-ups between two dates, led by its participations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from discharge.models import Message, Participation
from discharge.process import MEETING_CALLS, MESSAGE_TYPES
from discharge.queries import persons
from discharge.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.clock import ONE_DAY, midnight

#: A unit with more than this in a month has to look at a week.
MOST = 300


@dataclass(frozen=True, slots=True)
class Calendar:
    """The unit's participations with a meeting or a follow-up in the days; `said` is each call, by case."""

    first: date
    last: date
    rows: list[Participation]
    said: dict[UUID, dict[str, Any]]

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last


def calendar(assignment: Assignment, first: date, last: date) -> Calendar:
    """Both days included; leaves one row in the access log with the cases it shows."""
    begin = midnight(first)
    end = midnight(last + ONE_DAY)
    rows = Participation.objects.filter(unit_id=assignment.unit_id, active=True).filter(
        Q(meeting_at__gte=begin, meeting_at__lt=end) | Q(follow_up_on__gte=first, follow_up_on__lte=last)
    )
    found = list(rows.select_related("case__patient").order_by("meeting_at", "follow_up_on", "id")[:MOST])
    persons.put_persons_on(row.case for row in found)
    cases = [row.case_id for row in found]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=cases, detail=Logged.MEETINGS)
    calls = Message.objects.filter(case_id__in=cases, type__in=MEETING_CALLS).order_by("sent_at", "id")
    # What the last call to a meeting says in each case: form, place or link.
    said = {call.case_id: MESSAGE_TYPES[call.type].decoded(call.facts | call.content) for call in calls}
    return Calendar(first, last, found, said)
