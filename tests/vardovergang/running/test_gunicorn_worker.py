"""What gunicorn's worker of ours lets through to the site: whole requests, of a size that may be sent."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent import futures
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn

from vardovergang.web.gunicorn_worker import LARGEST, Patient, PatientWorker

HEAD = "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


class Site:
    """A worker with an application that keeps what it was sent, and one connection to it."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        config = Config()
        config.set("threads", 2)
        app = SimpleNamespace(wsgi=self._answer)
        self.worker = PatientWorker(1, 0, [], app, 30, config, Logger(config))
        self.worker.wsgi = self._answer
        self.worker.answering = futures.ThreadPoolExecutor(1)
        self.worker.large = threading.BoundedSemaphore(1)
        self.client, ours = socket.socketpair()
        ours = Patient(fileno=ours.detach())
        ours.begin()
        self.connection = TConn(config, ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        self.connection.data_ready = True

    def _answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def send(self, *, says: int, body: bytes) -> bytes:
        """What the client is answered when it says one length, sends this and then no more."""
        self.client.sendall(f"{HEAD}Content-Length: {says}\r\n\r\n".encode() + body)
        self.client.shutdown(socket.SHUT_WR)
        self.worker.handle(self.connection)
        self.connection.close()
        return self.client.recv(65536)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.worker.answering.shutdown()
    made.worker.tmp.close()
    made.connection.close()
    made.client.close()


def test_a_whole_request_reaches_the_site(site: Site) -> None:
    assert site.send(says=9, body=b"text=full").startswith(b"HTTP/1.1 200")
    assert site.bodies == [b"text=full"]


def test_a_request_that_is_cut_off_is_none(site: Site) -> None:
    """Half a text was sent on as if it were the whole one."""
    assert site.send(says=40, body=b"text=Ge 5 mg, inte 50") == b""
    assert site.bodies == []


def test_what_is_larger_than_anything_that_may_be_sent_holds_nobody_who_answers(site: Site) -> None:
    """It was read as it came by one of the few that run the site, for as long as its sender liked."""
    answer = site.send(says=LARGEST + 1, body=b"")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert "för stort" in answer.decode()
    assert site.bodies == []
