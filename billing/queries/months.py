"""Named questions about billing months: which there are, and when each was closed and opened."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from billing.ledger.months import Standing
from billing.ledger.objections import UndecidedObjection, undecided_objections
from billing.models import BillingMonth
from billing.queries import agreements
from billing.queries.logged import Logged
from municipalities.access import log
from municipalities.models import AccessLog, Assignment, RowChange
from municipalities.swedish.months import newest_months


def billing_months(standing: Standing) -> list[date]:
    """Newest first: from the first month with a day ready for discharge to the last with anything."""
    following, first, last = standing.next_to_close, standing.first_day, standing.last_day
    if not (following and first and last):
        return []
    return newest_months(min(first, following), max(last, following, standing.last_booked or date.min))


def month_states(chosen: Iterable[date]) -> dict[date, BillingMonth]:
    """Months are closed and opened for all payers at once: the row that stands for nobody stands for all."""
    rows = BillingMonth.objects.filter(payer="", month__in=chosen).select_related(
        "closed_by__user", "closed_by__unit"
    )
    return {row.month: row for row in rows}


def objections_to_decide(by: Assignment, month: date | None) -> list[UndecidedObjection]:
    """Those that HSF has not decided, of a month or all; their cases stand in one row of the access log."""
    found = undecided_objections(month)
    if found:
        cases = dict.fromkeys(objection.case_id for objection in found)
        log.record(AccessLog.Action.LIST, by=by, case_ids=cases, detail=Logged.OBJECTIONS)
    return found


def objection_to_decide(reference: str, objection_id: UUID) -> UndecidedObjection | None:
    """One in a case that its reader has opened to decide: that stands in the log."""
    found = (one for one in undecided_objections() if (one.id, one.reference) == (objection_id, reference))
    return next(found, None)


def changes_of_month(state: BillingMonth | None) -> list[tuple[RowChange, Assignment | None]]:
    """Each time that the month was closed or opened, newest first."""
    return agreements.changes_of(state) if state else []
