"""Named questions about billing months: which there are, and when each was closed and opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from billing.ledger import months
from billing.models import BillingMonth
from billing.queries import agreements, corrections, liability
from municipalities.models import Assignment, RowChange
from municipalities.swedish.months import month_after


def billing_months() -> list[date]:
    """Newest first: from the first month with a day ready for discharge to the last with anything."""
    following, days = months.next_to_close(), liability.months()
    if not (following and days):
        return []
    last = max(days[1], following, *corrections.months_booked_in()[:1])
    found, month = [], min(days[0].replace(day=1), following)
    while month <= last:
        found.append(month)
        month = month_after(month)
    return found[::-1]


def month_states(chosen: Iterable[date]) -> dict[date, BillingMonth]:
    """Months are closed and opened for all payers at once: the row that stands for nobody stands for all."""
    rows = BillingMonth.objects.filter(payer="", month__in=chosen).select_related(
        "closed_by__user", "closed_by__unit"
    )
    return {row.month: row for row in rows}


def changes_of_month(month: date) -> list[tuple[RowChange, Assignment | None]]:
    """Each time that the month was closed or opened, newest first."""
    row = BillingMonth.objects.filter(payer="", month=month).first()
    return agreements.changes_of(row) if row else []
