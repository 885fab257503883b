"""Fault J8: gunicorn's own process outlives one of its workers that starts while there is no database."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed import python
from tests.processes import environment, free_port, stop
from tests.servers import TestServers
from tests.settings import ROOT
from vardovergang.http_probe import answers
from vardovergang.servers.urls import VARIABLES


@pytest.fixture
def address() -> str:
    return f"127.0.0.1:{free_port()}"


@pytest.fixture
def gunicorn(servers: TestServers, address: str, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Started while its database is away."""
    given = environment(servers.urls, "app") | {"BIND": address, "WEB_WORKERS": "1"}
    for variable in VARIABLES.values():
        given[variable] = f"postgresql://vardovergang_app:x@/nothing?host={tmp_path}"
    command = [python(), "-m", "gunicorn", "-c", "python:vardovergang.gunicorn_config", "vardovergang.wsgi"]
    started = subprocess.Popen(command, cwd=ROOT, env=given, start_new_session=True)
    yield started
    stop(started)


def test_j8_the_master_survives_a_worker_that_starts_without_a_database(
    gunicorn: subprocess.Popen[bytes], address: str
) -> None:
    url = f"http://{address}/health/live"
    _soon(url)
    (worker,) = _children(gunicorn.pid)
    os.kill(worker, signal.SIGKILL)
    _soon(url)
    assert gunicorn.poll() is None
    assert _children(gunicorn.pid) != [worker]
    assert not answers(f"http://{address}/health/ready")


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _soon(url: str) -> None:
    deadline = time.monotonic() + 60
    while not answers(url):
        assert time.monotonic() < deadline
        time.sleep(0.2)
