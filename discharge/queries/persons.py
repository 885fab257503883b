"""The person of each case, as the reading unit knows it there."""

from __future__ import annotations

from collections.abc import Iterable

from discharge.models import Case, PersonVersion


def put_persons_on(cases: Iterable[Case]) -> None:
    """Put the person on each case, with what was registered before: in one statement.

    Row-level security says which versions those are.
    """
    shown = list(cases)
    known = PersonVersion.objects.histories(case.pk for case in shown)
    for case in shown:
        case.person_history = known[case.pk]
        case.person = case.person_history[-1]


def version_elsewhere(case: Case) -> PersonVersion | None:
    """What was registered of the person in another case since, where it says something else."""
    if case.seen_until or not case.is_open:
        return None
    found = PersonVersion.objects.elsewhere(case.pk)
    return found if found and found.otherwise_than(case.person) else None
