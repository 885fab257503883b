"""Named questions about each month's mean, and the individual outcome that stands beside it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, Sum

from billing.ledger.averages import AverageLine, MonthAverage, average_sums, month_average
from billing.liability import AverageSums, CareType
from billing.models import LiabilityDay
from billing.queries.liability import days_of, municipalities
from billing.queries.month_filter import Choice
from billing.rulebook import rulebook
from billing.rules.corrections import NOTHING, Total


def averages_of_month(month: date) -> list[tuple[str, MonthAverage, Total]]:
    """By municipality and kind of care: the month's mean, and what every case by itself came to."""
    sums, individual, rules = average_sums(month), _individual(month), rulebook()
    lines = (
        (name, AverageLine(code, care_type.value, month))
        for code, name in municipalities().values_list("code", "name")
        for care_type in CareType
    )
    return [
        (name, month_average(line, sums.get(line, AverageSums()), rules), individual.get(line, NOTHING))
        for name, line in lines
        if line in sums or line in individual
    ]


def _individual(month: date) -> dict[AverageLine, Total]:
    days = days_of(Choice(month)).filter(state=LiabilityDay.State.CHARGED, period__payer__isnull=False)
    rows = days.values_list("period__payer_id", "period__care_type")
    counted = rows.annotate(Count("pk"), Sum("rate", default=0), unrated=Count("pk", filter=Q(rate=None)))
    return {AverageLine(payer, care_type, month): Total(*total) for payer, care_type, *total in counted}
