"""What is declared, what is locked and what is imported are the same packages (fault A1)."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.settings import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DECLARED = PROJECT["dependencies"]
OURS = {"manage", "vardovergang", "municipalities", "discharge", "billing", "monthly_statistics"}
CODE = ("manage.py", "vardovergang", "municipalities", "discharge", "billing", "statistics")


def name_of(requirement: str) -> str:
    """The package's name as registries compare it."""
    found = re.match(r"[\w.-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def locked(lock: str) -> set[str]:
    lines = (ROOT / lock).read_text().splitlines()
    return {name_of(line) for line in lines if "==" in line and not line.startswith((" ", "#"))}


def imported(tree: ast.AST) -> Iterator[str]:
    """Every import, also those inside functions, by its first name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def foreign_imports() -> dict[str, Path]:
    """What our code imports that is neither ours nor Python's, with a file that does."""
    files = [
        path
        for part in CODE
        for path in ([ROOT / part] if part.endswith(".py") else (ROOT / part).rglob("*.py"))
    ]
    found = {name: path for path in files for name in imported(ast.parse(path.read_text()))}
    return {name: path for name, path in found.items() if name not in OURS | sys.stdlib_module_names}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a1_what_is_declared_is_locked(lock: str) -> None:
    assert {name_of(requirement) for requirement in DECLARED} - locked(lock) == set(), "run `make lock`"


def test_a1_what_is_declared_for_development_is_locked_for_it_alone() -> None:
    wanted = {name_of(requirement) for requirement in PROJECT["optional-dependencies"]["dev"]}
    assert wanted - locked("requirements-dev.lock") == set(), "run `make lock`"
    assert wanted & {name_of(requirement) for requirement in DECLARED} == set(), "declared twice"


def test_a1_what_the_site_imports_is_declared() -> None:
    """By itself, and not as something that another package happens to bring."""
    declared, brought_by = {name_of(requirement) for requirement in DECLARED}, packages_distributions()
    found = foreign_imports()
    assert len(found) > 15
    undeclared = {
        f"{path.relative_to(ROOT)} imports {name}"
        for name, path in found.items()
        if not {name_of(package) for package in brought_by.get(name, [])} & declared
    }
    assert undeclared == set()


def test_imports_are_seen_wherever_they_stand() -> None:
    code = "import a.b, c\nfrom d.e import f\ndef g():\n    import h\n    from . import i\n"
    assert list(imported(ast.parse(code))) == ["a", "c", "d", "h"]


def test_a1_no_test_starts_the_site_in_the_tests_own_environment() -> None:
    """`tests/installed.py` has the environment that users get."""
    started = re.compile(r'sys\.executable,\s*"(manage\.py|-m",\s*"(celery|gunicorn|honcho|vardovergang))')
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if started.search(path.read_text())
    ]
    assert found == []
