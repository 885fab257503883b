"""Booking what closed months would say differently today, in the transaction that computed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from billing.ledger import months
from billing.ledger.averages import AverageLine, kept_lines
from billing.models import BillingMonth, LedgerDay, LiabilityCorrection, LiabilityDay, LiabilityResult
from billing.rules.corrections import CaseDays, CorrectionReason, Line, Total, Totals, differences, reasons
from municipalities.access.partitions import month_after


def book_corrections(case_ids: Collection[UUID], *, found_on: date) -> None:
    """For cases whose outcome has been written. A constant number of statements; twice adds nothing."""
    latest = months.latest_closed()
    if not case_ids or latest is None:
        return
    newest, kept, booked = _newest(case_ids), _kept(case_ids), _booked(case_ids)
    closed_until = {line.payer: latest for line in (*newest, *kept, *booked)}
    found = differences(newest, kept, booked, closed_until)
    if found:
        _book(found, newest, found_on, closed_until)


def _newest(case_ids: Collection[UUID]) -> Totals:
    """Without the months that were closed with a mean: there no case is charged by itself."""
    days = LiabilityDay.objects.filter(result__in=case_ids, state=LiabilityDay.State.CHARGED)
    totals = _totals(
        days.annotate(month=TruncMonth("date")).values_list(
            "result_id", "period__payer_id", "period__district_id", "period__care_type", "month"
        )
    )
    averaged = kept_lines()
    return {line: total for line, total in totals.items() if _average_line(line) not in averaged}


def _average_line(line: Line) -> AverageLine:
    return AverageLine(line.payer, line.care_type, line.month)


def _kept(case_ids: Collection[UUID]) -> Totals:
    days = _kept_days(case_ids)
    return _totals(
        days.values_list("case_id", "payer_id", "district_id", "care_type", "billing_month__month")
    )


def _kept_days(case_ids: Collection[UUID]) -> QuerySet[LedgerDay]:
    return LedgerDay.objects.filter(
        case__in=case_ids,
        billing_month__state=BillingMonth.State.CLOSED,
        closing=F("billing_month__closing"),
    )


def _totals(days: QuerySet) -> Totals:
    return _by_line(
        days.annotate(
            Count("pk"), Sum("rate", default=0), without_rate=Count("pk", filter=Q(rate__isnull=True))
        )
    )


def _booked(case_ids: Collection[UUID]) -> Totals:
    rows = LiabilityCorrection.objects.filter(case__in=case_ids)
    by_line = rows.values_list("case_id", "payer_id", "district_id", "care_type", "month")
    return _by_line(by_line.annotate(Sum("days"), Sum("kronor"), Sum("days_without_rate")))


def _by_line(rows: QuerySet) -> Totals:
    return {Line(*row[:5]): Total(*row[5:]) for row in rows}


def _book(
    found: Mapping[Line, Total], newest: Totals, found_on: date, closed_until: Mapping[str, date]
) -> None:
    cases = {line.case for line in found}
    days = _days(cases)
    references = dict(LiabilityResult.objects.filter(pk__in=cases).values_list("pk", "reference"))
    LiabilityCorrection.objects.bulk_create(
        LiabilityCorrection(
            case_id=line.case,
            reference=references[line.case],
            payer_id=line.payer,
            district_id=line.district,
            care_type=line.care_type,
            month=line.month,
            booked_in=month_after(closed_until[line.payer]),
            days=difference.days,
            kronor=difference.kronor,
            days_without_rate=difference.days_without_rate,
            reasons=reasons(line, difference, newest, days[line.case]),
            found_on=found_on,
        )
        for line, difference in sorted(found.items(), key=lambda item: (item[0].month, str(item[0])))
    )


def _days(case_ids: Collection[UUID]) -> dict[UUID, CaseDays]:
    """What the reasons of the differences are found in."""
    said: dict[UUID, dict[date, list[str]]] = {case: {} for case in case_ids}
    days = LiabilityDay.objects.filter(result__in=case_ids).values_list(
        "result_id", "date", "state", "reasons"
    )
    for case, day, state, why in days:
        said[case][day] = [CorrectionReason.FREE_DAY] if state == LiabilityDay.State.FREE else why
    kept = defaultdict(set)
    for case, day in _kept_days(case_ids).values_list("case_id", "date"):
        kept[case].add(day)
    return {case: CaseDays(frozenset(kept[case]), said[case]) for case in case_ids}
