"""Named questions about units and people."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from municipalities.models import Assignment, User


def assignments_of(user: User) -> list[Assignment]:
    """The user's assignments that are valid today, by the unit's name."""
    valid = Assignment.objects.valid_on(timezone.localdate()).filter(user=user)
    return list(valid.select_related("unit", "user").order_by("unit__sort_key"))


def units_of(usernames: Iterable[str]) -> dict[str, list[str]]:
    """The names of the units where each of these users works today, the first assignment first."""
    valid = Assignment.objects.valid_on(timezone.localdate()).filter(user__username__in=list(usernames))
    found: dict[str, list[str]] = {}
    for assignment in valid.select_related("unit", "user").order_by("pk"):
        found.setdefault(assignment.user.username, []).append(assignment.unit.full_name)
    return found
