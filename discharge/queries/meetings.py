"""A unit's SIP meetings and follow-ups between two dates, led by its participations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from discharge.models import Message, Participation
from discharge.process import MEETING_CALLS, MESSAGE_TYPES
from discharge.queries import persons
from discharge.queries.lists.held import NOBODY
from discharge.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment, User
from municipalities.swedish.clock import ONE_DAY, local_date, midnight
from municipalities.swedish.sorting import sort_key

#: A unit with more than this in a month has to look at a week.
MOST = 300
PLANNED, HELD, FOLLOW_UPS, OURS = "planerade", "hallna", "uppfoljningar", "att-gora"
CALENDAR_WHAT = (
    (OURS, "Möten där vi har något att göra"),
    (PLANNED, "Planerade möten"),
    (HELD, "Hållna möten"),
    (FOLLOW_UPS, "Uppföljningar"),
)


@dataclass(frozen=True, slots=True)
class CalendarFilters:
    """What the reader has chosen to see; empty texts choose nothing."""

    what: str = ""
    #: The id of who has the case at the unit, or `NOBODY`.
    responsible: str = ""

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    def is_whose(self, part: Participation) -> bool:
        if not self.responsible:
            return True
        return self.responsible == (NOBODY if part.responsible_id is None else str(part.responsible_id))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The unit's participations with a meeting or a follow-up in the days; `said` is each call, by case.

    `people` have a case in the days, whatever is chosen; `is_cut` where there was more than is shown.
    """

    first: date
    last: date
    filters: CalendarFilters
    rows: list[Participation]
    said: dict[UUID, dict[str, Any]]
    people: list[User]
    is_cut: bool

    def meeting_of(self, part: Participation) -> datetime | None:
        """When the part's meeting is, where it stands in these days and is what is asked for."""
        return part.meeting_at if _has_meeting(part, self.first, self.last, self.filters) else None

    def follow_up_of(self, part: Participation) -> date | None:
        return part.follow_up_on if _has_follow_up(part, self.first, self.last, self.filters) else None


def _has_meeting(part: Participation, first: date, last: date, filters: CalendarFilters) -> bool:
    if part.meeting_at is None or not first <= local_date(part.meeting_at) <= last:
        return False
    is_wanted = {
        PLANNED: not part.meeting_held,
        HELD: part.meeting_held,
        FOLLOW_UPS: False,
        OURS: not part.meeting_held and bool(part.to_answer),
    }
    return is_wanted.get(filters.what, True)


def _has_follow_up(part: Participation, first: date, last: date, filters: CalendarFilters) -> bool:
    is_in = part.follow_up_on is not None and first <= part.follow_up_on <= last
    return is_in and filters.what not in (PLANNED, HELD, OURS)


def calendar(assignment: Assignment, first: date, last: date, filters: CalendarFilters) -> Calendar:
    """Both days included; leaves one row in the access log with the cases it shows."""
    begin = midnight(first)
    end = midnight(last + ONE_DAY)
    rows = Participation.objects.filter(unit_id=assignment.unit_id, active=True).filter(
        Q(meeting_at__gte=begin, meeting_at__lt=end) | Q(follow_up_on__gte=first, follow_up_on__lte=last)
    )
    in_order = rows.select_related("case__patient", "responsible").order_by(
        "meeting_at", "follow_up_on", "id"
    )
    found = list(in_order[: MOST + 1])
    shown = [
        part
        for part in found[:MOST]
        if filters.is_whose(part)
        and (_has_meeting(part, first, last, filters) or _has_follow_up(part, first, last, filters))
    ]
    persons.put_persons_on(row.case for row in shown)
    cases = [row.case_id for row in shown]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=cases, detail=Logged.MEETINGS)
    calls = Message.objects.filter(case_id__in=cases, type__in=MEETING_CALLS).order_by("sent_at", "id")
    # What the last call to a meeting says in each case: form, place or link.
    said = {call.case_id: MESSAGE_TYPES[call.type].decoded(call.facts | call.content) for call in calls}
    return Calendar(first, last, filters, shown, said, _by_name(found), is_cut=len(found) > MOST)


def _by_name(found: Iterable[Participation]) -> list[User]:
    """Those who have any of the cases, by family name."""
    people = {part.responsible.pk: part.responsible for part in found if part.responsible}
    return sorted(people.values(), key=lambda user: (sort_key(user.last_name), sort_key(user.first_name)))
