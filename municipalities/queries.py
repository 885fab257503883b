"""Named questions about units and people."""

from __future__ import annotations

from django.utils import timezone

from municipalities.models import Assignment, User


def assignments_of(user: User) -> list[Assignment]:
    """The user's assignments that are valid today, by the unit's name."""
    valid = Assignment.objects.valid_on(timezone.localdate()).filter(user=user)
    return list(valid.select_related("unit", "user").order_by("unit__sort_key"))
