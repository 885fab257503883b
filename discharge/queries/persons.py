"""The person of each case, as the reading unit knows it there."""

from __future__ import annotations

from collections.abc import Iterable

from discharge.models import Case, PersonVersion


def know(cases: Iterable[Case]) -> None:
    """Put the person on each case, in one statement; row-level security says which version that is."""
    shown = list(cases)
    known = PersonVersion.objects.of_cases(case.pk for case in shown)
    for case in shown:
        case.person = known[case.pk]


def elsewhere(case: Case) -> PersonVersion | None:
    """What was registered of the person in another case since, where it says something else."""
    if case.seen_until or not case.is_open:
        return None
    found = PersonVersion.objects.elsewhere(case.pk)
    return found if found and found.otherwise_than(case.person) else None
