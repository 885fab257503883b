"""What billing shows on cases and lists; computed there, written here."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from discharge.models import Case, Participation


@transaction.atomic
def set_liability(*, case_id: UUID, starts_on: date | None, free_days_left: int | None, state: str) -> None:
    """Write the start of liability, the free days left and the state, on the case and its participations.

    Called by the nightly job and after a message; the rows are written only where they differ.
    """
    values = {"starts_on": starts_on, "free_days_left": free_days_left, "liability_state": state}
    Case.objects.filter(pk=case_id).exclude(**values).update(**values)
    Participation.objects.filter(case_id=case_id).exclude(starts_on=starts_on).update(starts_on=starts_on)
