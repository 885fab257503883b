"""A month of stays whose mean is charged, and the terms that say so."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from billing.actions import close_month
from billing.models import Terms
from municipalities.access.acting import acting
from municipalities.models import Assignment
from municipalities.swedish.clock import STOCKHOLM
from tests.factories.monthly_statistics.county import County

MARCH = date(2020, 3, 1)
IN_APRIL = datetime(2020, 4, 3, 9, 0, tzinfo=STOCKHOLM)
#: The worked month of domain.md: sum 22, mean 2.2, two days over a level of two.
WORKED = (0, 0, 0, 1, 1, 2, 2, 3, 5, 8)


def worked_month(county: County, payer: str = "0126") -> list[UUID]:
    """The longest stay is the last."""
    ready = "2020-03-10T09:00:00+01:00"
    homes = (f"2020-03-{10 + days}T14:00:00+01:00" for days in WORKED)
    return [case for home in homes for case in county.add(1, ready, home, payer=payer)]


def charge_by_average(settlement: str = "excess", free_days: int = 2) -> None:
    terms = Terms.objects.filter(agreement__scope="county", care_type="somatic")
    terms.update(model="average", settlement=settlement, free_days=free_days)


def close(by: Assignment) -> None:
    with acting(by):
        close_month(by=by, month=MARCH, now=IN_APRIL)
