"""`make run` as a process, with what it says."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from tests.installed import python
from tests.processes import free_port
from tests.settings import ROOT

FIRST, SECOND = 300, 120


class Run:
    """One `make run`, with what it says."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.said = ""
        # DEMO=0: the county has tests of its own, and takes longer than all the rest.
        given = {"DATA_DIR": str(data_dir), "PORT": str(self.port), "DEMO": "0", **environment}
        kept = ("PATH", "HOME", "LANG", "LC_ALL")
        self.process = subprocess.Popen(
            [python(), "-m", "vardovergang.commands.run"],
            cwd=ROOT,
            env={**{name: os.environ[name] for name in kept if name in os.environ}, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # Its signals are not the tests'.
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line

    def until(self, text: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while text not in self.said and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert text in self.said, self.said

    def ended(self) -> int:
        code = self.process.wait(timeout=60)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def stop(self, number: int) -> int:
        self.process.send_signal(number)
        return self.ended()

    def stop_all_at_once(self, numbers: list[signal.Signals]) -> int:
        """To the whole group, as a terminal that is closed, and make beside it."""
        for number in numbers:
            os.killpg(self.process.pid, number)
        return self.ended()

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, response.read().decode()
