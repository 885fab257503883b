"""Requests a second of gunicorn as the site uses it, with eight clients at once.

The work list and the bare view in turns of a few seconds, so that both meet the same machine. The clients
share the processor with the server.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from vardovergang.bench import bare
from vardovergang.bench.figures import Figure
from vardovergang.bench.pages import CARE, LIST, PageFailed, log_in
from vardovergang.http_probe import answers

CLIENTS, WORKERS = 8, 2
TURNS, SECONDS = 3, 3.0
STARTING = 60


def measure(cases: int, seconds: float = SECONDS) -> Iterator[Figure]:
    cookie = f"{settings.SESSION_COOKIE_NAME}={log_in(CARE).cookies[settings.SESSION_COOKIE_NAME].value}"
    pages = {"list": f"{reverse('discharge:worklist')}?{urlencode(LIST)}", "bare": bare.BARE}
    with _serving() as port:
        for address in pages.values():
            _answered(port, address, cookie, seconds)
        turns = [
            {name: _answered(port, address, cookie, seconds) for name, address in pages.items()}
            for _ in range(TURNS)
        ]
    lists, bares = (median(turn[name] for turn in turns) for name in pages)
    name = f"the bare view, {CLIENTS} clients at once on {WORKERS} workers"
    yield Figure("worklist-at-once", lists, "requests/s", cases, lists / bares, name, "≥ 0.4")


@contextmanager
def _serving() -> Iterator[int]:
    """The port of a gunicorn that ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    given = os.environ | {"PORT": str(port), "WEB_WORKERS": str(WORKERS)}
    command = [sys.executable, "-m", "gunicorn", "-c", "python:vardovergang.gunicorn_config"]
    server = subprocess.Popen([*command, "vardovergang.bench.wsgi"], cwd=settings.BASE_DIR, env=given)
    try:
        deadline = time.monotonic() + STARTING
        while not answers(f"http://127.0.0.1:{port}/health/live"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise PageFailed("gunicorn did not start")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def _answered(port: int, address: str, cookie: str, seconds: float) -> float:
    """Requests a second, of all clients together."""
    ends = time.monotonic() + seconds

    def ask(client: int) -> int:
        connection, done = HTTPConnection("127.0.0.1", port), 0
        while time.monotonic() < ends:
            connection.request("GET", address, headers={"Cookie": cookie})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise PageFailed(f"{address} answered {response.status}")
            done += 1
        connection.close()
        return done

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(ask, range(CLIENTS)))
    return done / (time.monotonic() - began)
