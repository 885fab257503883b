"""Named questions about each month's mean, and the individual outcome that stands beside it."""

from __future__ import annotations

from datetime import date

from billing.ledger.averages import average_sums
from billing.ledger.month_lines import NEWEST, add_sums, find_sums
from billing.liability import AverageSums, CareType
from billing.queries.liability import municipalities
from billing.rulebook import rulebook
from billing.rules.averages import AverageLine, MonthAverage, month_average
from billing.rules.corrections import NOTHING, Total


def averages_of_month(month: date, *, own: bool) -> list[tuple[str, MonthAverage, Total]]:
    """By municipality and kind of care: the month's mean, and what every case by itself came to.

    `own` as for `month_lines.find_sums`.
    """
    sums, rules = average_sums(month), rulebook()
    found = add_sums(find_sums(NEWEST, billed_in=[month], own=own), *AverageLine._fields)
    individual = {AverageLine(*line): total for line, total in found.items()}
    asked = (
        (name, AverageLine(code, care_type.value, month))
        for code, name in municipalities().values_list("code", "name")
        for care_type in CareType
    )
    return [
        (name, month_average(line, sums.get(line, AverageSums()), rules), individual.get(line, NOTHING))
        for name, line in asked
        if line in sums or line in individual
    ]
