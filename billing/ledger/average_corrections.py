"""The average model in the ledger: what a month is closed with, and what is booked when it changes.

The sums are a municipality's, so no district is charged. Whatever may change a closed month's means notes
the month by a trigger; the night that has computed its cases looks at the noted months as it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import connection

from billing.ledger.averages import (
    average_sums,
    charged_by_mean,
    kept_averages,
)
from billing.ledger.month_lines import BOOKED, KEPT, add_sums, find_sums
from billing.ledger.months import latest_closed
from billing.liability import AverageSums, CareType, Rulebook
from billing.models import AverageCorrection, BillingMonth, LedgerAverage
from billing.rulebook import rulebook
from billing.rules.averages import AverageLine, month_average
from billing.rules.corrections import NOTHING
from municipalities.swedish.months import month_after

TAKE_BACK = """
INSERT INTO billing_average_correction
       (id, payer_id, care_type, month, booked_in, days, kronor, days_without_rate, reason, found_on)
SELECT gen_random_uuid(), payer_id, care_type, month, booked_in,
       -sum(days), -sum(kronor), -sum(days_without_rate), 'month_reopened', %(today)s
FROM billing_average_correction
WHERE month = %(month)s
GROUP BY payer_id, care_type, month, booked_in
HAVING sum(days) <> 0 OR sum(kronor) <> 0 OR sum(days_without_rate) <> 0
"""
LOOK = """
WITH noted AS (DELETE FROM billing_changed_average RETURNING month)
SELECT DISTINCT month FROM noted ORDER BY month
"""


def keep_averages(month: date) -> None:
    """Part of closing a month, before its individual days are kept."""
    rules, sums = rulebook(), average_sums(month)
    kept = []
    for billing_month in BillingMonth.objects.filter(month=month).exclude(payer=""):
        for care_type in CareType:
            line = AverageLine(billing_month.payer, care_type.value, month)
            average = month_average(line, sums.get(line, AverageSums()), rules)
            terms = average.terms
            if terms is None or terms.settlement is None:
                # The terms charge each case by itself. A month without cases has its row too.
                continue
            kept.append(
                LedgerAverage(
                    billing_month=billing_month,
                    closing=billing_month.closing,
                    payer_id=billing_month.payer,
                    care_type=average.line.care_type,
                    settlement=terms.settlement.value,
                    free_days=terms.free_days,
                    cases=average.sums.cases,
                    ready_days=average.sums.ready_days,
                    individual_days=average.sums.individual_days,
                    days=average.settled(terms.settlement, terms.free_days).charged_days,
                    rate=average.rate.kronor if average.rate else None,
                    rate_status=average.rate.status if average.rate else "",
                )
            )
    LedgerAverage.objects.bulk_create(kept)


def take_back_averages(month: date, today: date) -> None:
    """Part of opening a month again."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, {"month": month, "today": today})


def book_average_corrections(*, found_on: date) -> None:
    """What the noted months would cost differently today; in the transaction that ends a night."""
    with connection.cursor() as cursor:
        cursor.execute(LOOK)
        noted = [month for (month,) in cursor.fetchall()]
    latest = latest_closed()
    if latest is None:
        return
    rules, booked_in = rulebook(), month_after(latest)
    for month in noted:
        AverageCorrection.objects.bulk_create(_find_corrections(month, rules, booked_in, found_on))


def _find_corrections(
    month: date, rules: Rulebook, booked_in: date, found_on: date
) -> Iterator[AverageCorrection]:
    # The month's means as they were kept, and all that was booked of them since.
    of_means = find_sums(KEPT, BOOKED, months=[month]).filter(by_mean=True)
    billed = {AverageLine(*line): total for line, total in add_sums(of_means, *AverageLine._fields).items()}
    sums = average_sums(month)
    for kept in kept_averages().filter(billing_month__month=month).order_by("payer", "care_type"):
        line = AverageLine(kept.payer_id, kept.care_type, month)
        newest = month_average(line, sums.get(line, AverageSums()), rules)
        difference = charged_by_mean(newest, kept) - billed.get(line, NOTHING)
        if difference != NOTHING:
            yield AverageCorrection(
                payer_id=kept.payer_id,
                care_type=kept.care_type,
                month=month,
                booked_in=booked_in,
                days=difference.days,
                kronor=difference.kronor,
                days_without_rate=difference.days_without_rate,
                cases=newest.sums.cases,
                ready_days=newest.sums.ready_days,
                reason=AverageCorrection.Reason.CHANGED,
                found_on=found_on,
            )
