"""The work list: a unit's cases, led by its participations, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from discharge.models import HandoverRequest, Message, Participation
from discharge.process import MESSAGE_TYPES
from discharge.process.judging.phases import still_answers
from discharge.queries import persons
from discharge.queries.ended_units import ended_parts
from discharge.queries.named_lists import LISTS, NamedList, colour, where_it_concerns
from discharge.queries.seen import veil_case
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.swedish.sorting import sort_key

PAGE_SIZE = 50
#: A list on paper has all its rows, as far as anybody reads on.
PRINTED = 200
#: Nobody reads on from here, and an offset costs as much as the rows that it skips.
LAST_PAGE = 200
_SHOWN = (
    "unit",
    "case__patient",
    "case__ward",
    "case__next_unit",
    "case__payer",
    "case__district",
    "responsible",
)
#: The messages that begin a case.
STARTING = [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.starts_case]
#: By unit: what it last said, as (message type, facts).
Answers = dict[UUID, tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the user has chosen to see of a list; empty texts choose nothing."""

    care_type: str = ""
    responsible: str = ""
    area: str = ""
    track: str = ""

    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """One page of a list: the unit's own participations, and beside them what the other parties have to do.

    `answers` holds what each unit last answered, by case; `requests` the wards that ask to take over a
    case that this unit has; `ended` the parts of units that exist no more.
    """

    rows: list[Participation]
    number: int
    has_next: bool
    parties: dict[UUID, list[Participation]] = field(default_factory=dict)
    answers: dict[UUID, Answers] = field(default_factory=dict)
    requests: list[HandoverRequest] = field(default_factory=list)
    ended: list[Participation] = field(default_factory=list)


def count_lists(assignment: Assignment, now: datetime, filters: Filters = NO_FILTERS) -> dict[str, int]:
    """How many cases each list holds: one statement over the unit's current participations alone."""
    counted = [named for named in LISTS.values() if named.counted]
    current = _parts_of_unit(assignment.unit_id).filter(
        Q(in_hospital=True) | Q(sip_running=True) | Q(to_acknowledge__gt=0) | Q(to_answer__gt=0)
    )
    numbers = _filter_rows(current, filters).aggregate(
        **{
            named.name.replace("-", "_"): Count("pk", filter=_list_condition(named, assignment, now))
            for named in counted
        }
    )
    return {named.name: numbers[named.name.replace("-", "_")] for named in counted}


def worklist(
    assignment: Assignment,
    named: NamedList,
    filters: Filters,
    *,
    number: int,
    now: datetime,
    on_paper: bool = False,
) -> WorklistPage:
    """One page of the list, or all of it for paper; its cases stand in one row of the access log."""
    size, detail = (PRINTED, f"{named.name}, utskrift") if on_paper else (PAGE_SIZE, named.name)
    found = _filter_rows(
        _parts_of_unit(assignment.unit_id).filter(_list_condition(named, assignment, now)), filters
    )
    start = (number - 1) * size
    in_order = found.annotate(colour=colour(now, assignment.unit)).order_by(*named.order)
    keys = list(in_order.values_list("pk", flat=True)[start : start + size + 1])
    shown, requests = _in_order(keys[:size]), _handover_requests(assignment)
    cases = [row.case_id for row in shown]
    current = [row for row in shown if row.active]
    ended = ended_parts(assignment, now)
    seen = [*cases, *(request.case_id for request in requests), *(part.case_id for part in ended)]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=seen, detail=detail)
    has_next = len(keys) > size
    return WorklistPage(
        shown, number, has_next, _parties_by_case(current), _answers_by_case(current), requests, ended
    )


def _list_condition(named: NamedList, assignment: Assignment, now: datetime) -> Q:
    if named.of_liability:
        return named.holds(now) & where_it_concerns(assignment.unit)
    if not named.of_others:
        return named.holds(now)
    begun = Message.objects.filter(case=OuterRef("case"), type__in=STARTING, sender__user=assignment.user_id)
    return named.holds(now) & Q(~Exists(begun))


