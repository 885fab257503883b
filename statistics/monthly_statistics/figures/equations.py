"""Which unknowns a set of linear equations fixes. Pure arithmetic, in whole numbers and therefore exact."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from math import gcd
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Row = dict[K, int]


def find_determined(equations: Iterable[Mapping[K, int]]) -> set[K]:
    """The unknowns that have one possible value; each equation maps its unknowns to their coefficients.

    An unknown is determined where the reduced row echelon form has a row with it alone. Rows stand here
    multiplied by what keeps their coefficients whole, which moves no unknown in or out of a row.
    """
    reduced: dict[K, Row[K]] = {}
    for equation in equations:
        row = {unknown: coefficient for unknown, coefficient in equation.items() if coefficient}
        for pivot in [unknown for unknown in row if unknown in reduced]:
            _take_away(row, reduced[pivot], pivot)
        if not row:
            continue
        # The new row gets a pivot, which all the others lose.
        pivot = next(iter(row))
        for other in reduced.values():
            if pivot in other:
                _take_away(other, row, pivot)
        reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _take_away(row: Row[K], other: Row[K], pivot: K) -> None:
    """Make `pivot` disappear from `row`: so many times `row` less so many times `other`."""
    common = gcd(row[pivot], other[pivot])
    times, times_other = other[pivot] // common, row[pivot] // common
    if times < 0:
        times, times_other = -times, -times_other
    if times > 1:
        for unknown in row:
            row[unknown] *= times
    for unknown, coefficient in other.items():
        left = row.get(unknown, 0) - times_other * coefficient
        if left:
            row[unknown] = left
        else:
            del row[unknown]
    if times > 1:
        # As small as they can be, so that they do not grow from row to row.
        shared = gcd(*row.values())
        for unknown in row:
            row[unknown] //= shared
