"""Rows with a first and a last day."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

Row = TypeVar("Row", bound=models.Model)


class DatedQuerySet(models.QuerySet[Row]):
    """For tables with `valid_from` and `valid_to` (the last day, or None while nothing else is said)."""

    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)

    def lasting(self, day: date) -> Self:
        """Those that hold on the day, or will later."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
