"""What docs/security.md names is there: files, tests, and every chapter of the standard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories.security.documented import DOCUMENT

TESTS = Path(settings.BASE_DIR) / "tests"
NAMED = re.compile(r"`(?P<file>(?:tests/)?[\w/]*test_\w+\.py)(?P<names>(?:::[\w]+…?)*)`")


def named() -> list[tuple[str, str]]:
    """The files, each with the names of a class and tests in it."""
    return sorted({(found["file"], found["names"]) for found in NAMED.finditer(DOCUMENT.read_text())})


@pytest.mark.parametrize(("file", "names"), named())
def test_a_test_that_is_named_is_there(file: str, names: str) -> None:
    found = [path for path in TESTS.rglob(Path(file).name) if str(path).endswith(f"/{file}")]
    assert len(found) == 1, file
    text = found[0].read_text()
    for name in names.split("::")[1:]:
        whole = r"\w*" if name.endswith("…") else r"\b"
        assert re.search(rf"(?:def|class) {name.rstrip('…')}{whole}", text), name


def test_each_chapter_of_the_standard_is_there() -> None:
    chapters = re.findall(r"^(?:### )?V(\d+) ", DOCUMENT.read_text(), re.MULTILINE)
    assert [int(number) for number in chapters] == list(range(1, 18))


def test_what_is_not_met_is_said_so() -> None:
    answers = re.findall(r"\*\*(not met|partly)\*\*", DOCUMENT.read_text())
    assert answers.count("not met") > 1
