"""Which unknowns a set of linear equations fixes. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Row = dict[K, Fraction]


def find_determined(equations: Iterable[Mapping[K, int]]) -> set[K]:
    """The unknowns that have one possible value; each equation maps its unknowns to their coefficients.

    An unknown is determined where the reduced row echelon form has a row with it alone.
    """
    reduced: dict[K, Row[K]] = {}
    for equation in equations:
        row = {unknown: Fraction(coefficient) for unknown, coefficient in equation.items() if coefficient}
        for pivot in [unknown for unknown in row if unknown in reduced]:
            _take_away(row, reduced[pivot], pivot)
        if not row:
            continue
        # The new row gets a pivot, which all the others lose.
        pivot, leading = next(iter(row.items()))
        row = {unknown: coefficient / leading for unknown, coefficient in row.items()}
        for other in reduced.values():
            if pivot in other:
                _take_away(other, row, pivot)
        reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _take_away(row: Row[K], other: Row[K], pivot: K) -> None:
    """Subtract as much of `other` as makes `pivot` disappear from `row`."""
    times = row[pivot]
    for unknown, coefficient in other.items():
        left = row.get(unknown, Fraction(0)) - times * coefficient
        if left:
            row[unknown] = left
        else:
            row.pop(unknown, None)
