"""What composing a message asks of the directory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol
from uuid import UUID

from municipalities.models import Assignment, Unit


class Directory(Protocol):
    """Who works where, and which units there are: the site's own, or one that is held in memory."""

    def colleagues(self, unit_id: UUID, day: date) -> Collection[int]:
        """The users who have an assignment at the unit on the day."""

    def unit(self, unit_id: UUID, day: date) -> Unit | None:
        """The unit, if there is such a one on the day."""


class _Stored:
    """As the database has it now."""

    def colleagues(self, unit_id: UUID, day: date) -> Collection[int]:
        valid = Assignment.objects.valid_on(day).filter(unit_id=unit_id)
        return set(valid.values_list("user_id", flat=True))

    def unit(self, unit_id: UUID, day: date) -> Unit | None:
        return Unit.objects.valid_on(day).filter(pk=unit_id).first()


STORED = _Stored()
