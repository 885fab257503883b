"""The work list: a unit's cases, led by its participations, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from discharge.models import Case, HandoverRequest, Message, Participation
from discharge.process import MESSAGE_TYPES
from discharge.process.judging.phases import still_answers
from discharge.queries import persons
from discharge.queries.ended_units import ended_parts
from discharge.queries.lists.candidates import find_page
from discharge.queries.named_lists import LISTS, NamedList
from discharge.queries.seen import veil_case
from municipalities import directory
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.units.parties import Party

PAGE_SIZE = 50
#: A list on paper has all its rows, as far as anybody reads on.
PRINTED = 200
#: Nobody reads on from here.
LAST_PAGE = 200
#: Above this a list's number is "200+", and the rest of its rows are not counted.
MOST_COUNTED = 200
#: The messages that begin a case.
STARTING = [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.starts_case]
#: By unit: what it last said, as (message type, facts).
Answers = dict[UUID, tuple[str, Mapping[str, Any]]]


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
    number: int = 1
    has_next: bool = False
    #: What the next page's address carries.
    after: str = ""
    parties: dict[UUID, list[Participation]] = field(default_factory=dict)
    answers: dict[UUID, Answers] = field(default_factory=dict)
    requests: list[HandoverRequest] = field(default_factory=list)
    ended: list[Participation] = field(default_factory=list)


def count_lists(assignment: Assignment, now: datetime, filters: Filters = NO_FILTERS) -> dict[str, int]:
    """How many cases each list holds, or one more than `MOST_COUNTED`: one statement, an index each."""
    own = _filter_rows(_parts_of_unit(assignment.unit_id), filters)
    counted = [named for named in LISTS.values() if named.counted]
    statements = [
        # In the index's order: without it the planner reads the unit's other rows too.
        own.filter(_list_condition(named, assignment, now))
        .order_by(*named.found_by)
        .values("pk")[: MOST_COUNTED + 1]
        .query.sql_with_params()
        for named in counted
    ]
    numbers = ", ".join(f"(SELECT count(*) FROM ({sql}) AS counted)" for sql, _ in statements)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {numbers}", [value for _, values in statements for value in values])
        return dict(zip((named.name for named in counted), cursor.fetchone(), strict=True))


def worklist(
    assignment: Assignment,
    named: NamedList,
    filters: Filters,
    *,
    number: int,
    now: datetime,
    after: str = "",
    on_paper: bool = False,
) -> WorklistPage:
    """One page of the list, or all of it for paper; its cases stand in one row of the access log.

    `after` is the page before's own `after`, where the reader comes from there.
    """
    size, detail = (PRINTED, f"{named.name}, utskrift") if on_paper else (PAGE_SIZE, named.name)
    held = _parts_of_unit(assignment.unit_id).filter(_list_condition(named, assignment, now))
    found = find_page(_filter_rows(held, filters), named, now, number=number, size=size, after=after)
    requests, ended = _handover_requests(assignment), ended_parts(assignment, now)
    cases = [row.case_id for row in found.rows]
    seen = [*cases, *(request.case_id for request in requests), *(part.case_id for part in ended)]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=seen, detail=detail)
    page = show_cases(assignment, cases)
    return replace(
        page, number=number, has_next=found.has_next, after=found.after, requests=requests, ended=ended
    )


def _list_condition(named: NamedList, assignment: Assignment, now: datetime) -> Q:
    # Nobody but a ward begins a stay.
    if not named.of_others or assignment.unit.party != Party.INPATIENT:
        return named.holds(now)
    begun = Message.objects.filter(case=OuterRef("case"), type__in=STARTING, sender__user=assignment.user_id)
    return named.holds(now) & Q(~Exists(begun))


def show_cases(assignment: Assignment, cases: list[UUID]) -> WorklistPage:
    """The unit's own rows in these cases, in their order, and what is shown beside them; logs nothing.

    Apart from the question which rows: joined in one statement, PostgreSQL fetches the persons of the
    whole list before it sorts and cuts (measured with 1,000 persons in hospital: 52 ms, now 3 + 16).
    """
    found = Case.objects.filter(pk__in=cases).select_related("patient")
    shown = {case.pk: case for case in directory.fill(found, "ward", "next_unit", "payer", "district")}
    persons.put_persons_on(shown.values())
    own: dict[UUID, Participation] = {}
    parties: dict[UUID, list[Participation]] = {}
    parts = Participation.objects.filter(Q(active=True) | Q(unit_id=assignment.unit_id), case_id__in=cases)
    known = directory.fill(parts.select_related("responsible"), "unit")
    for part in sorted(known, key=lambda part: part.unit.sort_key):
        part.case = shown[part.case_id]
        if part.unit_id == assignment.unit_id:
            own[part.case_id] = part
        if part.active:
            parties.setdefault(part.case_id, []).append(part)
    rows = [own[case] for case in cases]
    current = [row for row in rows if row.active]
    for row in rows:
        if not row.active:
            veil_case(row.case)
            parties.pop(row.case_id, None)
    return WorklistPage(rows, parties=parties, answers=answers_by_case(current))


def _parts_of_unit(unit_id: UUID) -> QuerySet[Participation]:
    return Participation.objects.filter(unit_id=unit_id)


def _filter_rows(rows: QuerySet[Participation], filters: Filters) -> QuerySet[Participation]:
    if filters.care_type:
        rows = rows.filter(care_type=filters.care_type)
    if filters.track:
        rows = rows.filter(track=filters.track)
    if filters.responsible == "ingen":
        rows = rows.filter(responsible=None)
    elif filters.responsible:
        rows = rows.filter(responsible_id=int(filters.responsible))
    # A municipality by its code, or a district by its id.
    if len(filters.area) == 4:
        return rows.filter(payer_id=filters.area)
    return rows.filter(district_id=filters.area) if filters.area else rows


def answering_types() -> list[str]:
    """The types with which a party answers something."""
    return [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.answer_words]


def answers_by_case(rows: Iterable[Participation]) -> dict[UUID, Answers]:
    """What each unit last said in cases that are ready; an answer to an earlier notice is over."""
    ready = {row.case_id: row.ready_at for row in rows if row.ready_at}
    found: dict[UUID, Answers] = {}
    if not ready:
        return found
    of_ready = Message.objects.filter(case_id__in=ready, type__in=answering_types())
    said = of_ready.annotate(true_time=Coalesce("happened_at", "sent_at")).order_by(
        "true_time", "sent_at", "id"
    )
    columns = ("case_id", "sender_unit_id", "type", "true_time", "facts")
    for case_id, unit, answer, sent_at, facts in said.values_list(*columns):
        if still_answers(answer, sent_at, ready[case_id]):
            found.setdefault(case_id, {})[unit] = (answer, facts)
    return found


def _handover_requests(assignment: Assignment) -> list[HandoverRequest]:
    """Wards that ask to take over a case that this unit has; nobody asks another than a ward."""
    if assignment.unit.party != Party.INPATIENT:
        return []
    waiting = HandoverRequest.objects.filter(
        to_unit_id=assignment.unit_id,
        closed_at__isnull=True,
        case__ward_id=assignment.unit_id,
        case__is_open=True,
    )
    found = directory.fill(waiting.select_related("case__patient").order_by("requested_at"), "from_unit")
    persons.put_persons_on(request.case for request in found)
    return found
