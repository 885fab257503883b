"""The daily rates, decided by Socialstyrelsen for each year: added and corrected by the invoicer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from billing.actions.changes import or_refused, refuse_unseen, save
from billing.models import Certainty, DailyRate
from billing.permissions import Permission, require
from discharge.process import Refused
from municipalities.models import Assignment
from municipalities.units.parties import CareType


@transaction.atomic
def add_rate(*, by: Assignment, year: int, care_type: str, values: Mapping[str, Any], seen: UUID) -> None:
    """Kronor per care day of a year, for one kind of care or (empty) for all. Raises Refused.

    `values` are kronor, source and status.
    """
    require(by, Permission.CHANGE_TERMS)
    refuse_unseen(seen)
    refuse_values(values)
    rate = DailyRate(year=year, care_type=care_type, **values)
    with or_refused(lambda: refuse_second_rate(year, care_type)):
        save(rate)


@transaction.atomic
def correct_rate(*, by: Assignment, rate: DailyRate, values: Mapping[str, Any], seen: UUID) -> None:
    """The year's days are charged by it from the next night on. Raises Refused."""
    require(by, Permission.CHANGE_TERMS)
    DailyRate.objects.select_for_update().get(pk=rate.pk)
    refuse_unseen(seen)
    refuse_values(values)
    for name, value in values.items():
        setattr(rate, name, value)
    save(rate)


def refuse_second_rate(year: int, care_type: str) -> None:
    """Raises Refused."""
    if DailyRate.objects.filter(year=year, care_type=care_type).exists():
        whom = CareType(care_type).label.lower() if care_type else "alla vårdformer"
        text = f"Det finns redan ett dygnsbelopp för {year} och {whom}. Rätta det i stället."
        raise Refused(problems={"year": text})


def refuse_values(values: Mapping[str, Any]) -> None:
    """What was made up for the demonstration charges nobody elsewhere. Raises Refused."""
    if values["kronor"] < 1:
        text = "Skriv ett belopp över 0 kr. Ett belopp som inte är känt läggs inte till."
        raise Refused(problems={"kronor": text})
    if values["status"] == Certainty.INVENTED and not settings.DEMO:
        text = "Påhittade dygnsbelopp finns bara i demonstrationen. Ange beloppets källa."
        raise Refused(problems={"status": text})
