"""`make test` itself: which tests begin first, which are quick, and how a failed check is told."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from django.conf import settings
from django.db import connection

from tests import order
from tests.logins import login_of
from tests.sizes import size
from vardovergang.commands import test as command


@dataclass
class Item:
    """What the order asks of one of pytest's items."""

    nodeid: str
    fixturenames: tuple[str, ...] = ()
    marker: dict[str, Any] | None = None
    module: ModuleType = field(default_factory=lambda: ModuleType("test_x"))

    @property
    def path(self) -> Path:
        return Path(self.nodeid.split("::")[0])

    def get_closest_marker(self, name: str) -> object:
        is_asked = name == "django_db" and self.marker is not None
        return pytest.mark.django_db(**(self.marker or {})).mark if is_asked else None


def item(nodeid: str, *fixtures: str, marker: dict[str, Any] | None = None, **names: object) -> pytest.Item:
    made = Item(nodeid, fixtures, marker)
    vars(made.module).update(names)
    return cast("pytest.Item", made)


PURE, ROLLED_BACK = item("pure.py::a"), item("pages.py::a", "db", marker={})
COMMITTED = item("roles.py::a", "db", marker={"transaction": True})
WORKER = item("night.py::a", "transactional_db", "celery_worker_process")
BROWSER = item("story.py::a", "transactional_db", "browser")
LONGEST = item(f"{order.LONGEST[0]}::a", "world")


def test_tests_run_with_their_own_settings() -> None:
    """Also by `make test`, whose own program had the site's: passwords were hashed as dearly as users'."""
    assert settings.SETTINGS_MODULE == "tests.settings"


def test_dearest_files_begin_first_and_a_file_stays_together() -> None:
    second = item("pure.py::b", "transactional_db", "browser")
    items = [PURE, ROLLED_BACK, COMMITTED, WORKER, LONGEST, second]
    order.dearest_first(items)
    assert items == [LONGEST, PURE, second, WORKER, COMMITTED, ROLLED_BACK]


def test_quick_is_what_commits_nothing_and_starts_nothing() -> None:
    assert [
        each for each in (PURE, ROLLED_BACK, COMMITTED, WORKER, BROWSER, LONGEST) if order.is_quick(each)
    ] == [
        PURE,
        ROLLED_BACK,
    ]
    assert not order.is_quick(item("programs.py::a", subprocess=object()))
    assert not order.is_quick(item("commands.py::a", "db", manage=object()))
    assert not order.is_quick(item(f"{order.NOT_QUICK[0]}::a", "db"))


def test_every_file_that_is_named_is_there() -> None:
    root = Path(__file__).resolve().parents[3]
    assert [file for file in (*order.LONGEST, *order.NOT_QUICK) if not (root / file).exists()] == []


def test_a_files_seconds_are_those_of_all_its_tests() -> None:
    def report(nodeid: str, duration: float) -> pytest.TestReport:
        return pytest.TestReport(nodeid, (nodeid, 0, ""), {}, "passed", None, "call", duration=duration)

    reports = [report("a.py::x", 1), report("b.py::x", 5), report("a.py::y[1]", 7)]
    reports += [report(f"{number}.py::x", 0.1) for number in range(20)]
    dearest = order.dearest_files(reports)
    assert dearest[:2] == [(8, "a.py"), (5, "b.py")]
    assert len(dearest) == order.LISTED


def test_the_sites_own_login_is_back_where_a_test_failed_with_anothers() -> None:
    """All that came after it would have been written by the owner, whom no policy stops."""
    own = connection.settings_dict["USER"]
    with suppress(KeyError), login_of("postgresql://owner:word@host/name"):
        assert connection.settings_dict["USER"] == "owner"
        raise KeyError
    assert connection.settings_dict["USER"] == own


def test_no_other_run_closes_the_folders_of_this_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A run that begins takes from `pytest-of-<user>` what PostgreSQL's user had been given there."""
    shared = [each for each in tmp_path_factory.getbasetemp().parents if each.name.startswith("pytest-of-")]
    assert shared == []


@pytest.mark.parametrize(("code", "told"), [(1, "Failed: mypy"), (0, "")])
def test_what_pytest_has_not_told_of_the_checks_is_told_after_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int, told: str
) -> None:
    monkeypatch.setattr(command, "CHECKS", ["-c", f"import sys; print('Failed: mypy'); sys.exit({code})"])
    with command.checks_beside() as checks:
        pass
    assert checks.returncode == code
    assert capsys.readouterr().out.strip() == told


def test_a_run_that_is_stopped_stops_the_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "CHECKS", ["-c", "import time; time.sleep(60)"])
    with pytest.raises(KeyboardInterrupt), command.checks_beside() as checks:
        raise KeyboardInterrupt
    assert checks.returncode is not None


def test_a_failed_check_fails_the_run_and_stands_above_the_last_line(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With pytest for real, on one test that needs nothing."""
    monkeypatch.setattr(command, "CHECKS", ["-c", "print('Failed: ruff check.'); raise SystemExit(1)"])
    monkeypatch.setattr(command, "TOGETHER", ["-p", "no:randomly", "-p", "no:cacheprovider"])
    with command.checks_beside() as checks:
        failed = command.pytest(["tests/municipalities/words/test_sorting.py"], told_by=checks)
    assert (failed, checks.returncode) == (0, 1)
    said = capfd.readouterr().out
    assert said.count("Failed: ruff check.") == 1
    assert said.index("failed checks") < said.index("Failed: ruff check.") < said.rindex(" passed")


def test_a_share_in_make_test_and_all_of_it_in_make_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.sizes.PROOF", False)
    assert size(3, full=300) == 3
    monkeypatch.setattr("tests.sizes.PROOF", True)
    assert size(3, full=300) == 300


def test_the_kinds_of_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """quick and proof choose their tests; whatever else is said goes to pytest."""
    asked: list[list[str]] = []
    for name in ("need_libraries", "site_environment", "need_assets", "need_browser"):
        monkeypatch.setattr(command, name, lambda **options: "chromium")

    def pytest_passes(arguments: list[str], **options: object) -> int:
        asked.append(arguments)
        return 0

    monkeypatch.setattr(command, "pytest", pytest_passes)
    monkeypatch.setattr(command, "CHECKS", ["-c", ""])
    for name in ("CHROMIUM", "PROOF"):
        monkeypatch.setenv(name, "")
    for arguments in (["quick", "-x"], ["proof"], ["-k", "gate"], []):
        monkeypatch.setattr(sys, "argv", ["test.py", *arguments])
        with pytest.raises(SystemExit) as ended:
            command.main()
        assert ended.value.code == 0
    assert asked == [["--quick", "-x"], ["-m", "proof or sized"], ["-k", "gate"], []]
