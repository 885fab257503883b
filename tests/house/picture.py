"""docs/images/rooms.svg: the rooms of every app, each above all that it imports within the app.

An arrow stands for an import; one that follows from two others is left out. Numbers are the stations of
the two ways that docs/architecture.md tells, in the rooms where they happen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from tests.house import imports
from tests.house.measures import House
from tests.house.source import APPS, ROOT

PAGE = Path("docs/architecture.md")
PICTURE = Path("docs/images/rooms.svg")
#: A section of the page that tells a way, and the colour of its numbers.
WAYS = {"The way of a message": "#1f5fa8", "The way of a day": "#a8471f"}
EXPLAINED = (
    "An app may import those after it, never those before it.",
    "A room stands above what it imports within its app.",
    "Arrows that follow from two others are left out.",
)

LETTER, PADDING, HEIGHT = 6.3, 14, 22  # of a box
GAP, STOREY, SHELF, ABREAST = 10, 50, 28, 5  # between boxes; so many stand abreast at most
HEADING, MARGIN, BADGE, IN_A_ROW = 46, 16, 7, 3

Stations = Mapping[str, list[tuple[int, str]]]


class Box(NamedTuple):
    """A room on the picture."""

    name: str
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def label(self) -> str:
        return _label(self.name)


class Panel(NamedTuple):
    """An app on the picture, measured from its own corner."""

    app: str
    width: float
    height: float
    boxes: dict[str, Box]
    arrows: list[imports.Arrow]


def draw(root: Path = ROOT) -> str:
    """The picture, the same for the same code and page."""
    house = House(root)
    panels = [_panel(app, house) for app in reversed(APPS)]
    stations = find_stations((root / PAGE).read_text())
    parts: list[str] = []
    y, width = float(MARGIN), 0.0
    for row in (panels[:IN_A_ROW], panels[IN_A_ROW:]):
        x, top = float(MARGIN), y
        for panel in row:
            parts += _moved(panel, x, y, stations)
            x += panel.width + MARGIN
        y += max(panel.height for panel in row) + MARGIN
        width = max(width, x)
    width = max(width, x + max(map(len, EXPLAINED)) * LETTER)
    return "\n".join([*_head(width, y), *parts, *_legend(x + MARGIN, top + HEADING), "</svg>\n"])


def find_stations(page: str) -> dict[str, list[tuple[int, str]]]:
    """For each room the stations in it, numbered as the page numbers them, with the way's colour."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for title, colour in WAYS.items():
        _, _, told = page.partition(f"\n## {title}\n")
        for number, path in re.findall(r"^(\d+)\. .*?`([\w/.]+\.py)", told.split("\n## ")[0], re.MULTILINE):
            found[_room_at(path)].append((int(number), colour))
    return found


def _room_at(path: str) -> str:
    app = next(app for app, folder in APPS.items() if path.startswith(f"{folder}/"))
    return f"{app}.{path.removeprefix(APPS[app] + '/').removesuffix('.py').split('/')[0]}"


def _panel(app: str, house: House) -> Panel:
    inside = imports.within(app, house.arrows)
    rooms = {imports.room(module.name) for module in house.code if module.app == app} - {app}
    shelves = [list(_shelves(storey)) for storey in _storeys(rooms, inside)]
    width = max(_row_width(row) for storey in shelves for row in storey) + 2 * MARGIN
    boxes, below = _placed(shelves, width)
    return Panel(app, width, below, boxes, imports.reduced(inside))


def _storeys(rooms: Iterable[str], arrows: Iterable[imports.Arrow]) -> list[list[str]]:
    """The rooms from the highest storey down; within a storey by name."""
    storeys: dict[int, list[str]] = defaultdict(list)
    targets = imports.targets_of(arrows)
    for name in sorted(rooms):
        storeys[_storey(name, targets, frozenset())].append(name)
    return [storeys[height] for height in sorted(storeys, reverse=True)]


def _storey(name: str, targets: Mapping[str, set[str]], above: frozenset[str]) -> int:
    """One above the highest of what it imports; what imports it in turn, in a circle, is left out."""
    below = targets.get(name, set()) - above
    return 1 + max((_storey(other, targets, above | {name}) for other in below), default=0)


