"""What composing a message asks of the directory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Protocol
from uuid import UUID

from discharge.queries.lookups.directory import municipal_units
from municipalities import directory
from municipalities.models import Assignment, Unit


class Directory(Protocol):
    """Who works where, and which units there are: the site's own, or one that is held in memory."""

    def colleagues(self, unit_id: UUID, day: date) -> Collection[int]:
        """The users who have an assignment at the unit on the day."""

    def unit(self, unit_id: UUID, day: date) -> Unit | None:
        """The unit, if there is such a one on the day."""

    def has_office(self, municipality: str, day: date) -> bool:
        """Whether the municipality has a unit here on the day."""

    def districts_of(self, units: Collection[UUID]) -> dict[UUID, UUID | None]:
        """The district that each of the units is an office of, if any."""

    def municipality_of(self, district: UUID) -> str | None:
        """Where the district lies; None where there is no such district."""


class _Stored:
    """As the database has it now."""

    def colleagues(self, unit_id: UUID, day: date) -> Collection[int]:
        valid = Assignment.objects.valid_on(day).filter(unit_id=unit_id)
        return set(valid.values_list("user_id", flat=True))

    def unit(self, unit_id: UUID, day: date) -> Unit | None:
        return Unit.objects.valid_on(day).filter(pk=unit_id).first()

    def has_office(self, municipality: str, day: date) -> bool:
        return municipal_units(day).filter(municipality_id=municipality).exists()

    def districts_of(self, units: Collection[UUID]) -> dict[UUID, UUID | None]:
        return {unit: directory.unit(unit).district_id for unit in units}

    def municipality_of(self, district: UUID) -> str | None:
        known = directory.current().districts.get(district)
        return known.municipality_id if known else None


STORED = _Stored()
