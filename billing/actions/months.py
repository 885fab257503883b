"""Closing a month for every payer, and opening the latest closed one again.

What a month is closed with is copied into the ledger and never changes: each case's charged days, or the
mean's outcome where the terms charge by the average model. Months are closed in order, so
that there is always one that corrections are booked in: the first that is open.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from billing.ledger.average_corrections import keep_averages, take_back_averages
from billing.ledger.months import latest_closed, read_standing, refuse_to_close, refuse_to_reopen
from billing.ledger.objections import undecided_objections
from billing.models import BillingMonth
from billing.nightly.run import one_at_a_time
from billing.permissions import Permission, require
from billing.queries.liability import municipalities_concerned
from discharge.process import Refused
from discharge.process.fields import LONGEST, Kind
from municipalities.models import Assignment
from municipalities.swedish.clock import local_date
from municipalities.swedish.months import month_after

KEEP = """
INSERT INTO billing_ledger_day
       (billing_month_id, closing, case_id, reference, payer_id, district_id, care_type, date,
        rate, rate_status)
SELECT m.id, m.closing, d.case_id, r.reference, p.payer_id, p.district_id, p.care_type, d.date,
       d.rate, d.rate_status
FROM billing_liability_day d
JOIN billing_liability_period p ON p.id = d.period_id
JOIN billing_liability_result r ON r.case_id = d.case_id
JOIN billing_month m ON m.payer = p.payer_id AND m.month = %(month)s
WHERE d.state = 'charged' AND d.date >= %(month)s AND d.date < %(after)s
  AND NOT EXISTS (SELECT FROM billing_ledger_average a
                  WHERE a.billing_month_id = m.id AND a.closing = m.closing AND a.care_type = p.care_type)
"""

# Booked where what it takes back is booked: those months are still open. With the first month that was
# ever closed those before it are open too, which nothing was kept of.
TAKE_BACK = """
INSERT INTO billing_liability_correction
       (id, case_id, reference, payer_id, district_id, care_type, month, booked_in,
        days, kronor, days_without_rate, reasons, found_on)
SELECT gen_random_uuid(), case_id, reference, payer_id, district_id, care_type, month, booked_in,
       -sum(days), -sum(kronor), -sum(days_without_rate), ARRAY['month_reopened'], %(today)s
FROM billing_liability_correction
WHERE month > %(still_closed)s
GROUP BY case_id, reference, payer_id, district_id, care_type, month, booked_in
HAVING sum(days) <> 0 OR sum(kronor) <> 0 OR sum(days_without_rate) <> 0
"""


UNREAD = "En invändning har kommit sedan sidan öppnades. Läs den, och stäng månaden igen."
MISSING = "Skriv varför månaden stängs fast HSF inte har beslutat om invändningarna."


@transaction.atomic
def close_month(
    *,
    by: Assignment,
    month: date,
    now: datetime,
    although: str = "",
    acknowledged: Collection[UUID] = (),
) -> None:
    """Close `month` for all payers with what the latest night came to.

    Objections that HSF has not decided are `acknowledged`, all of them, and it is said why the month is
    closed `although` they are not. Raises Refused.
    """
    require(by, Permission.CLOSE_MONTHS)
    one_at_a_time()
    refuse_to_close(month, local_date(now), read_standing())
    undecided = sorted(objection.id for objection in undecided_objections(month))
    _refuse_unacknowledged(undecided, although, acknowledged)
    payers = municipalities_concerned().values_list("pk", flat=True)
    BillingMonth.objects.bulk_create(
        [BillingMonth(payer=payer, month=month) for payer in ("", *payers)], ignore_conflicts=True
    )
    BillingMonth.objects.filter(month=month).update(
        state=BillingMonth.State.CLOSED,
        closing=F("closing") + 1,
        closed_at=now,
        closed_by=by,
        closed_although=although.strip() if undecided else "",
        undecided=undecided,
    )
    keep_averages(month)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, {"month": month, "after": month_after(month)})


def _refuse_unacknowledged(undecided: list[UUID], although: str, acknowledged: Collection[UUID]) -> None:
    if not undecided:
        return
    if not set(undecided) <= set(acknowledged):
        raise Refused(problems={"although": UNREAD})
    if not although.strip():
        raise Refused(problems={"although": MISSING})
    if len(although) > LONGEST[Kind.LONG_TEXT]:
        raise Refused(problems={"although": f"Högst {LONGEST[Kind.LONG_TEXT]} tecken. Skriv kortare."})


@transaction.atomic
def reopen_month(*, by: Assignment, month: date, now: datetime) -> None:
    """Open the latest closed month: its days are again what the newest computation says. Raises Refused."""
    require(by, Permission.CLOSE_MONTHS)
    one_at_a_time()
    refuse_to_reopen(month, latest_closed())
    BillingMonth.objects.filter(month=month).update(
        state=BillingMonth.State.OPEN, closed_at=None, closed_by=None, closed_although="", undecided=[]
    )
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, {"still_closed": latest_closed() or date.min, "today": local_date(now)})
    take_back_averages(month, local_date(now))
