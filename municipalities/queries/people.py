"""Named questions about the people whom a local administrator administers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from municipalities.access.permissions import administered
from municipalities.door import texts
from municipalities.models import Assignment, Unit
from municipalities.models.validity import DatedQuerySet
from municipalities.swedish.clock import local


def administered_units(by: Assignment, today: date) -> QuerySet[Unit]:
    """Those that there are today, in Swedish order."""
    return administered(by).valid_on(today).select_related("organisation").order_by("sort_key", "pk")


def assignments(by: Assignment, today: date, *, text: str = "", ended: bool = False) -> DatedQuerySet[Any]:
    """The assignments at the administered units that hold today or will (or, `ended`, no longer do)."""
    lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    rows = Assignment.objects.filter(~lasts if ended else lasts, unit__in=administered(by))
    for word in text.split():
        rows = rows.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(user__username__icontains=texts.compact(word))
            | Q(unit__name__icontains=word)
        )
    noted = rows.select_related("user", "unit").annotate(reviewed_at=Max("reviews__at"))
    return noted.order_by("unit__sort_key", "user__last_name", "user__first_name", "pk")


def assignment(by: Assignment, pk: UUID) -> Assignment:
    """Raises Assignment.DoesNotExist, for another administrator's too."""
    rows = Assignment.objects.select_related("user", "unit__organisation").filter(unit__in=administered(by))
    return rows.annotate(reviewed_at=Max("reviews__at")).get(pk=pk)


def others_of(by: Assignment, row: Assignment, today: date) -> list[Assignment]:
    """The person's other assignments, at what `by` administers."""
    return list(assignments(by, today).filter(user_id=row.user_id).exclude(pk=row.pk))


def to_review(by: Assignment, today: date, before: datetime) -> list[Assignment]:
    """Valid assignments that were given and confirmed before `before`; one's own is another's to confirm."""
    rows = assignments(by, today).valid_on(today).exclude(user_id=by.user_id)
    never = Q(reviewed_at__isnull=True, valid_from__lt=local(before).date())
    return list(rows.filter(never | Q(reviewed_at__lt=before)))