def _in_order(keys: list[UUID]) -> list[Participation]:
    """The rows with all that is shown of them.

    Apart from the question which rows: joined in one statement, PostgreSQL fetches the persons of the
    whole list before it sorts and cuts (measured with 1,000 persons in hospital: 52 ms, now 3 + 16).
    """
    rows = list(Participation.objects.filter(pk__in=keys).select_related(*_SHOWN))
    persons.put_persons_on(row.case for row in rows)
    for row in rows:
        if not row.active:
            veil_case(row.case)
    return sorted(rows, key=lambda row: keys.index(row.pk))


def _parts_of_unit(unit_id: UUID) -> QuerySet[Participation]:
    return Participation.objects.filter(unit_id=unit_id)


def _filter_rows(rows: QuerySet[Participation], filters: Filters) -> QuerySet[Participation]:
    if filters.care_type:
        rows = rows.filter(case__care_type=filters.care_type)
    if filters.track or filters.area:
        # What lists don't show a unit whose part has ended, it can't ask for either (process/columns.py).
        rows = rows.filter(active=True)
    if filters.track:
        rows = rows.filter(case__track=filters.track)
    if filters.responsible == "ingen":
        rows = rows.filter(responsible=None)
    elif filters.responsible:
        rows = rows.filter(responsible_id=int(filters.responsible))
    # A municipality by its code, or a district by its id.
    if len(filters.area) == 4:
        return rows.filter(case__payer_id=filters.area)
    return rows.filter(case__district_id=filters.area) if filters.area else rows


def _parties_by_case(rows: Iterable[Participation]) -> dict[UUID, list[Participation]]:
    found: dict[UUID, list[Participation]] = {}
    active = Participation.objects.filter(case_id__in=[row.case_id for row in rows], active=True)
    for part in active.select_related("unit", "responsible").order_by("unit__sort_key"):
        found.setdefault(part.case_id, []).append(part)
    return found


def answering_types() -> list[str]:
    """The types with which a party answers something."""
    return [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.answer_words]


def _answers_by_case(rows: Iterable[Participation]) -> dict[UUID, Answers]:
    """What each unit last said in cases that are ready; an answer to an earlier notice is over."""
    ready = {row.case_id: row.ready_at for row in rows if row.ready_at}
    found: dict[UUID, Answers] = {}
    said = Message.objects.filter(case_id__in=ready, type__in=answering_types()).order_by("sent_at", "id")
    columns = ("case_id", "sender_unit_id", "type", "sent_at", "facts")
    for case_id, unit, answer, sent_at, facts in said.values_list(*columns):
        if still_answers(answer, sent_at, ready[case_id]):
            found.setdefault(case_id, {})[unit] = (answer, facts)
    return found


def areas(unit_id: UUID) -> list[tuple[str, str]]:
    """The municipalities and districts that the unit's persons in hospital come from, in Swedish order."""
    columns = ("case__payer_id", "case__payer__name", "case__payer__sort_key")
    district = ("case__district_id", "case__district__name", "case__district__sort_key")
    rows = _parts_of_unit(unit_id).filter(in_hospital=True, case__payer__isnull=False).order_by()
    named = [row[3:] if row[3] else row[:3] for row in rows.values_list(*columns, *district).distinct()]
    return [(str(value), name) for value, name, key in sorted(set(named), key=lambda row: row[2])]


def responsible_people(unit_id: UUID) -> list[tuple[str, str]]:
    """The colleagues who have a person in hospital, by family name."""
    rows = _parts_of_unit(unit_id).filter(in_hospital=True, responsible__isnull=False).order_by()
    columns = ("responsible_id", "responsible__first_name", "responsible__last_name")
    people = rows.values_list(*columns).distinct()
    by_name = sorted(people, key=lambda row: (sort_key(row[2]), sort_key(row[1])))
    return [(str(user), f"{first} {last}") for user, first, last in by_name]


def _handover_requests(assignment: Assignment) -> list[HandoverRequest]:
    """Wards that ask to take over a case that this unit has."""
    waiting = HandoverRequest.objects.filter(
        to_unit_id=assignment.unit_id,
        closed_at__isnull=True,
        case__ward_id=assignment.unit_id,
        case__is_open=True,
    )
    found = list(waiting.select_related("case__patient", "from_unit").order_by("requested_at"))
    persons.put_persons_on(request.case for request in found)
    return found
