"""The person of each case, as the reading unit knows it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from discharge.models import Case, PersonVersion
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
