"""What docstrings, comments and documents name is there: files, modules, and what modules are said to hold.

Looked at is what stands in backticks: `discharge/process/folding.py`, `folding.py`, `folding.fold`. A dotted
name counts where its first part is a module or folder of ours; a Python file's name also without backticks.
"""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.house.source import APPS, ROOT

FOLDERS = (*APPS.values(), "tests", "docs", "templates", "static", "statistics")
DOCUMENTS = sorted(
    [
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
    ]
)
CODE = sorted(path for name in (*APPS.values(), "tests") for path in (ROOT / name).rglob("*.py"))
A_FILE = re.compile(r"[\w/.-]*\w\.(?:py|md|csv|html|toml|js|css|yml|json|lock|sql)$")
A_PATTERN = re.compile(r"(?=.*\*)[\w.*-]+/[\w/.*-]+\.(?:py|sql|md)$")
A_DOTTED_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$")
PROSE = re.compile(r'"""(.*?)"""|(?<!\S)(#.*?)$', re.DOTALL | re.MULTILINE)
A_PYTHON_FILE = re.compile(r"(?<![\w/.*<`-])[\w/]+\.py\b")
#: Made at run time, somebody else's, or named because it is not there.
ELSEWHERE = re.compile(r"DATA_DIR/.+|/.+|statistics/__init__\.py|conftest\.py")


@cache
def places() -> frozenset[str]:
    """Every file and folder, also by the ends of its path: `folding.py` as well as `process/folding.py`."""
    files = [path for name in FOLDERS for path in (ROOT / name).rglob("*")]
    beside = [path for path in ROOT.iterdir() if path.is_file()]
    parts = [path.relative_to(ROOT).parts for path in (*files, *beside) if "__pycache__" not in path.parts]
    return frozenset("/".join(names[start:]) for names in parts for start in range(len(names)))


@cache
def modules() -> dict[str, list[Path]]:
    """The files of every module and folder of code, by the ends of its dotted name."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in CODE:
        parts = path.relative_to(ROOT).with_suffix("").parts
        for end in range(1, len(parts) + 1):
            for start in range(end):
                found[".".join(parts[start:end])].append(path)
    return dict(found)


@cache
def words(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", path.read_text()))


def is_there(name: str) -> bool:
    """Does anything answer to it? True also where it names nothing of ours."""
    if ELSEWHERE.fullmatch(name):
        return True
    if "/" in name and name.endswith("…"):
        return any(place.startswith(name[:-1]) for place in places())
    if A_PATTERN.match(name):
        return bool(fnmatch.filter(places(), name))
    if A_FILE.match(name):
        return name in places()
    parts = name.split(".")
    if not A_DOTTED_NAME.match(name) or parts[0] not in modules():
        return True
    module = next(head for end in range(len(parts), 0, -1) if (head := ".".join(parts[:end])) in modules())
    rest = set(parts[module.count(".") + 1 :])
    return any(rest <= words(path) for path in modules()[module])


def names(text: str) -> Iterator[str]:
    for token in re.findall(r"`([^`\n]+)`", text):
        yield re.sub(r"[( ].*", "", token.split("::")[0])
    yield from A_PYTHON_FILE.findall(text)


def prose(path: Path) -> Iterator[str]:
    """The docstrings and the comments of a file of code."""
    for docstring, comment in PROSE.findall(path.read_text()):
        yield docstring or comment


def missing(texts: Iterable[str]) -> list[str]:
    return sorted({name for text in texts for name in names(text) if not is_there(name)})


def test_what_the_code_names_is_there() -> None:
    """So that a docstring is not left behind when a module moves."""
    found = {str(path.relative_to(ROOT)): missing(prose(path)) for path in CODE}
    assert {path: gone for path, gone in found.items() if gone} == {}


def test_what_the_documents_name_is_there() -> None:
    found = {str(path.relative_to(ROOT)): missing([path.read_text()]) for path in DOCUMENTS}
    assert {path: gone for path, gone in found.items() if gone} == {}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("`discharge/process/folding.py` and `folding.py`", []),
        ("`discharge/process/unfolding.py`", ["discharge/process/unfolding.py"]),
        ("as folding.py says, and unfolding.py", ["unfolding.py"]),
        ("`discharge/process/fold…`, `discharge/process/unfold…`", ["discharge/process/unfold…"]),
        ("`*/database/functions/*.sql`, `*/migrations/*_unfolding.py`", ["*/migrations/*_unfolding.py"]),
        ("`folding.fold`, `folding.unfold`", ["folding.unfold"]),
        ("`discharge.process.unfolding`", ["discharge.process.unfolding"]),
        ("`request.session`, `transaction.on_commit(…)`", []),
    ],
)
def test_what_is_looked_at(text: str, gone: list[str]) -> None:
    assert missing([text]) == gone
