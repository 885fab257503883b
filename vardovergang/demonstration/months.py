"""The region has closed all months but the latest, each some days after its end, as payers are used to."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.actions import close_month, reopen_month
from billing.ledger.months import latest_closed, read_standing
from billing.ledger.objections import undecided_objections
from municipalities.access.acting import acting
from municipalities.models import Assignment, Role
from municipalities.swedish.clock import midnight
from municipalities.swedish.months import month_after
from vardovergang.demonstration import texts
from vardovergang.demonstration.plans import Plan

#: Of the plan's whole months, how many are still open.
OPEN_MONTHS = 3
#: How long after its end a month is closed.
CLOSED_AFTER = timedelta(days=9, hours=10)


def close_months(plan: Plan, now: datetime) -> None:
    """From the first that has a day, in order; what is undecided is acknowledged by name."""
    by = _find_invoicer()
    with acting(by):
        standing = read_standing()
        month, last = standing.next_to_close, standing.last_day
        open_from = plan.begins
        for _ in range(plan.months - OPEN_MONTHS):
            open_from = month_after(open_from)
        while month and last and month < open_from and month <= last:
            undecided = [objection.id for objection in undecided_objections(month)]
            closed_at = min(midnight(month_after(month)) + CLOSED_AFTER, now)
            close_month(
                by=by, month=month, now=closed_at, although=texts.CLOSED_ALTHOUGH, acknowledged=undecided
            )
            month = month_after(month)


def open_months(now: datetime) -> None:
    """All of them, before more is read in that belongs to them."""
    by = _find_invoicer()
    with acting(by):
        while month := latest_closed():
            reopen_month(by=by, month=month, now=now)


def _find_invoicer() -> Assignment:
    return Assignment.objects.select_related("user", "unit").get(role=Role.INVOICER)
