"""`make lint`: every check that needs no database."""

import os
import subprocess
import sys
from pathlib import Path

from vardovergang.bootstrap import ROOT, leave, say

CHECKS = {
    "ruff check": ["ruff", "check", "--quiet", "."],
    "ruff format": ["ruff", "format", "--check", "--quiet", "."],
    "mypy": ["mypy", "--no-error-summary", "."],
    "import rules": ["lint-imports", "--no-cache"],
    "djLint": ["djlint", "--lint", "--quiet", "templates"],
}


def main() -> None:
    failed = failing_checks()
    if failed:
        leave(f"Failed: {', '.join(failed)}.")


def failing_checks() -> list[str]:
    return [title for title, command in CHECKS.items() if not passes(title, command)]


def passes(title: str, command: list[str]) -> bool:
    """Shows the check's output only when it fails."""
    say(title)
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [str(program), *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "statistics")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stdout.write(done.stdout)
    return done.returncode == 0


if __name__ == "__main__":
    main()
