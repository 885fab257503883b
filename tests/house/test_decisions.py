"""Decision records: each has a date, a status and options, the index lists all, references lead to one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import APPS, ROOT

FOLDER = ROOT / "docs" / "decisions"
RECORDS = sorted(FOLDER.glob("[0-9]*.md"))
NUMBERS = {path.name[:4] for path in RECORDS}
INDEX = FOLDER / "README.md"
#: Where decisions are referred to: `docs/decisions/0001`, "decision 0001", "decisions 0001 and 0002".
FOLDERS = (*APPS.values(), "tests", "docs", "templates", "static/js", "static/css")
SUFFIXES = {".py", ".md", ".html", ".js", ".css"}
REFERENCE = re.compile(
    r"(?:decisions/|\b[Dd]ecisions? |\b[Rr]ecords? )`?"
    r"(?P<numbers>\d{4}\b(?:(?:…?`?, `?|\s+(?:and|to) )\d{4}\b)*)"
)
#: Records speak of each other by number alone.
BETWEEN_RECORDS = re.compile(r"(?<![-\d/–])\b(0\d{3})\b(?![-\d/.])")
LINES = 40


def heads(text: str) -> dict[str, str]:
    """The lines `- Date:` and `- Status:`."""
    return dict(re.findall(r"^- (Date|Status): (.+)$", text, re.MULTILINE))


def row(path: Path) -> str:
    """The line of the index for a record."""
    text = path.read_text()
    title = re.match(r"# \d+\. (.+)", text)
    dates = dict.fromkeys(re.findall(r"\d{4}-\d\d-\d\d", heads(text)["Date"]))
    status = re.split("[;,]", heads(text)["Status"])[0]
    assert title, "a record begins with '# 1. What was decided'"
    return f"| [{path.name[:4]}]({path.name}) | {title[1]} | {', '.join(dates)} | {status} |"


def references(text: str) -> Iterator[str]:
    for found in REFERENCE.finditer(text):
        yield from re.findall(r"\d{4}", found["numbers"])


def test_each_record_says_when_it_was_made_and_whether_it_holds() -> None:
    for path in RECORDS:
        said = heads(path.read_text())
        assert re.match(r"\d{4}-\d\d-\d\d\b", said["Date"]), path.name
        assert re.match(r"(accepted|superseded by \d{4})(?:[;,] .+)?$", said["Status"]), path.name


def test_each_record_says_what_was_weighed_and_what_was_chosen() -> None:
    for path in RECORDS:
        text = path.read_text()
        assert re.search(r"^\*\*Options", text, re.MULTILINE), path.name
        assert re.search(r"^\*\*Decision", text, re.MULTILINE), path.name


def test_each_record_is_short() -> None:
    assert [path.name for path in RECORDS if len(path.read_text().splitlines()) > LINES] == []


def test_records_name_records_that_exist() -> None:
    named = {path.name: set(BETWEEN_RECORDS.findall(path.read_text())) for path in RECORDS}
    assert {name: numbers - NUMBERS for name, numbers in named.items() if numbers - NUMBERS} == {}


def test_the_numbers_follow_each_other() -> None:
    """Each is used once, and a new record gets the next."""
    assert [int(path.name[:4]) for path in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_the_index_lists_every_record() -> None:
    listed = [line for line in INDEX.read_text().splitlines() if re.match(r"\| \[\d{4}\]\(\d", line)]
    assert listed == [row(path) for path in RECORDS]


def test_whatever_the_index_leads_to_is_there() -> None:
    """The new places of old numbers among them."""
    links = re.findall(r"\]\(([^)#]+)", INDEX.read_text())
    assert [link for link in links if not (FOLDER / link).exists()] == []
    assert len(links) > 100


def test_every_decision_that_is_referred_to_can_be_read() -> None:
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    cited = {number for path in files if path != INDEX for number in references(path.read_text())}
    assert cited <= NUMBERS
    assert len(cited) > 10
