"""An audit of dependencies that could not reach its source does not pass for a clean one (fault H12)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from vardovergang.commands import audit

CLEAN = {"dependencies": [{"name": "django", "version": "5.2.1", "vulns": []}]}
WEAK = {"dependencies": [{"name": "django", "version": "5.2.1", "vulns": [{"id": "PYSEC-2026-1"}]}]}


def program(tmp_path: Path, says: str, code: int = 0) -> list[str]:
    """A command that prints this and ends so, as pip-audit and npm do."""
    script = tmp_path / "program.py"
    script.write_text(f"import sys; sys.stdout.write({says!r}); sys.exit({code})")
    return [sys.executable, str(script)]


def run(monkeypatch: pytest.MonkeyPatch, python: Any, browser: Any) -> None:
    answers = {"requirements.lock": python, "package-lock.json": browser}

    def answer(command: list[str], environment: dict[str, str] | None = None) -> dict[str, Any]:
        found = answers["requirements.lock" if "pip-audit" in command[0] else "package-lock.json"]
        if found is None:
            raise audit.Unreachable
        return dict(found)

    monkeypatch.setattr(audit, "answer", answer)
    audit.main()


def test_h12_a_source_that_is_not_reached_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(
        SystemExit, match=r"NOT EXAMINED: requirements\.lock\. The source .* could not be reached"
    ):
        run(monkeypatch, None, {"vulnerabilities": {}})
    with pytest.raises(SystemExit, match=r"NOT EXAMINED: package-lock\.json\."):
        run(monkeypatch, CLEAN, {"message": "request failed"})


def test_h12_what_is_known_is_listed_also_where_the_other_source_is_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match=r"NOT EXAMINED: package-lock\.json"):
        run(monkeypatch, WEAK, None)
    assert "requirements.lock: django 5.2.1: PYSEC-2026-1" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="Known weaknesses: 2"):
        run(monkeypatch, WEAK, {"vulnerabilities": {"axe": {"severity": "high"}}})


def test_h12_only_a_whole_and_empty_report_is_clean(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, CLEAN, {"vulnerabilities": {}})
    assert "No known weakness in any locked package" in capsys.readouterr().out


@pytest.mark.parametrize("says", ["", "ERROR: connection refused", "[]", '{"message": "failed"}'])
def test_h12_what_is_no_report_is_no_answer(says: str, tmp_path: Path) -> None:
    try:
        report = audit.answer(program(tmp_path, says, 1))
    except audit.Unreachable:
        return
    assert "dependencies" not in report


def test_h12_a_report_counts_whatever_the_program_ends_with(tmp_path: Path) -> None:
    assert audit.answer(program(tmp_path, json.dumps(WEAK), 1)) == WEAK
