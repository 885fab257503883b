"""Everything that is said of one month, read once, for the page and the workbook alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.text import capfirst

from monthly_statistics.figures.areas import COUNTY, Area
from monthly_statistics.figures.groups import ALL, Dimension
from monthly_statistics.figures.indicators import Indicator, Panel, panels
from monthly_statistics.figures.readers import Sees
from monthly_statistics.figures.report import (
    Row,
    Shown,
    area_row,
    area_rows,
    breakdown_rows,
    in_order,
    keep_indicators,
    row_of,
)
from monthly_statistics.presenters import overview
from monthly_statistics.queries import published
from monthly_statistics.queries.choice import Choice

#: A year and the same month of the year before.
MONTHS_SHOWN = 13


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    rows: list[Row]

    def of_panel(self, panel: Panel, indicators: Sequence[Indicator]) -> Table:
        return Table(panel.titled(self.title), keep_indicators(self.rows, indicators))


@dataclass(frozen=True, slots=True)
class PanelReport:
    """A panel's part of the report: its indicators, and their columns of the tables."""

    panel: Panel
    indicators: Sequence[Indicator]
    series: list[Row]
    areas: list[Table]
    breakdowns: list[Table]
    county: list[Table]

    @property
    def months_title(self) -> str:
        return capfirst(f"{self.panel.word} månad för månad".strip())

    @property
    def is_charted(self) -> bool:
        return any(indicator.bar for indicator in self.indicators)


@dataclass(frozen=True, slots=True)
class MonthReport:
    """`headline` is the chosen area itself; `series` its months up to the chosen one, oldest first.

    `county` are the county's breakdowns, for who compares the own area with it; `shown` is what all but the
    series is made of.
    """

    shown: Shown
    headline: Row
    series: list[Row]
    areas: list[Table]
    breakdowns: list[Table]
    county: list[Table]

    def panels(self) -> Iterator[PanelReport]:
        """The same in the parts of the page."""
        for panel, indicators in panels().items():
            broken_down = (self.breakdowns, self.county) if panel.is_broken_down else ((), ())
            of_areas, breakdowns, county = (
                [table.of_panel(panel, indicators) for table in tables]
                for tables in (self.areas, *broken_down)
            )
            series = keep_indicators(self.series, indicators)
            yield PanelReport(panel, indicators, series, of_areas, breakdowns, county)


def read_month(choice: Choice) -> MonthReport:
    area = choice.area
    beside = [COUNTY] if choice.reader.is_own(area) else []
    codes = [one.code for one in (area, *beside)]
    shown = published.shown_cells(choice.snapshot, published.WHOLE | Q(area_code__in=codes))
    return MonthReport(
        shown=shown,
        headline=area_row(area, shown),
        series=series(choice),
        areas=list(_area_tables(choice, shown)),
        breakdowns=_breakdown_tables(area, shown),
        county=[table for one in beside for table in _breakdown_tables(one, shown)],
    )


def series(choice: Choice) -> list[Row]:
    """Months in which the area did not exist are left out: they are not withheld."""
    area, last = choice.area, choice.snapshot.month
    existing = [
        each
        for each in choice.snapshots
        if each.month <= last and area in choice.divisions.in_month(each.month)
    ][:MONTHS_SHOWN]
    shown = published.shown_by_month(existing, area.code)
    return [
        row_of(overview.month_label(each), (area.code, ALL), shown[each.month]) for each in reversed(existing)
    ]


def _breakdown_tables(area: Area, shown: Shown) -> list[Table]:
    return [Table(each.label, breakdown_rows(area, each, shown)) for each in Dimension]


def _area_tables(choice: Choice, shown: Shown) -> Iterator[Table]:
    """The county's municipalities, and the districts of a city that has any.

    Who reads the own areas' figures gets them beside the county's first.
    """
    reader, areas = choice.reader, choice.areas
    if reader.sees is Sees.OWN:
        own = [area for area in areas if area.code in (*reader.districts, reader.municipality)]
        yield Table("Egna siffror och länets", [area_row(area, shown) for area in (*in_order(own), COUNTY)])
    for whole in areas:
        parts = [area for area in areas if area.parent == whole.code]
        if parts and not (reader.sees is Sees.OWN and (whole == COUNTY or reader.district)):
            title = "Kommuner" if whole == COUNTY else f"Stadsdelar i {whole.name}"
            yield Table(title, area_rows(whole, parts, shown))
