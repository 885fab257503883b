"""The work list: a unit's cases, led by its participations, in a constant number of statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models.functions import Coalesce

from discharge.models import Case, HandoverRequest, Message, Participation, Patient
from discharge.process import MESSAGE_TYPES
from discharge.process.judging.phases import still_answers
from discharge.queries import persons
from discharge.queries.ended_units import ended_parts
from discharge.queries.lists.candidates import TOGETHER, Found, OwnTask, find_page
from discharge.queries.lists.held import NO_FILTERS, Filters, ListQuestion, counting_statement
from discharge.queries.lists.sorting import Ordered
from discharge.queries.lookups import places
from discharge.queries.named_lists import LISTS
from discharge.queries.seen import veil_case
from municipalities import directory
from municipalities.access import log
from municipalities.models import AccessLog, Assignment, Unit, User
from municipalities.statements import Among, Given, Statement, columns_of, row_of
from municipalities.units.parties import Party

PAGE_SIZE = 50
#: Nobody reads on from here.
LAST_PAGE = 200
#: Above this a list's number is "200+", and the rest of its rows are not counted.
MOST_COUNTED = 200
_COUNTED = tuple(named for named in LISTS.values() if named.counted)
#: By unit: what it last said, as (message type, facts).
Answers = dict[UUID, tuple[str, Mapping[str, Any]]]


_OWN_TASKS = """
SELECT task.type, task.since, task.due
FROM discharge_participation p, discharge_own_tasks(p.tasks, p.to_acknowledge, p.unread_since) AS task
WHERE p.case_id = %s AND p.unit_id = %s
ORDER BY task.due, task.type
"""


class PartyPart(NamedTuple):
    """A unit's part as lists show it to the others; of who has the case there no more than the name."""

    case_id: UUID
    unit_id: UUID
    party: str
    next_type: str
    deadline: datetime | None
    to_answer: int
    to_acknowledge: int
    unit: Unit
    responsible: User | None


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """One page of a list: the unit's own participations, and beside them what the other parties have to do.

    In a list of tasks `tasks` has one for each row, and a case stands in as many rows as it has tasks.
    `answers` holds what each unit last answered, by case; `requests` the wards that ask to take over a case
    that this unit has; `ended` the parts of units that exist no more.
    """

    rows: list[Participation]
    tasks: list[OwnTask] = field(default_factory=list)
    number: int = 1
    has_next: bool = False
    #: What the next page's address carries.
    after: str = ""
    parties: dict[UUID, list[PartyPart]] = field(default_factory=dict)
    answers: dict[UUID, Answers] = field(default_factory=dict)
    requests: list[HandoverRequest] = field(default_factory=list)
    ended: list[Participation] = field(default_factory=list)


def count_lists(assignment: Assignment, now: datetime, filters: Filters = NO_FILTERS) -> dict[str, int]:
    """How many rows each list holds, or one more than `MOST_COUNTED`: one statement, an index each."""
    asked = ListQuestion.by(assignment, now, filters)
    [numbers] = counting_statement(asked.shape, _COUNTED, MOST_COUNTED + 1).ask_rows(asked.values)
    # A case may have several tasks.
    return {
        named.name: min(number, MOST_COUNTED + 1) for named, number in zip(_COUNTED, numbers, strict=True)
    }


def worklist(
    assignment: Assignment,
    wanted: Ordered,
    filters: Filters,
    *,
    number: int,
    now: datetime,
    after: str = "",
    size: int = PAGE_SIZE,
) -> WorklistPage:
    """One page of the list; its cases stand in one row of the access log.

    `after` is the page before's own `after`, where the reader comes from there.
    """
    asked = ListQuestion.by(assignment, now, filters)
    found = find_page(asked, wanted, now, number=number, size=size, after=after)
    requests, ended = _handover_requests(assignment), ended_parts(assignment, now)
    beside = [*(request.case_id for request in requests), *(part.case_id for part in ended)]
    cases = [*found.cases, *beside]
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=cases, detail=wanted.named.name)
    page = _page_of(assignment, found, number)
    return replace(page, requests=requests, ended=ended)


def list_order(
    assignment: Assignment,
    wanted: Ordered,
    filters: Filters,
    *,
    number: int,
    now: datetime,
    after: str,
    size: int,
    why: str,
) -> Found:
    """Which cases a page of the list has, in their order, and nothing of them.

    They stand in the access log as the list itself does, with `why` it was asked.
    """
    asked = ListQuestion.by(assignment, now, filters)
    found = find_page(asked, wanted, now, number=number, size=size, after=after)
    detail = f"{wanted.named.name}, {why}"
    log.record(AccessLog.Action.LIST, by=assignment, case_ids=found.cases, detail=detail)
    return found


def whole_list(
    assignment: Assignment,
    wanted: Ordered,
    filters: Filters,
    *,
    now: datetime,
    most: int,
    action: AccessLog.Action,
    file: str = "",
) -> WorklistPage:
    """The list's rows in its order, as far as `most`, and nothing beside them: on paper, or as a file.

    They stand in one row of the access log, as what was made of them.
    """
    asked = ListQuestion.by(assignment, now, filters)
    found = find_page(asked, wanted, now, number=1, size=TOGETHER, after="")
    rows, number = found.rows, 1
    # In the pieces that pages are made of, so that the order is theirs.
    while found.has_next and len(rows) < most:
        number += 1
        found = find_page(asked, wanted, now, number=number, size=TOGETHER, after=found.after)
        rows = rows + found.rows
    found = Found(rows[:most], found.has_next or len(rows) > most, "")
    detail = f"{wanted.named.name}, {file}" if file else wanted.named.name
    log.record(action, by=assignment, case_ids=found.cases, detail=detail)
    return _page_of(assignment, found, 1)


