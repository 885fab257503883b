"""What a log reviewer reads: the organisation's access log, what was drawn from it, what was judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from discharge.persons.identity_numbers import IdentityNumber, read_kept
from discharge.queries.logged import Logged
from discharge.queries.lookups import lookup
from municipalities.access import log
from municipalities.access.log_rules import Name, Reading
from municipalities.models import (
    AccessLog,
    Assignment,
    LogReview,
    LogSelection,
    SelectedReading,
    Unit,
    User,
)
from municipalities.swedish.clock import ONE_DAY, STOCKHOLM, midnight
from municipalities.units.parties import Party

PAGE_SIZE = 50
LAST_PAGE = 200
#: What a person's own log or a page about one person holds at most; more is told of, not cut unseen.
MOST_OF_PERSON = 5000


@dataclass(frozen=True, slots=True)
class LogFilters:
    """Which rows of the log; days are local dates, and both are in."""

    first_day: date
    last_day: date
    user: str = ""
    unit: UUID | None = None
    reference: str = ""
    action: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class LogPage:
    """Rows of the log with what they point at: users and units by id, cases as (reference, protected)."""

    rows: list[AccessLog]
    number: int = 1
    has_next: bool = False
    users: dict[int, User] = field(default_factory=dict)
    units: dict[UUID, Unit] = field(default_factory=dict)
    cases: dict[UUID, tuple[str, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedPerson:
    """A person whose number was looked up; without `patients` nobody at the organisation has read a case.

    `patients` has a row for each number that is linked with the given one, the newest first; `digests` are
    the numbers as the log keeps them.
    """

    digests: list[str]
    patients: list[UUID] = field(default_factory=list)
    name: str = ""
    protected: bool = False
    cases: list[UUID] = field(default_factory=list)


def log_page(by: Assignment, filters: LogFilters, number: int) -> LogPage:
    """One page of the log, the latest first. That the log was read is logged as well."""
    start = (number - 1) * PAGE_SIZE
    rows = list(_filter_rows(filters).order_by("-at", "-id")[start : start + PAGE_SIZE + 1])
    log.record(AccessLog.Action.REVIEW, by=by, case_ids=_cases_of(rows), detail=Logged.LOG)
    return _make_page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE)


def _filter_rows(filters: LogFilters) -> QuerySet[AccessLog]:
    begins, ends = period_of_days(filters.first_day, filters.last_day)
    rows = AccessLog.objects.filter(at__gte=begins, at__lt=ends)
    for word in filters.user.split():
        users = User.objects.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
        rows = rows.filter(user_id__in=users.values("pk"))
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.action:
        rows = rows.filter(action=filters.action)
    if filters.reference:
        rows = rows.filter(_concerns_cases([case_of_reference(filters.reference)]))
    return rows.filter(refused=True) if filters.refused else rows


def _concerns_cases(cases: Iterable[UUID | None]) -> Q:
    known = [case for case in cases if case]
    return Q(case_id__in=known) | Q(case_ids__overlap=known)


def case_of_reference(reference: str) -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_log_case(%s)", [reference])
        found: UUID | None = cursor.fetchone()[0]
    return found


def logged_person(number: IdentityNumber, *, by: Assignment, reason: str, now: datetime) -> LoggedPerson:
    """The person as the organisation's log knows him or her. Logged before it is asked. Raises TooMany."""
    lookup.note_lookup(number, by=by, reason=reason, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM discharge_log_person(%s)", [number.value])
        row = cursor.fetchone()
    if row is None:
        return LoggedPerson([lookup.digest(number)])
    patients, numbers, *known = row
    return LoggedPerson([lookup.digest(read_kept(one)) for one in numbers], patients, *known)


def paper_of_person(by: Assignment, person: LoggedPerson) -> LogPage:
    """The same as `log_of_person`, to hand out; in the log as a print."""
    newest = next(iter(person.patients), None)
    log.record(AccessLog.Action.PRINT, by=by, patient_id=newest, detail=Logged.PERSONS_LOG)
    return log_of_person(person)


def log_of_person(person: LoggedPerson) -> LogPage:
    """Every reading about the person at the organisation, and every look-up, the latest first."""
    begins = (Q(detail__startswith=digest) for digest in person.digests)
    about = Q(action=AccessLog.Action.LOOKUP) & reduce(or_, begins)
    if person.patients:
        about |= Q(patient_id__in=person.patients) | _concerns_cases(person.cases)
    rows = list(AccessLog.objects.filter(about).order_by("-at", "-id")[: MOST_OF_PERSON + 1])
    return _make_page(rows[:MOST_OF_PERSON], has_next=len(rows) > MOST_OF_PERSON)


def reading(by: Assignment, reading_id: UUID) -> LogPage:
    """One row of the log, and before it what the same user did just before and after. Raises Http404."""
    row = AccessLog.objects.filter(pk=reading_id).first()
    if row is None:
        raise Http404
    log.record(AccessLog.Action.REVIEW, by=by, case_id=row.case_id, patient_id=row.patient_id)
    near = timedelta(minutes=30)
    around = AccessLog.objects.filter(user_id=row.user_id, at__range=(row.at - near, row.at + near))
    return _make_page([row, *around.exclude(pk=row.pk).order_by("at", "id")[:PAGE_SIZE]])


@dataclass(frozen=True, slots=True)
class Relation:
    """What a reading of a case is judged by. `part_since` is None where the unit never took part.

    `over`: when the case was over; None while it goes on. `took`: the reader is the one who has the case.
    """

    at: datetime
    round_the_clock: bool
    role: str | None
    part_since: datetime | None
    part_ended: datetime | None
    took: bool
    begun: datetime
    over: datetime | None
    wrote: int
    wrote_last: datetime | None
    read: int
    read_first: datetime | None
    read_last: datetime | None


def relation(page: LogPage) -> Relation | None:
    """Of the page's first row; None where it is about no single case."""
    row = page.rows[0]
    unit = page.units.get(row.unit_id) if row.unit_id else None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT role, part_since, part_ended, took, begun, over, wrote, wrote_last, read, read_first,"
            " read_last FROM discharge_log_relation(%s)",
            [row.pk],
        )
        found = cursor.fetchone()
    if found is None:
        return None
    return Relation(row.at, unit is not None and unit.party == Party.INPATIENT, *found)


