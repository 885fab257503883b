"""The yearly review of rights (HSLF-FS 2016:40, 4 kap. 2 §: rights are followed up regularly)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from municipalities.access.permissions import administered
from municipalities.ids import new_id
from municipalities.models import Assignment, RightsReview
from municipalities.refusal import Refused


@transaction.atomic
def confirm_rights(*, by: Assignment, assignments: Iterable[Assignment], now: datetime) -> int:
    """Note that each of the assignments is still needed, and return how many. Raises Refused."""
    confirmed = list(assignments)
    if not confirmed:
        raise Refused("Markera minst ett uppdrag, eller avsluta dem som inte behövs.")
    own = set(administered(by).values_list("pk", flat=True))
    if any(assignment.unit_id not in own for assignment in confirmed):
        raise Refused("Du administrerar inte alla enheterna. Inget är sparat. Läs sidan igen.")
    RightsReview.objects.bulk_create(
        RightsReview(id=new_id(), assignment=assignment, by=by, at=now) for assignment in confirmed
    )
    return len(confirmed)
