"""What tests start ends with them: a worker that was left would take the next run's messages."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.settings import ROOT

#: Starts a program that has started another, says which, and waits.
STARTER = """
import os, sys, time
from pathlib import Path
from tests.processes import start_bound
with open(os.devnull, "wb") as output:
    command = ["/bin/sh", "-c", "sleep 600 & echo $! > other; wait"]
    print(start_bound(command, Path(sys.argv[1]), os.environ, output).pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_what_a_run_started_ends_when_the_run_is_broken_off(how: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        started, other = int(starter.stdout.readline()), tmp_path / "other"
        try:
            _wait_until(lambda: other.exists() and other.read_text().endswith("\n"))
            assert _is_there(started)
            assert _is_there(int(other.read_text()))
            starter.send_signal(how)
            starter.wait(timeout=20)
        finally:
            starter.kill()
    _wait_until(lambda: not _is_there(started) and not _is_there(int(other.read_text())))


def _wait_until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_there(pid: int) -> bool:
    """And not merely waiting for somebody to ask how it ended."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
