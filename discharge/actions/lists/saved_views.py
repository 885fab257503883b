"""Saving a view of the work list, for oneself or for the unit, and removing it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from discharge.models import SavedView
from discharge.process import Refused
from municipalities.models import Assignment

#: Of each owner (assumed): what nobody finds in is no shortcut.
MOST = 20
_NUMBER = re.compile(r"\d{6}")


@transaction.atomic
def save_view(
    *, by: Assignment, name: str, address: str, for_unit: bool, is_default: bool, now: datetime
) -> SavedView:
    """Save what is chosen by that name; what had the name is replaced. Raises Refused."""
    name = " ".join(name.split())
    if not name:
        raise Refused("Skriv vad vyn ska heta.")
    if len(name) > 40:
        raise Refused("Skriv högst 40 tecken.")
    if _NUMBER.search(re.sub(r"[\s-]", "", name)):
        raise Refused("Skriv inget personnummer: kollegerna kan läsa vad en vy heter.")
    # Two who save at once would each be the only one with a name, or with a beginning.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"view of {by.unit_id}"])
    owner: dict[str, Any] = {"unit_id": by.unit_id, "user_id": None if for_unit else by.user_id}
    own = SavedView.objects.filter(**owner)
    if own.exclude(name=name).count() >= MOST:
        raise Refused(f"Det finns redan {MOST} vyer. Minska dem innan du sparar en till.")
    if is_default:
        own.exclude(name=name).update(is_default=False)
    said = {"address": address, "is_default": is_default, "saved_by_id": by.user_id, "saved_at": now}
    return SavedView.objects.update_or_create(**owner, name=name, defaults=said)[0]


def remove_view(*, by: Assignment, view_id: UUID) -> bool:
    """False where there is none: a colleague has removed it."""
    return SavedView.objects.filter(pk=view_id, unit_id=by.unit_id).delete()[0] > 0