def _page_of(assignment: Assignment, found: Found, number: int) -> WorklistPage:
    page = show_cases(assignment, found.cases)
    own = {part.case_id: part for part in page.rows}
    return replace(
        page,
        rows=[own[row.case_id] for row in found.rows],
        tasks=[row.task for row in found.rows if row.task],
        number=number,
        has_next=found.has_next,
        after=found.after,
    )


def show_row(assignment: Assignment, case_id: UUID) -> tuple[WorklistPage, list[OwnTask]]:
    """The unit's own row in the case, and what it has to do there by time; logs nothing."""
    page = show_cases(assignment, [case_id])
    with connection.cursor() as cursor:
        cursor.execute(_OWN_TASKS, [case_id, assignment.unit_id])
        return page, [OwnTask._make(row) for row in cursor.fetchall()]


def show_cases(assignment: Assignment, cases: list[UUID]) -> WorklistPage:
    """The unit's own rows in these cases, in their order, and what is shown beside them; logs nothing.

    Apart from the question which rows: joined in one statement, PostgreSQL fetches the persons of the
    whole list before it sorts and cuts (measured with 1,000 persons in hospital: 52 ms, now 3 + 16).
    """
    given = {"cases": cases, "unit": assignment.unit_id}
    shown = {case.pk: case for case in map(case_with_patient, cases_statement().ask_rows(given))}
    directory.fill(shown.values(), "ward", "next_unit", "payer", "district")
    persons.put_persons_on(shown.values())
    for case in shown.values():
        places.veil_case(case, places.place_in_list(case, assignment))
    own = {
        row.case_id: row for row in (row_of(Participation, row) for row in own_statement().ask_rows(given))
    }
    rows = directory.fill((own[case] for case in cases), "unit")
    for row in rows:
        row.case = shown[row.case_id]
        if not row.active:
            veil_case(row.case)
    current = [row for row in rows if row.active]
    return WorklistPage(rows, parties=parties_by_case(current), answers=answers_by_case(current))


def case_with_patient(row: tuple[Any, ...]) -> Case:
    case = row_of(Case, row[: len(columns_of(Case))])
    case.patient = row_of(Patient, row[len(columns_of(Case)) :])
    return case


def parties_by_case(own: list[Participation]) -> dict[UUID, list[PartyPart]]:
    """Whoever takes part now, by the unit's name."""
    units, people = directory.current().units, dict[int, User]()
    seen_as = {row.case_id: row.case.place for row in own}
    found = []
    for *values, user_id, first_name, last_name, username in parties_statement().ask_rows(
        {"cases": [row.case_id for row in own]}
    ):
        if user_id is not None and user_id not in people:
            people[user_id] = User(id=user_id, first_name=first_name, last_name=last_name, username=username)
        unit = units.get(values[1]) or directory.unit(values[1])
        unit = places.seen_unit(unit, seen_as[values[0]])
        found.append(PartyPart._make([*values, unit, people.get(user_id)]))
    parties: dict[UUID, list[PartyPart]] = {}
    for part in sorted(found, key=lambda part: part.unit.sort_key):
        parties.setdefault(part.case_id, []).append(part)
    return parties


@cache
def cases_statement() -> Statement:
    of_patient = (f"patient__{name}" for name in columns_of(Patient))
    return Statement.of(Case.objects.filter(Among("id", "cases")).values_list(*columns_of(Case), *of_patient))


@cache
def own_statement() -> Statement:
    rows = Participation.objects.filter(Among("case_id", "cases"), unit=Given("unit"))
    return Statement.of(rows.values_list(*columns_of(Participation)))


@cache
def parties_statement() -> Statement:
    rows = Participation.objects.filter(Among("case_id", "cases"), active=True)
    who = (f"responsible__{name}" for name in ("id", "first_name", "last_name", "username"))
    return Statement.of(rows.values_list(*PartyPart._fields[:-2], *who))


@cache
def answers_statement() -> Statement:
    said = Message.objects.filter(Among("case_id", "cases"), type__in=answering_types())
    at, who = Coalesce("happened_at", "sent_at"), Coalesce("on_behalf_of_id", "sender_unit_id")
    in_order = said.order_by(at, "sent_at", "id")
    return Statement.of(in_order.values_list("case_id", who, "type", at, "facts"))


def answering_types() -> list[str]:
    """The types with which a party answers something."""
    return [message_type.name for message_type in MESSAGE_TYPES.values() if message_type.answer_words]


def answers_by_case(rows: Iterable[Participation]) -> dict[UUID, Answers]:
    """What each unit last said in cases that are ready; an answer to an earlier notice is over."""
    ready = {row.case_id: row.ready_at for row in rows if row.ready_at}
    found: dict[UUID, Answers] = {}
    if not ready:
        return found
    for case_id, unit, answer, sent_at, facts in answers_statement().ask_rows({"cases": list(ready)}):
        if still_answers(answer, sent_at, ready[case_id]):
            found.setdefault(case_id, {})[unit] = (answer, json.loads(facts))
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
    for request in found:
        place = places.place_in_list(request.case, assignment)
        request.from_unit = places.seen_unit(request.from_unit, place)
    return found
