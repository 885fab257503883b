"""Named questions about what months come to.

A closed month says what it was closed with, an open one what the newest computation says: case by case,
or, where the terms charge by the mean, the mean of the cases that are closed so far (decision 0038).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When

from billing.ledger.averages import average_sums
from billing.ledger.month_lines import BOOKED, KEPT, NEWEST, Source, add_sums, find_sums
from billing.liability import AverageSums, Rulebook
from billing.queries.liability import municipalities
from billing.rulebook import rulebook
from billing.rules.averages import AverageLine, may_charge_by_mean, month_average
from billing.rules.month_sums import MonthSums, mean_sums
from municipalities.swedish.months import month_after

#: What is kept by the mean is not added to other rows, so that its rate's status is known.
_MEAN = Case(When(by_mean=True, then="pk"))


def sums_by_month(chosen: Sequence[date], closed_until: date, *, own: bool) -> dict[date, MonthSums]:
    """Each of these months, which follow on each other; `own` as for `month_lines.find_sums`."""
    found: defaultdict[date, MonthSums] = defaultdict(MonthSums)
    if chosen:
        for line, part in _Question(chosen, closed_until, own).read_parts():
            found[line.month] += part
    return {month: found[month] for month in chosen}


def sums_by_municipality(month: date, closed_until: date, *, own: bool) -> list[tuple[str, MonthSums]]:
    """Those with days, a mean or corrections in the month, in Swedish order."""
    found: defaultdict[str, MonthSums] = defaultdict(MonthSums)
    for line, part in _Question([month], closed_until, own).read_parts("payer"):
        found[line.payer] += part
    names = municipalities().filter(pk__in=found).values_list("code", "name")
    return [(name, found[code]) for code, name in names]


@dataclass(frozen=True, slots=True)
class _Question:
    """What months that follow on each other come to, those until `closed_until` as they were closed."""

    months: Sequence[date]
    closed_until: date
    own: bool

    def read_parts(self, *by: str) -> Iterator[tuple[AverageLine, MonthSums]]:
        """Parts of the months: by these columns, or of all that the reader sees."""
        open_months = [month for month in self.months if month > self.closed_until]
        rules = rulebook() if open_months else None
        if rules and may_charge_by_mean(rules, open_months):
            yield from self._read_sums(KEPT, BOOKED, by=by)
            yield from self._newest(open_months, rules)
        else:
            yield from self._read_sums(KEPT, NEWEST, BOOKED, by=by)

    def _read_sums(self, *sources: Source, by: Sequence[str]) -> Iterator[tuple[AverageLine, MonthSums]]:
        first, last = min(self.months), max(self.months)
        standing = Q(source=KEPT, billed_in__range=(first, min(last, self.closed_until)))
        standing |= Q(source=NEWEST, billed_in__range=(max(first, month_after(self.closed_until)), last))
        standing |= Q(source=BOOKED, billed_in__range=(first, last))
        # A mean of no cases says nothing of its municipality.
        asked = find_sums(*sources, billed_in=self.months, own=self.own, together=not by)
        asked = asked.filter(standing).exclude(cases=0)
        columns = ("source", "billed_in", "mean", "rate_status", *by)
        found = add_sums(asked.annotate(mean=_MEAN), *columns)
        for (source, month, mean, status, *of), total in found.items():
            payer, care_type = (*of, "", "")[:2]
            line = AverageLine(payer, care_type, month)
            if source == BOOKED:
                yield line, MonthSums(corrections=1, booked=total)
            elif mean is not None:
                yield line, mean_sums(total, status)
            else:
                yield line, MonthSums(total, rate_statuses=frozenset([status]))

    def _newest(self, months: Sequence[date], rules: Rulebook) -> Iterator[tuple[AverageLine, MonthSums]]:
        """As the months would be closed now."""
        individual: defaultdict[AverageLine, MonthSums] = defaultdict(MonthSums)
        for line, part in self._read_sums(NEWEST, by=("payer", "care_type")):
            individual[line] += part
        closed = average_sums(min(months), max(months))
        for line in individual.keys() | closed.keys():
            average = month_average(line, closed.get(line, AverageSums()), rules)
            # It has no total where the terms charge each case by itself.
            if average.total is not None:
                yield line, mean_sums(average.total, average.rate.status if average.rate else "")
            elif line in individual:
                yield line, individual[line]
