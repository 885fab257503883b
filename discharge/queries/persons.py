"""The person of each case, as the reading unit knows it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from discharge.models import Case, LinkKind, PersonVersion, SeenLink
from discharge.models.patients import PLACES
from municipalities import directory, from_json
from municipalities.models import Assignment, User


def put_persons_on(cases: Iterable[Case]) -> None:
    """Put the person on each case, with what was registered before: in one statement.

    Row-level security says which versions those are.
    """
    shown = list(cases)
    if not shown:
        return
    known = PersonVersion.objects.histories(case.pk for case in shown)
    for case in shown:
        case.person_history = known[case.pk]
        case.person = case.person_history[-1]


def put_person_on(case: Case, told: Iterable[tuple[Any, Any, Any]]) -> None:
    """The same of one case, told as JSON: each version, and by which assignment of whom it was registered."""
    history = []
    for version, assignment, user in told:
        row = from_json.row(PersonVersion, version)
        row.registered_by = from_json.row(Assignment, assignment)
        row.registered_by.user = from_json.row(User, user)
        history.append(row)
    case.person_history = directory.fill(history, *PLACES)
    case.person = case.person_history[-1]


def version_elsewhere(case: Case, told: Mapping[str, Any] | None) -> PersonVersion | None:
    """What was registered of the person in another case since, where it says something else."""
    if told is None:
        return None
    (found,) = directory.fill([from_json.row(PersonVersion, told)], *PLACES)
    return found if found.otherwise_than(case.person) else None


def seen_links(told: Iterable[Mapping[str, Any]]) -> tuple[SeenLink, ...]:
    """The person's other numbers, told as JSON."""
    return tuple(
        SeenLink(
            pk=UUID(one["id"]),
            kind=LinkKind(one["kind"]),
            earlier=one["earlier"],
            later=one["later"],
            is_earlier=one["is_earlier"],
            linked_at=datetime.fromisoformat(one["linked_at"]),
            unit=directory.unit(UUID(one["unit_id"])) if one["unit_id"] else None,
            who=one["who"],
            reason=one["reason"],
            undo_asked_at=datetime.fromisoformat(one["undo_asked_at"]) if one["undo_asked_at"] else None,
            undo_reason=one["undo_reason"],
            asked_by_me=one["asked_by_me"],
            cases=tuple((UUID(case["id"]), case["reference"]) for case in one["cases"]),
        )
        for one in told
    )


def link_of(case: Case, link_id: UUID) -> SeenLink | None:
    """One link of the person's numbers; None where the unit's part in the case has ended."""
    if case.seen_until:
        return None
    return next((link for link in case.links or () if link.pk == link_id), None)


def own_cases_of(number: str) -> list[UUID]:
    """The acting unit's own cases of the person with that number, or with one that is linked with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT discharge_own_cases_of(%s)", [number])
        return [case for (case,) in cursor.fetchall()]
