"""Keeps servers and programs running: what ends is started again, a little later each time (decision 0003).

Each has a thread of its own: one that can't start (a full disk) holds up no other, nor the stop of all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from vardovergang.bootstrap import say
from vardovergang.servers.data_dirs import CannotServe
from vardovergang.servers.embedded import Embedded
from vardovergang.servers.embedded.postgresql import Postgresql
from vardovergang.servers.embedded.redis import Redis

LOOK_EVERY = 0.5
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
#: Who has lived this long starts with a short pause again.
STEADY_SECONDS = 60
STOP_SECONDS = 20
#: How often something may end before the site has answered once: then it is not an outage.
TRIES_BEFORE_READY = 3


def say_if_possible(line: str) -> None:
    """`say`, wherever the words go: a full disk or a closed terminal is no reason to stop."""
    try:
        say(line)
    except OSError:
        return


class Supervised(ABC):
    """Something that is to run until `stopping` is set."""

    def __init__(self, name: str, stopping: threading.Event) -> None:
        self.name = name
        self.stopping = stopping
        self.ends = 0
        self._pause = FIRST_PAUSE
        self._started = time.monotonic()
        self._thread = threading.Thread(target=self._keep_running, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    @abstractmethod
    def is_running(self) -> bool: ...

    @abstractmethod
    def launch(self) -> None:
        """Start it; raises CannotServe or OSError where that fails."""

    @abstractmethod
    def stop(self) -> None:
        """Make an end of it, whatever it does."""

    def _keep_running(self) -> None:
        while not self.stopping.is_set():
            if not self.is_running():
                self._start_again()
            self.stopping.wait(LOOK_EVERY)
        self.stop()

    def _start_again(self) -> None:
        """After a pause that doubles, unless it has been steady since."""
        if self.ends:
            if time.monotonic() - self._started > STEADY_SECONDS:
                self._pause = FIRST_PAUSE
            say_if_possible(f"{self.name} has ended; started again in {self._pause:g} s")
            self.stopping.wait(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self.ends += 1
        if self.stopping.is_set():
            return
        self._started = time.monotonic()
        try:
            self.launch()
        except (CannotServe, OSError) as error:
            say_if_possible(f"{self.name} could not be started: {error}")


class Program(Supervised):
    """One of the site's own programs, with what it says after its name."""

    def __init__(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str],
        folder: Path,
        stopping: threading.Event,
    ) -> None:
        super().__init__(name, stopping)
        self._command, self._environment, self._folder = command, environment, folder
        self._process: subprocess.Popen[str] | None = None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        if self._process is not None:
            # What it had started may live on, with its port.
            _signal_group(self._process, signal.SIGKILL)
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        threading.Thread(target=self._pass_on, args=(self._process,), daemon=True).start()

    def stop(self) -> None:
        if self._process is not None:
            end_program(self._process, signal.SIGTERM)

    def _pass_on(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                with suppress(OSError):
                    sys.stdout.write(f"{self.name:<6} | {line}")
                    sys.stdout.flush()


class Server(Supervised):
    """One of the embedded servers; both are stopped by who holds them last (`Embedded.release`)."""

    def __init__(
        self, name: str, server: Postgresql | Redis, embedded: Embedded, stopping: threading.Event
    ) -> None:
        super().__init__(name, stopping)
        self._server, self._embedded = server, embedded
        # Whoever keeps it has started it.
        self.ends = 1

    def is_running(self) -> bool:
        return self._server.is_running()

    def launch(self) -> None:
        self._embedded.start_again(self._server)

    def stop(self) -> None:
        return


def end_program(program: subprocess.Popen[Any], how: signal.Signals) -> None:
    """Ask a program and all that it has started to end, and make them if they do not."""
    _signal_group(program, how)
    try:
        program.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        _signal_group(program, signal.SIGKILL)
        program.wait()
    # What it has started may be slower than itself.
    _signal_group(program, signal.SIGKILL)


def _signal_group(program: subprocess.Popen[Any], how: signal.Signals) -> None:
    # Where it has ended; some systems say it otherwise while the last of the group is ending.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, how)