def _shelves(storey: list[str]) -> Iterator[list[str]]:
    """A storey in rows that are no wider than the page, of about the same length."""
    rows = -(-len(storey) // ABREAST)
    length = -(-len(storey) // rows)
    return (storey[start : start + length] for start in range(0, len(storey), length))


def _label(name: str) -> str:
    return name.split(".", maxsplit=1)[1]


def _box_width(name: str) -> float:
    return len(_label(name)) * LETTER + PADDING


def _row_width(row: list[str]) -> float:
    return sum(map(_box_width, row)) + GAP * (len(row) - 1)


def _placed(storeys: list[list[list[str]]], width: float) -> tuple[dict[str, Box], float]:
    """The boxes, and how far down they reach."""
    boxes: dict[str, Box] = {}
    y: float = HEADING
    for storey in storeys:
        for row in storey:
            x = (width - _row_width(row)) / 2
            for name in row:
                boxes[name] = Box(name, x, y, _box_width(name))
                x += boxes[name].width + GAP
            y += SHELF
        y += STOREY - SHELF
    return boxes, y - (STOREY - HEIGHT) + MARGIN


def _head(width: float, height: float) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        'font-family="DejaVu Sans, Verdana, sans-serif" font-size="10">'
    )
    yield "<title>The rooms of each app, and what they import</title>"
    yield (
        '<defs><marker id="tip" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="5" markerHeight="5" '
        'orient="auto"><path d="M0 0 6 3 0 6z" fill="#8795a1"/></marker></defs>'
    )
    yield f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>'


def _legend(x: float, y: float) -> Iterator[str]:
    for line, text in enumerate(EXPLAINED):
        yield f'<text x="{x:.0f}" y="{y + 18 * line:.0f}">{text}</text>'
    for line, (title, colour) in enumerate(WAYS.items(), len(EXPLAINED)):
        middle = y + 18 * line + BADGE
        yield f'<circle cx="{x + BADGE:.0f}" cy="{middle:.0f}" r="{BADGE}" fill="{colour}"/>'
        yield f'<text x="{x + 3 * BADGE:.0f}" y="{middle + 4:.0f}">{title}</text>'


def _moved(panel: Panel, x: float, y: float, stations: Stations) -> Iterator[str]:
    yield f'<g transform="translate({x:.1f} {y:.1f})">'
    yield f'<rect width="{panel.width:.1f}" height="{panel.height:.1f}" rx="6" fill="#f4f6f8"/>'
    yield f'<text x="{MARGIN}" y="26" font-size="14" font-weight="bold">{panel.app}</text>'
    for arrow in panel.arrows:
        yield _drawn_arrow(panel.boxes[arrow.source], panel.boxes[arrow.target])
    for box in panel.boxes.values():
        yield from _drawn_box(box)
        yield from _drawn_stations(box, stations.get(box.name, []))
    yield "</g>"


def _drawn_arrow(source: Box, target: Box) -> str:
    start, end = source.y + HEIGHT, target.y
    half = (start + end) / 2
    way = f"M{source.middle:.1f} {start} C{source.middle:.1f} {half} {target.middle:.1f} {half} "
    return (
        f'<path d="{way}{target.middle:.1f} {end}" fill="none" stroke="#8795a1" stroke-width=".8" '
        'marker-end="url(#tip)"/>'
    )


def _drawn_box(box: Box) -> Iterator[str]:
    size = f'x="{box.x:.1f}" y="{box.y}" width="{box.width:.1f}" height="{HEIGHT}"'
    yield f'<rect {size} rx="3" fill="#fff" stroke="#52606d"/>'
    yield f'<text x="{box.middle:.1f}" y="{box.y + 15}" text-anchor="middle">{box.label}</text>'


def _drawn_stations(box: Box, stations: Iterable[tuple[int, str]]) -> Iterator[str]:
    for place, (number, colour) in enumerate(stations):
        x = box.x + place * (2 * BADGE + 1)
        yield f'<circle cx="{x:.1f}" cy="{box.y}" r="{BADGE}" fill="{colour}"/>'
        place_of_number = f'x="{x:.1f}" y="{box.y + 3}" font-size="8" fill="#fff" text-anchor="middle"'
        yield f"<text {place_of_number}>{number}</text>"