def reasons_drawn(reading_id: UUID) -> list[str]:
    """Why the reading was drawn for review, in all selections; empty where it never was."""
    rows = SelectedReading.objects.filter(reading_id=reading_id).order_by("selection_id")
    return list(dict.fromkeys(reason for one in rows for reason in one.reasons))


def next_to_judge(selection_id: UUID, after: UUID) -> UUID | None:
    """The selection's next reading that nobody has judged, in its order; after the last, from the first."""
    rows = SelectedReading.objects.filter(selection_id=selection_id).order_by("read_at", "reading_id")
    ids = list(rows.values_list("reading_id", flat=True))
    judged = set(LogReview.objects.filter(reading_id__in=ids).values_list("reading_id", flat=True))
    place = ids.index(after) + 1 if after in ids else 0
    return next((one for one in (*ids[place:], *ids[:place]) if one not in judged), None)


def reader_of(reading_id: UUID) -> int | None:
    """Whose reading it is. Raises Http404."""
    row = AccessLog.objects.filter(pk=reading_id).first()
    if row is None:
        raise Http404
    return row.user_id


def _make_page(rows: list[AccessLog], number: int = 1, *, has_next: bool = False) -> LogPage:
    users = User.objects.in_bulk({row.user_id for row in rows if row.user_id})
    units = Unit.objects.in_bulk({row.unit_id for row in rows if row.unit_id})
    return LogPage(rows, number, has_next, users, units, references({row.case_id for row in rows}))


def references(cases: Iterable[UUID | None]) -> dict[UUID, tuple[str, bool]]:
    with connection.cursor() as cursor:
        known = [case for case in cases if case]
        cursor.execute("SELECT case_id, reference, protected FROM discharge_log_cases(%s::uuid[])", [known])
        return {case: (reference, protected) for case, reference, protected in cursor.fetchall()}


