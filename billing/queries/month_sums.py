"""Named questions about what months come to.

A closed month says what it was closed with, an open one what the newest computation says: case by case,
or, where the terms charge by the mean, the mean of the cases that are closed so far (decision 0038).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from billing.ledger.averages import average_sums
from billing.ledger.month_lines import BOOKED, KEPT, NEWEST, Source, lines, totals
from billing.ledger.months import latest_closed
from billing.liability import AverageSums
from billing.queries.liability import municipalities
from billing.rulebook import rulebook
from billing.rules.averages import AverageLine, month_average
from billing.rules.month_sums import MonthSums, mean_sums

Sums = Iterator[tuple[AverageLine, MonthSums]]


def sums_by_month(chosen: list[date]) -> dict[date, MonthSums]:
    """Each of these months, which follow on each other."""
    found: defaultdict[date, MonthSums] = defaultdict(MonthSums)
    for line, sums in _read_sums(chosen):
        found[line.month] += sums
    return {month: found[month] for month in chosen}


def sums_by_municipality(month: date) -> list[tuple[str, MonthSums]]:
    """Those with days, a mean or corrections in the month, in Swedish order."""
    found: defaultdict[str, MonthSums] = defaultdict(MonthSums)
    for line, sums in _read_sums([month]):
        found[line.payer] += sums
    names = municipalities().filter(pk__in=found).values_list("code", "name")
    return [(name, found[code]) for code, name in names]


def _read_sums(chosen: list[date]) -> Sums:
    latest = latest_closed() or date.min
    yield from _line_sums(KEPT, [month for month in chosen if month <= latest])
    yield from _newest_sums([month for month in chosen if month > latest])
    # Corrections of cases and of means, in the months that they are booked in.
    found = totals(lines(BOOKED, booked_in=chosen), "payer", "care_type", "booked_in")
    for line, booked in found.items():
        yield AverageLine(*line), MonthSums(corrections=1, booked=booked)


def _line_sums(source: Source, months: list[date]) -> Sums:
    """Several of a line, where days have rates of different statuses."""
    # A mean of no cases says nothing of its municipality.
    found = totals(
        lines(source, months=months).exclude(cases=0), *AverageLine._fields, "by_mean", "rate_status"
    )
    for (*line, by_mean, status), total in found.items():
        sums = mean_sums(total, status) if by_mean else MonthSums(total, rate_statuses=frozenset([status]))
        yield AverageLine(*line), sums


def _newest_sums(months: list[date]) -> Sums:
    """As the months would be closed now."""
    if not months:
        return
    individual: defaultdict[AverageLine, MonthSums] = defaultdict(MonthSums)
    for line, sums in _line_sums(NEWEST, months):
        individual[line] += sums
    closed, rules = average_sums(min(months), max(months)), rulebook()
    for line in individual.keys() | closed.keys():
        average = month_average(line, closed.get(line, AverageSums()), rules)
        # It has no total where the terms charge each case by itself.
        if average.total is not None:
            yield line, mean_sums(average.total, average.rate.status if average.rate else "")
        elif line in individual:
            yield line, individual[line]
