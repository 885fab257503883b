"""docs/architecture.md names what is there, its picture is fresh, and the pages' links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import picture
from tests.house.__main__ import main
from tests.house.source import APPS, ROOT

PAGE = (ROOT / picture.PAGE).read_text()
#: A path from the root or a file's bare name, and the names said to be in the file, in brackets behind it.
NAMED = re.compile(
    r"`(?P<path>[\w.]+/[\w/.]*|\w+\.(?:py|sql|csv|html|md))`(?: \((?P<names>`\w+`(?:, `\w+`)*)\))?"
)
LINK = re.compile(r"\]\((?!https?:)(?P<target>[^)#\s]+)")
#: Rooms that several apps have are named without an app.
FOLDERS = [*APPS.values(), "."]
ADDED = (
    "a message type",
    "an indicator",
    "a rule of money",
    "a reason for not charging",
    "a page",
    "a derived column",
    "a protected table",
    "an invoice line",
)


def written_pages() -> list[Path]:
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("path", sorted({found["path"] for found in NAMED.finditer(PAGE)}))
def test_every_path_is_there(path: str) -> None:
    assert any((ROOT / folder / path).exists() for folder in FOLDERS)


@pytest.mark.parametrize(
    ("path", "name"),
    sorted(
        (found["path"], name)
        for found in NAMED.finditer(PAGE)
        for name in re.findall(r"\w+", found["names"] or "")
    ),
)
def test_every_name_is_in_its_file(path: str, name: str) -> None:
    assert re.search(rf"^(?:class|def) {name}\b|^{name}\b.* = ", (ROOT / path).read_text(), re.MULTILINE)


def test_where_to_add_each_thing_is_said_with_the_test_that_shows_it() -> None:
    _, _, told = PAGE.partition("\n## Where do I add\n")
    rows = {cells[1].strip(): cells for line in told.splitlines() if len(cells := line.split("|")) == 5}
    for thing in ADDED:
        _, _, files, shown_by, _ = rows[thing]
        assert "`" in files, thing
        assert re.search(r"`tests/[\w/]+\.py`", shown_by), thing


def test_every_station_of_the_ways_has_its_room() -> None:
    for title in picture.WAYS:
        _, _, told = PAGE.partition(f"\n## {title}\n")
        numbers = re.findall(r"^(\d+)\. \*\*\w+\*\*", told.split("\n## ")[0], re.MULTILINE)
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert len(numbers) >= 6
    marked = [mark for marks in picture.find_stations(PAGE).values() for mark in marks]
    assert len(marked) == len(re.findall(r"^\d+\. ", PAGE, re.MULTILINE))


def test_it_is_one_page() -> None:
    assert len(PAGE.splitlines()) <= 75


def test_the_picture_is_fresh() -> None:
    stored = (ROOT / picture.PICTURE).read_text()
    assert stored == picture.draw(), "python -m tests.house picture draws it again"


def test_the_command_draws_the_picture_once_for_the_same_code(tmp_path: Path) -> None:
    for name in ("manage.py", "discharge/views/cases.py", "discharge/queries/lists.py", "billing/apps.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("from discharge.queries import lists\n")
    for folder in APPS.values():
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / "apps.py").touch()
    page = tmp_path / picture.PAGE
    page.parent.mkdir()
    page.write_text("\n## The way of a message\n\n1. **list** `discharge/queries/lists.py`\n")
    main("picture", str(tmp_path))
    drawn = (tmp_path / picture.PICTURE).read_text()
    assert ">views</text>" in drawn
    assert drawn.count("<path") == 1 + 1  # the tip, and the one arrow inside an app
    assert drawn.count(">1</text>") == 1
    assert drawn == picture.draw(tmp_path)


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = {found["target"] for found in LINK.finditer(page.read_text())}
    assert not {target for target in targets if not (page.parent / target).exists()}
