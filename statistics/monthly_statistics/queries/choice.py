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
    snapshot = _find_snapshot(snapshots, asked.get(MONTH, ""))
    divisions = directory.areas()
    areas = [area for area in divisions.in_month(snapshot.month) if reader.may_choose(area)]
    wanted = _find_area(divisions, asked.get(AREA) or reader.home)
    if not reader.may_choose(wanted):
        raise Http404
    if wanted in areas:
        return Choice(snapshots, snapshot, divisions, areas, wanted, reader)
    instead = next((area for area in areas if area.code == reader.municipality), areas[0])
    return Choice(snapshots, snapshot, divisions, areas, instead, reader, wanted)


def _find_snapshot(snapshots: list[Snapshot], text: str) -> Snapshot:
    """The last complete month, unless another is asked for."""
    if not text:
        return next((snapshot for snapshot in snapshots if snapshot.version), snapshots[0])
    for snapshot in snapshots:
        if f"{snapshot.month:%Y-%m}" == text:
            return snapshot
    raise Http404


def _find_area(divisions: Areas, code: str) -> Area:
    for area in divisions.all():
        if area.code == code:
            return area
    raise Http404
