"""`manage.py liability` as a process of its own, without any server to be reached."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.installed import python

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
COMMAND = ["manage.py", "liability", "--input"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """No server is named, and where the embedded ones would lie there is nothing."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"DATA_DIR": str(tmp_path / "data")}


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def run(source: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [python(), *COMMAND, source],
            input=given,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
        )

    return run


def _answers(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode().splitlines()]


def test_all_worked_cases_from_a_file_and_no_server_is_started(
    run: Run, environment: dict[str, str], worked_cases: list[dict[str, Any]], tmp_path: Path
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text("".join(json.dumps(worked["case"]) + "\n" for worked in worked_cases), encoding="utf-8")
    finished = run(str(cases))
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert _answers(finished.stdout) == [worked["expected"] for worked in worked_cases]
    made = {path.name for path in Path(environment["DATA_DIR"]).rglob("*")}
    assert made <= {"secret-key"}


def test_a_bad_line_from_standard_input_gives_status_1_at_the_end(
    run: Run, worked_cases: list[dict[str, Any]]
) -> None:
    good = json.dumps(worked_cases[0]["case"]).encode()
    finished = run("-", b"\n".join([good, b'{"id": "x"}', good]))
    assert finished.returncode == 1
    assert _answers(finished.stdout) == [
        worked_cases[0]["expected"],
        {"id": "x", "error": "Nyckeln care_type saknas."},
        worked_cases[0]["expected"],
    ]
    assert finished.stderr.decode().strip() == (
        "CommandError: 1 av raderna är inte giltiga ärenden; felet står i radens svar."
    )


def test_no_input_at_all(run: Run) -> None:
    finished = run("-")
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("source", "sentence"), [("missing.jsonl", "finns inte"), (".", "går inte att läsa")]
)
def test_a_file_that_cannot_be_read_is_said_in_one_sentence(source: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=f"^[^\n]*{sentence}[^\n]*$"):
        call_command("liability", "--input", source)


def test_an_answer_comes_before_the_next_line_is_sent(
    environment: dict[str, str], worked_cases: list[dict[str, Any]]
) -> None:
    process = subprocess.Popen(
        [python(), *COMMAND, "-"], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        for worked in worked_cases[:3]:
            process.stdin.write(json.dumps(worked["case"]).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline()) == worked["expected"]
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_a_reader_that_goes_away_is_said_in_one_sentence(
    environment: dict[str, str], worked_cases: list[dict[str, Any]], tmp_path: Path
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text((json.dumps(worked_cases[0]["case"]) + "\n") * 2000, encoding="utf-8")
    process = subprocess.Popen(
        [python(), *COMMAND, str(cases)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert json.loads(process.stdout.readline()) == worked_cases[0]["expected"]
        process.stdout.close()
        assert process.stderr.read().decode().splitlines() == [
            "CommandError: Mottagaren av svaren slutade läsa; resten är inte beräknad."
        ]
        assert process.wait(timeout=30) == 1
