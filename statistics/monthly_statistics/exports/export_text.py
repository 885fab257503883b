"""Text and numbers as the files write them. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterator

from monthly_statistics.figures.indicators import INDICATORS
from monthly_statistics.figures.report import Row, RowKind

#: What a file's row in the access log is about.
LOGGED = "månadsstatistik"
WITHHELD = "dold"
NOT_SAID = "–"


def headings() -> list[str]:
    """Three for each indicator."""
    return [heading for each in INDICATORS.values() for heading in each.headings]


def numbers(row: Row) -> Iterator[int | str]:
    """The columns under `headings`: three for each indicator."""
    for value in row.values:
        if value is None:
            yield from (NOT_SAID if row.kind is RowKind.REST else WITHHELD,) * 3
        else:
            three = (value.amount, value.cases, value.persons)
            yield from (NOT_SAID if number is None else number for number in three)