def _cases_of(rows: Iterable[AccessLog]) -> list[UUID]:
    return sorted({row.case_id for row in rows if row.case_id})


def period_of_days(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """From the first day's midnight up to the midnight after the last one."""
    return midnight(first_day), midnight(last_day + ONE_DAY)


def readings(first_day: date, last_day: date, limit: int) -> list[Reading]:
    """What the rules judge: readings of single persons, at most `limit` of them, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, at, user_id, unit_id, action, case_id, given_name, family_name, address, protected,"
            " homes FROM discharge_log_readings(%s, %s, %s)",
            [*period_of_days(first_day, last_day), limit],
        )
        rows = cursor.fetchall()
    users = User.objects.in_bulk({row[2] for row in rows})
    units = Unit.objects.in_bulk({row[3] for row in rows})
    # The names of those who worked at each unit on the first day.
    names: defaultdict[UUID, set[tuple[str, str]]] = defaultdict(set)
    people = Assignment.objects.valid_on(first_day).filter(unit_id__in=list(units))
    for unit, given, family in people.values_list("unit_id", "user__first_name", "user__last_name"):
        names[unit].add(Name(given, family).key)
    colleagues = {unit: frozenset(of_unit) for unit, of_unit in names.items()}
    return [
        Reading(
            id=reading_id,
            at=at.astimezone(STOCKHOLM),
            user_id=user,
            reader=Name(users[user].first_name, users[user].last_name),
            person=Name(given, family),
            case_id=case_id,
            address=address,
            homes=frozenset(homes),
            colleagues=colleagues.get(unit, frozenset()),
            protected=protected,
            opened_block=action == AccessLog.Action.UNBLOCK,
            round_the_clock=units[unit].party == Party.INPATIENT,
        )
        for reading_id, at, user, unit, action, case_id, given, family, address, protected, homes in rows
    ]


def reviews_of(reading_ids: Iterable[UUID]) -> dict[UUID, list[LogReview]]:
    """The judgements of each reading, the latest first."""
    found: dict[UUID, list[LogReview]] = {}
    rows = LogReview.objects.filter(reading_id__in=list(reading_ids)).select_related("reviewed_by__user")
    for review in rows.order_by("-reviewed_at"):
        found.setdefault(review.reading_id, []).append(review)
    return found


def selections() -> list[tuple[LogSelection, int, int]]:
    """The latest drawn selections, each with how many readings it holds and how many are judged."""
    latest = list(LogSelection.objects.select_related("drawn_by__user").order_by("-drawn_at")[:PAGE_SIZE])
    drawn: dict[UUID, list[UUID]] = {}
    rows = SelectedReading.objects.filter(selection__in=latest)
    for selection, reading_id in rows.values_list("selection_id", "reading_id"):
        drawn.setdefault(selection, []).append(reading_id)
    every = [one for ids in drawn.values() for one in ids]
    judged = set(LogReview.objects.filter(reading_id__in=every).values_list("reading_id", flat=True))
    return [(row, len(ids := drawn.get(row.pk, [])), sum(one in judged for one in ids)) for row in latest]


def selection(by: Assignment, selection_id: UUID) -> tuple[LogSelection, list[SelectedReading], LogPage]:
    """One drawn selection with its rows of the log. Raises Http404."""
    found = LogSelection.objects.select_related("drawn_by__user").filter(pk=selection_id).first()
    if found is None:
        raise Http404
    selected = list(SelectedReading.objects.filter(selection=found).order_by("read_at", "reading_id"))
    begins, ends = period_of_days(found.first_day, found.last_day)
    ids = [one.reading_id for one in selected]
    rows = list(AccessLog.objects.filter(pk__in=ids, at__gte=begins, at__lt=ends).order_by("at", "id"))
    log.record(AccessLog.Action.REVIEW, by=by, case_ids=_cases_of(rows), detail=Logged.SELECTION)
    return found, selected, _make_page(rows)


def units_of_organisation(by: Assignment) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation_id=by.unit.organisation_id)
