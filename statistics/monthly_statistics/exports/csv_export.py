"""All months, areas and groups as one CSV file, a line a group.

Every number is whole, so no decimal sign is needed. A municipality's code loses its first zero in Excel but
not in the file: the workbook keeps it as text. A withheld figure says "dold", which SUMMA passes over.
"""

from __future__ import annotations

from collections.abc import Iterator

from monthly_statistics.exports.export_text import LOGGED, headings, numbers
from monthly_statistics.figures.groups import GROUPS, VALUES, Dimension, Group
from monthly_statistics.figures.readers import Reader
from monthly_statistics.figures.report import in_order, row_of
from monthly_statistics.queries import directory, published
from municipalities.access import log
from municipalities.models import AccessLog, Assignment
from municipalities.spreadsheets import BYTE_ORDER_MARK, csv_lines

_COLUMNS = ("Månad", "Version", "Områdestyp", "Kod", "Område", "Indelning", "Grupp")


def export_csv(by: Assignment, reader: Reader) -> Iterator[str]:
    """`lines`, in the access log before the first is read."""
    log.record(AccessLog.Action.EXPORT, by=by, detail=f"{LOGGED}, csv")
    return lines(reader)


def lines(reader: Reader) -> Iterator[str]:
    """A month at a time: what is held in memory does not grow with the years."""
    yield BYTE_ORDER_MARK + csv_lines([(*_COLUMNS, *headings())])
    divisions = directory.areas()
    for snapshot in sorted(published.newest_snapshots(), key=lambda snapshot: snapshot.month):
        areas = in_order(filter(reader.may_choose, divisions.in_month(snapshot.month)))
        shown = published.shown_cells(snapshot)
        month = (f"{snapshot.month:%Y-%m}", snapshot.version or "preliminär")
        yield csv_lines(
            (
                *month,
                area.kind.label,
                area.code,
                area.name,
                *group_words(group),
                *numbers(row_of("", (area.code, group), shown)),
            )
            for area in areas
            for group in GROUPS
        )


def group_words(group: Group) -> tuple[str, str]:
    if not group.dimension:
        return "Alla", "Alla"
    dimension = Dimension(group.dimension)
    return dimension.label, VALUES[dimension](group.value).label
