"""A month's figures as rows, the same on the page as in the workbook. Pure: no Django.

A value that is None is withheld. What the withheld rows of a table come to together can be had by
subtraction, which the suppression reckons with; it is said outright, so that a table adds up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from monthly_statistics.figures.areas import Area, AreaKind
from monthly_statistics.figures.counting import Count
from monthly_statistics.figures.groups import ALL, VALUES, Dimension, Group
from monthly_statistics.figures.indicators import INDICATORS, Indicator
from municipalities.swedish.numbers import whole_number
from municipalities.swedish.sorting import sort_key

#: The shown cells of one month: by area code, group and indicator.
Shown = dict[tuple[str, Group, Indicator], Count]

#: Everyone has one sex and one age a month; but somebody may count in two areas, or in two kinds of care.
_ADDS_UP = (Dimension.SEX, Dimension.AGE_GROUP)


class Value(NamedTuple):
    """`cases` and `persons` are None where they can't be told from those of the other rows.

    `is_released` is false of what only its own area's readers and the region see.
    """

    amount: int
    cases: int | None
    persons: int | None
    is_released: bool = True

    @property
    def in_words(self) -> tuple[str, str, str]:
        """Amount, cases and persons as they are written."""
        return (
            whole_number(self.amount),
            "–" if self.cases is None else whole_number(self.cases),
            "–" if self.persons is None else whole_number(self.persons),
        )


class RowKind(StrEnum):
    PART = "part"
    REST = "rest"  # what the withheld parts come to
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """`values` has one for each indicator, in their order."""

    label: str
    values: tuple[Value | None, ...]
    kind: RowKind = RowKind.PART
    area: Area | None = None

    def of(self, indicator: Indicator) -> Value | None:
        return self.values[list(INDICATORS.values()).index(indicator)]


def keep_indicators(rows: Iterable[Row], indicators: Iterable[Indicator]) -> list[Row]:
    """The same rows with the values of these indicators alone."""
    wanted = list(indicators)
    return [replace(row, values=tuple(row.of(indicator) for indicator in wanted)) for row in rows]


def area_rows(whole: Area, parts: Iterable[Area], shown: Shown) -> list[Row]:
    """The areas in Swedish order, what the withheld ones come to, and the whole."""
    rows = [area_row(area, shown) for area in in_order(parts)]
    total = replace(area_row(whole, shown), label=f"{whole.name}, totalt", kind=RowKind.TOTAL)
    return [*rows, *_rest_rows(rows, total, adds_up=False), total]


def area_row(area: Area, shown: Shown) -> Row:
    return replace(row_of(area.name, (area.code, ALL), shown), area=area)


def breakdown_rows(area: Area, dimension: Dimension, shown: Shown) -> list[Row]:
    rows = [row_of(value.label, (area.code, Group(dimension, value)), shown) for value in VALUES[dimension]]
    total = replace(row_of("Totalt", (area.code, ALL), shown), kind=RowKind.TOTAL)
    return [*rows, *_rest_rows(rows, total, adds_up=dimension in _ADDS_UP), total]


def in_order(areas: Iterable[Area]) -> list[Area]:
    """County, municipalities, districts, each kind in Swedish order; people of no known district last."""
    kinds = list(AreaKind)
    return sorted(areas, key=lambda area: (kinds.index(area.kind), not area.is_known, sort_key(area.name)))


def row_of(label: str, cell: tuple[str, Group], shown: Shown) -> Row:
    counts = [shown.get((*cell, indicator)) for indicator in INDICATORS.values()]
    return Row(
        label,
        tuple(Value(c.amount, c.cases, c.persons, c.is_released) if c else None for c in counts),
    )


def _rest_rows(rows: Sequence[Row], total: Row, *, adds_up: bool) -> list[Row]:
    parts = zip(*(row.values for row in rows), strict=True)
    left = tuple(
        _value_left(whole, part, adds_up=adds_up) for whole, part in zip(total.values, parts, strict=True)
    )
    return [Row("Dolda tillsammans", left, RowKind.REST)] if any(left) else []


def _value_left(total: Value | None, parts: Sequence[Value | None], *, adds_up: bool) -> Value | None:
    """The total less the shown parts; None where nothing, or the total too, is withheld."""
    shown = [part for part in parts if part]
    if total is None or len(shown) == len(parts):
        return None
    amount = total.amount - sum(part.amount for part in shown)
    if not adds_up:
        return Value(amount, None, None)
    cases = (total.cases or 0) - sum(part.cases or 0 for part in shown)
    persons = (total.persons or 0) - sum(part.persons or 0 for part in shown)
    return Value(amount, cases, persons)
