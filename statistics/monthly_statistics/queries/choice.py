"""Which month and which area the reader has asked for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, QueryDict

from monthly_statistics.figures.areas import Area, Areas
from monthly_statistics.figures.readers import Reader
from monthly_statistics.models import Snapshot
from monthly_statistics.queries import directory, published

MONTH, AREA = "manad", "omrade"


@dataclass(frozen=True, slots=True)
class Choice:
    """`wanted` is the area that was asked for, where it did not exist in the month."""

    snapshots: list[Snapshot]
    snapshot: Snapshot
    divisions: Areas
    areas: list[Area]
    area: Area
    reader: Reader
    wanted: Area | None = None

    @property
    def month(self) -> str:
        return f"{self.snapshot.month:%Y-%m}"

    @property
    def query(self) -> str:
        return urlencode({MONTH: self.month, AREA: self.area.code})


def choose(asked: QueryDict, reader: Reader) -> Choice | None:
    """None where nothing is published yet; 404 for a month or an area that is not there for the reader."""
    snapshots = published.newest_snapshots()
    if not snapshots:
        return None
    # The last complete month, unless another is asked for.
    month = asked.get(MONTH)
    fitting = [each for each in snapshots if (f"{each.month:%Y-%m}" == month if month else each.version)]
    if month and not fitting:
        raise Http404
    snapshot = fitting[0] if fitting else snapshots[0]
    divisions = directory.areas()
    areas = [area for area in divisions.in_month(snapshot.month) if reader.may_choose(area)]
    code = asked.get(AREA) or reader.home
    wanted = next((area for area in divisions.all() if area.code == code), None)
    if wanted is None or not reader.may_choose(wanted):
        raise Http404
    if wanted in areas:
        return Choice(snapshots, snapshot, divisions, areas, wanted, reader)
    instead = next((area for area in areas if area.code == reader.municipality), areas[0])
    return Choice(snapshots, snapshot, divisions, areas, instead, reader, wanted)
