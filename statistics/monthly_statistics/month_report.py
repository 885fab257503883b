"""Everything that is said of one month, read once, for the page and the workbook alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from monthly_statistics import presenters, queries
from monthly_statistics.areas import COUNTY, Area
from monthly_statistics.choice import Choice
from monthly_statistics.groups import ALL, Dimension
from monthly_statistics.report import Row, Shown, area_row, area_rows, breakdown_rows, row_of

#: A year and the same month of the year before.
MONTHS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class MonthReport:
    """`headline` is the chosen area itself; `series` its months up to the chosen one, oldest first."""

    headline: Row
    series: list[Row]
    areas: list[Table]
    breakdowns: list[Table]


def read(choice: Choice) -> MonthReport:
    shown = queries.shown(choice.snapshot, queries.WHOLE | Q(area_code=choice.area.code))
    area = choice.area
    return MonthReport(
        headline=area_row(area, shown),
        series=series(choice),
        areas=list(_area_tables(choice.areas, shown)),
        breakdowns=[Table(each.label, breakdown_rows(area, each, shown)) for each in Dimension],
    )


def series(choice: Choice) -> list[Row]:
    """Months in which the area did not exist are left out: they are not withheld."""
    area, last = choice.area, choice.snapshot.month
    existing = [
        each
        for each in choice.snapshots
        if each.month <= last and area in choice.divisions.in_month(each.month)
    ][:MONTHS_SHOWN]
    shown = queries.shown_by_month(existing, area.code)
    return [
        row_of(presenters.month_label(each), (area.code, ALL), shown[each.month])
        for each in reversed(existing)
    ]


def _area_tables(areas: list[Area], shown: Shown) -> Iterator[Table]:
    """The county's municipalities, and the districts of a city that has any."""
    for whole in areas:
        parts = [area for area in areas if area.parent == whole.code]
        if parts:
            title = "Kommuner" if whole == COUNTY else f"Stadsdelar i {whole.name}"
            yield Table(title, area_rows(whole, parts, shown))
