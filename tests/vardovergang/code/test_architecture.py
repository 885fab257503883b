"""What the code may not do, read from the code itself; import rules stand in pyproject.toml."""

import ast
import re
import statistics
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.settings import ROOT

APPS = ("municipalities", "discharge", "billing", "statistics/monthly_statistics")
#: What answers people and machines; rows about a patient reach it through queries and actions only.
OUTWARD = ("views", "api", "forms", "presenters", "templatetags")
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def outward_files() -> list[Path]:
    folders = [ROOT / app / part for app in APPS for part in OUTWARD]
    inside = [path for folder in folders for path in folder.rglob("*.py")]
    return sorted(inside + [path for folder in folders if (path := folder.with_suffix(".py")).exists()])


def patient_models() -> set[str]:
    labels = ("discharge", "billing", "statistics")
    return {model.__name__ for label in labels for model in apps.get_app_config(label).get_models()}


def uses_of_managers(tree: ast.AST, models: set[str]) -> Iterator[ast.Attribute]:
    """`Case.objects` and `models.Case.objects`, except `Case.objects.none()`, which reads nothing."""
    harmless = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "none"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS and node not in harmless:
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in models:
                yield node


@pytest.mark.parametrize("path", outward_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_rows_about_a_patient_come_through_the_assignment(path: Path) -> None:
    found = [use.lineno for use in uses_of_managers(ast.parse(path.read_text()), patient_models())]
    assert not found, f"lines {found}: ask queries.py or an action, which know who is asking"


def test_the_rule_about_managers_sees_what_it_should() -> None:
    models = {"Case", "Message"}
    assert models <= patient_models() | {"Message"}
    code = "Case.objects.get()\nmodels.Message._default_manager\nCase.objects.none()\nUnit.objects.all()\n"
    assert sorted(use.lineno for use in uses_of_managers(ast.parse(code), models)) == [1, 2]


def test_there_is_something_to_read() -> None:
    assert len(outward_files()) > 10


def test_statistics_is_the_standard_librarys() -> None:
    """A package of ours by that name would hide it (docs/decisions/0002)."""
    assert statistics.__file__ is not None
    assert Path(statistics.__file__).is_relative_to(sysconfig.get_path("stdlib"))
    assert not (ROOT / "statistics" / "__init__.py").exists()
    assert str(ROOT / "statistics") in sys.path


def test_every_app_of_ours_comes_from_here() -> None:
    """Were another package found under an app's name, its tables would vanish without an error."""
    here = {config.label: Path(config.path) for config in apps.get_app_configs() if _is_ours(config.path)}
    assert here == {
        "municipalities": ROOT / "municipalities",
        "discharge": ROOT / "discharge",
        "billing": ROOT / "billing",
        "statistics": ROOT / "statistics" / "monthly_statistics",
        "vardovergang": ROOT / "vardovergang",
    }


def _is_ours(path: str) -> bool:
    return Path(path).is_relative_to(ROOT) and ".venv" not in Path(path).parts


def test_each_app_says_in_its_docstring_what_it_knows() -> None:
    for app in APPS:
        docstring = ast.get_docstring(ast.parse((ROOT / app / "__init__.py").read_text()))
        assert docstring, app


def test_no_drawer_for_odds_and_ends() -> None:
    for name in ("utils", "common", "core", "helpers"):
        found = [path for app in (*APPS, "vardovergang") for path in (ROOT / app).rglob(f"{name}*")]
        assert not [path for path in found if path.suffix in ("", ".py")]


def test_what_belongs_to_a_request_stands_closest_to_the_view() -> None:
    order = settings.MIDDLEWARE
    transaction = order.index("municipalities.access.middleware.AssignmentTransactionMiddleware")
    assert transaction == len(order) - 1
    for outer in (
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ):
        assert order.index(outer) < transaction


#: Of tests, too, a folder holds fifteen modules at most; helpers stand in tests/factories, each once.
MODULES_IN_A_FOLDER = 15


def test_tests_stand_in_topics() -> None:
    folders = Counter(path.parent.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))
    assert {str(folder) for folder, count in folders.items() if count > MODULES_IN_A_FOLDER} == set()


def test_no_test_is_imported_by_another() -> None:
    a_test = re.compile(r"^from tests\.\S*\b(?:test_\w+|conftest) import", re.MULTILINE)
    assert not [path for path in (ROOT / "tests").rglob("*.py") if a_test.search(path.read_text())]


def test_what_reads_writes_the_access_log_and_no_view_but_a_gate() -> None:
    """A gate refuses before anything is read; what is read is logged by the query that reads it."""
    writers = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "municipalities.access.log" in _imported(path):
                writers.add(path.relative_to(ROOT))
    assert writers
    assert not [path for path in writers if set(path.parts) & {"api", "forms", "presenters", "templatetags"}]
    assert {path.stem for path in writers if "views" in path.parts} == {"gate"}


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names if each.name == "log")
