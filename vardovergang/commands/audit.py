"""`make audit`: which of the locked packages have known weaknesses, and whether anybody could tell.

An audit that could not reach its source has found nothing, and says so: it must not pass for a clean one.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from vardovergang.bootstrap import ROOT, leave, say
from vardovergang.commands.system import npm

SECONDS = 120


class Unreachable(Exception):
    """Nothing could be compared: the source of known weaknesses did not answer."""


def main() -> None:
    found: list[str] = []
    unknown: list[str] = []
    for lock, examine in EXAMINERS.items():
        say(lock)
        try:
            found += [f"{lock}: {weakness}" for weakness in examine()]
        except Unreachable:
            unknown.append(lock)
    for line in found:
        say(line)
    if unknown:
        leave(
            f"NOT EXAMINED: {', '.join(unknown)}. The source of known weaknesses could not be reached, so "
            "nothing is known of these packages. Check the network connection, and run make audit again."
        )
    if found:
        leave(f"Known weaknesses: {len(found)}. Take newer versions with make lock, and run make test.")
    say("No known weakness in any locked package")


def python_weaknesses() -> list[str]:
    """Raises Unreachable."""
    program = Path(sys.executable).parent / "pip-audit"
    options = ["--requirement", "requirements.lock", "--require-hashes", "--disable-pip", "--format", "json"]
    report = answer([str(program), *options, "--progress-spinner", "off"])
    if "dependencies" not in report:
        raise Unreachable
    return [
        f"{package['name']} {package['version']}: {weakness['id']}"
        for package in report["dependencies"]
        for weakness in package.get("vulns", [])
    ]


def browser_weaknesses() -> list[str]:
    """Raises Unreachable."""
    command, environment = npm()
    report = answer([*command, "audit", "--omit=dev", "--package-lock-only", "--json"], environment)
    if "vulnerabilities" not in report:
        raise Unreachable
    return [f"{name}: {told['severity']}" for name, told in report["vulnerabilities"].items()]


def answer(command: list[str], environment: dict[str, str] | None = None) -> dict[str, Any]:
    """What the program reports as JSON, whatever it ends with: a finding is an error to it too."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        report = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError) as error:
        raise Unreachable from error
    return report if isinstance(report, dict) else {}


EXAMINERS: dict[str, Callable[[], list[str]]] = {
    "requirements.lock": python_weaknesses,
    "package-lock.json": browser_weaknesses,
}

if __name__ == "__main__":
    main()
