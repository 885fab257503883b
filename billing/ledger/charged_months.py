"""What closed months are charged, per municipality: what was kept, and all that was booked since.

Read by the worker alone, for what a what-if stands beside. Persons are those whose cases have days left
when corrections are counted in, or are among those that a mean is of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date

from django.db.models import Sum

from billing.ledger.averages import periods_of_kept_means
from billing.ledger.month_lines import BOOKED, KEPT, add_sums, find_sums, lines
from billing.rules.what_if import Cell, Counted


def charged_cells(months: Collection[date], payers: Collection[str]) -> dict[Cell, Counted]:
    """By municipality and month; without `payers`, of every municipality."""
    columns = (*Cell._fields, "case__patient")
    of_cases = lines(KEPT, BOOKED, months=months, payers=payers).filter(case__isnull=False)
    with_days = of_cases.values(*columns).annotate(left=Sum("days")).filter(left__gt=0)
    of_means = periods_of_kept_means(min(months), max(months))
    if payers:
        of_means = of_means.filter(payer__in=payers)
    # The database finds each person of a cell once; only the numbers are remembered here.
    found = with_days.values_list(*columns).union(
        of_means.values_list("payer", "closed_in", "result__case__patient")
    )
    persons = Counter((payer, month) for payer, month, _ in found.iterator())
    sums = add_sums(find_sums(KEPT, BOOKED, months=months, payers=payers), *Cell._fields)
    return {Cell(*cell): Counted(persons[cell], total) for cell, total in sums.items()}
