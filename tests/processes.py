"""Programs that tests start for real."""

import atexit
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from django.conf import settings

from manage import role_of
from tests.collected import static_root
from tests.installed import programs, python
from tests.settings import DATA_DIR, ROOT
from vardovergang.celery import app
from vardovergang.http_probe import answers
from vardovergang.servers.urls import Urls

START_SECONDS = 120
#: A program, and beside it, in its group, who ends the whole group when the standard input ends; the shell
#: gives what runs beside it an empty one, so it is kept as number 3.
WITH_ITS_STARTER = 'exec 3<&0 < /dev/null; (cat <&3; kill -KILL 0) > /dev/null 2>&1 & exec "$@" 3<&-'


def environment(urls: Urls, role: str) -> dict[str, str]:
    """What a process of the site needs to know, and nothing that the tests' own settings changed."""
    return {
        **os.environ,
        **urls.environment(),
        "DATABASE_ROLE": role,
        "DATA_DIR": str(DATA_DIR),
        "DJANGO_SETTINGS_MODULE": "vardovergang.settings",
        "PLAIN_HTTP": "1",
        "SECRET_KEY": settings.SECRET_KEY,
    }


def manage(urls: Urls, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """One of Django's commands, as the role that manage.py chooses for it, but without a program's start.

    How it starts (its environment, the servers that it needs) is asked by tests that start it themselves.
    """
    given = environment(urls, role_of(arguments[0]))
    # It differs from test to test, and no program of ours reads it.
    given.pop("PYTEST_CURRENT_TEST", None)
    return _preloaded(tuple(given.items())).carry_out(arguments)


class Preloaded:
    """A process that has loaded the site, and forks one for each command (tests/preloaded.py)."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.outputs = [os.memfd_create(name) for name in ("said", "complained")]
        self.process = subprocess.Popen(
            [python(), str(ROOT / "tests" / "preloaded.py"), *map(str, self.outputs)],
            cwd=ROOT,
            env=given,
            pass_fds=self.outputs,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self.process.communicate)

    def carry_out(self, arguments: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        assert self.process.stdin
        assert self.process.stdout
        for output in self.outputs:
            os.ftruncate(output, 0)
            os.lseek(output, 0, os.SEEK_SET)
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        code = self.process.stdout.readline()
        assert code, "the site could not be loaded"
        texts = [os.pread(output, os.fstat(output).st_size, 0).decode() for output in self.outputs]
        return subprocess.CompletedProcess(arguments, int(code), *texts)


@cache
def _preloaded(given: tuple[tuple[str, str], ...]) -> Preloaded:
    return Preloaded(dict(given))


def node(name: str = "celery") -> str:
    """What a worker that was started here is called on the queue."""
    return f"{name}@{socket.gethostname()}"


def start_worker(urls: Urls, name: str = "celery") -> "subprocess.Popen[bytes]":
    """`name` tells workers on one queue apart."""
    log = DATA_DIR / "log" / f"worker-{os.getpid()}-{name}.log"
    command = [
        python(),
        "-m",
        "celery",
        "-A",
        "vardovergang",
        "worker",
        "--concurrency",
        "2",
        # What lies in the other queue would be waited for by tests that ask nothing of it.
        "--queues",
        "celery",
        "-n",
        node(name),
    ]
    with log.open("wb") as output:
        worker = start_bound(command, ROOT, environment(urls, "worker"), output)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and worker.poll() is None:
        if app.control.ping(destination=[node(name)], timeout=0.5):
            return worker
    stop(worker)
    raise RuntimeError(f"The Celery worker did not start:\n{_text(log)}")


@contextmanager
def serving(urls: Urls) -> Iterator[str]:
    """The site's address: gunicorn as `make run` starts it, with the demonstration's open account choice."""
    command = [str(programs() / "gunicorn"), "-c", "python:vardovergang.gunicorn_config", "vardovergang.wsgi"]
    given = {"DEMO": "1", "WEB_WORKERS": "1", "STATIC_ROOT": str(static_root())}
    with answering(command, ROOT, environment(urls, "app") | given) as url:
        yield url


@contextmanager
def answering(command: list[str], folder: Path, given: Mapping[str, str]) -> Iterator[str]:
    """The address of the web server that this command starts, once it answers; its log must stay clean."""
    port, log = free_port(), DATA_DIR / "log" / f"web-{os.getpid()}.log"
    with log.open("wb") as output:
        web = start_bound(command, folder, {**given, "PORT": str(port)}, output)
    try:
        url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
        while not answers(f"{url}/health/live"):
            if web.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The site did not start:\n{_text(log)}")
            time.sleep(0.1)
        yield url
    finally:
        stop(web)
    assert "Traceback" not in _text(log), _text(log)


def start_bound(
    command: list[str], folder: Path, given: Mapping[str, str], output: IO[bytes]
) -> "subprocess.Popen[bytes]":
    """A program in a group of its own that ends with this process, however that ends.

    A run that is broken off would else leave a worker that takes the next run's messages.
    """
    return subprocess.Popen(
        ["/bin/sh", "-c", WITH_ITS_STARTER, "sh", *command],
        cwd=folder,
        env=given,
        stdin=_end_of_this_process(),
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


@cache
def _end_of_this_process() -> int:
    """The reading end of a pipe that nobody writes to, and that the kernel closes when this process ends."""
    reading, _writing = os.pipe()
    return reading


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _text(path: Path) -> str:
    return path.read_text(errors="replace")
