"""A month's whole table: every cell with its count, and whether it may be shown. Pure: no Django."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from monthly_statistics.figures.areas import Area, Areas
from monthly_statistics.figures.counting import Cell, Count
from monthly_statistics.figures.groups import ALL, GROUPS, VALUES, Group
from monthly_statistics.figures.indicators import INDICATORS, Indicator
from monthly_statistics.figures.suppression import Sum, cells_to_withhold

#: An area's code and a group: a cell of one month and one indicator.
Key = tuple[str, Group]


class Figure(NamedTuple):
    indicator: Indicator
    area: Area
    group: Group
    counted: Count
    withheld: bool


def tables_of(months: Iterable[date], counts: Mapping[Cell, Count], areas: Areas) -> dict[date, list[Figure]]:
    """Each month's table: it follows from that month's counts alone."""
    of_month: defaultdict[date, dict[Cell, Count]] = defaultdict(dict)
    for cell, counted in counts.items():
        of_month[cell.month][cell] = counted
    return {month: list(table(month, of_month[month], areas)) for month in months}


def table(month: date, counts: Mapping[Cell, Count], areas: Areas) -> Iterator[Figure]:
    """Cells that count nobody are there too: they look like every other withheld cell."""
    counted = {cell.area for cell in counts if cell.month == month}
    existing = sorted(counted.union(areas.in_month(month)))
    known_sums = list(sums(existing))
    for indicator in INDICATORS.values():
        cells = {
            (area, group): counts.get(Cell(month, indicator, area, group), Count())
            for area in existing
            for group in GROUPS
        }
        hidden = cells_to_withhold(
            {(area.code, group): cell.persons for (area, group), cell in cells.items()}, known_sums
        )
        for (area, group), cell in cells.items():
            yield Figure(indicator, area, group, cell, (area.code, group) in hidden)


def sums(areas: Iterable[Area]) -> Iterator[Sum[Key]]:
    """What every reader knows: the county is its municipalities, a city its districts, and
    everyone has one value of each dimension."""
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for area in areas:
        if area.parent:
            parts[area.parent].append(area.code)
        for dimension, values in VALUES.items():
            yield Sum((area.code, ALL), tuple((area.code, Group(dimension, value)) for value in values))
    for whole, codes in parts.items():
        for group in GROUPS:
            yield Sum((whole, group), tuple((code, group) for code in codes))
