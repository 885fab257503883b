"""gunicorn's threads, of which slow clients can hold none that answers (docs/decisions/0007).

Many threads read requests, a few run the site. A request is read whole before it gets one of the few, so who
sends slowly waits among the readers, which cost next to nothing; and who is too slow is cut off.
"""

from __future__ import annotations

import errno
import io
import os
import socket
import threading
import time
from concurrent import futures
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: Seconds that any request may take to arrive, and how fast what takes longer must come (bytes a second).
PATIENCE, SLOWEST = 20.0, 20_000
#: Seconds in which a client must take something of its answer.
TAKING = 30.0
#: Threads that run the site, each with two connections to the database.
ANSWERING = 8
#: Bodies above the first are read a few at a time, for they lie in memory; above the second they are refused.
LARGE = 1024**2
LARGEST = max(16, int(os.environ.get("ATTACHMENT_MB") or 10) + 6) * 1024**2
LARGE_AT_ONCE = 16

_SAID = "Det som skickades är för stort. Gå tillbaka och välj en mindre fil.".encode()
TOO_LARGE = (
    b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    b"Content-Security-Policy: default-src 'none'\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(_SAID), _SAID)
)


class Patient(socket.socket):
    """A connection with an end to its patience."""

    def begin(self) -> None:
        """A new request's time starts."""
        self._began, self._received = time.monotonic(), 0

    def recv(self, *arguments: Any) -> bytes:
        left = self._began + PATIENCE + self._received / SLOWEST - time.monotonic()
        try:
            self.settimeout(max(left, 0.001))
            data = super().recv(*arguments)
        except TimeoutError:
            # In words that gunicorn takes for a client that has left.
            raise ConnectionResetError(errno.ECONNRESET, "the request came too slowly") from None
        self._received += len(data)
        return data

    def send(self, *arguments: Any) -> int:
        self.settimeout(TAKING)
        return super().send(*arguments)

    def sendall(self, *arguments: Any) -> None:
        self.settimeout(TAKING)
        super().sendall(*arguments)


class PatientWorker(ThreadWorker):
    """gunicorn's pool of threads reads; a small one of ours answers."""

    def init_process(self) -> None:
        self.answering = futures.ThreadPoolExecutor(ANSWERING, thread_name_prefix="answer")
        self.large = threading.BoundedSemaphore(LARGE_AT_ONCE)
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        if not isinstance(conn.sock, Patient):
            conn.sock = Patient(fileno=conn.sock.detach())
            conn.sock.setblocking(False)
        conn.sock.begin()
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        headers = dict(req.headers)
        # The site reads no body of which the request does not say what it holds.
        said = headers.get("CONTENT-LENGTH", "")
        length = int(said) if said.isdigit() else 0
        if length > LARGEST:
            conn.sock.sendall(TOO_LARGE)
            return False
        if length and headers.get("EXPECT", "").lower() == "100-continue":
            conn.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if length > LARGE:
            with self.large:
                conn.sock.begin()
                req.body = _whole_body(req.body, length)
        elif length:
            req.body = _whole_body(req.body, length)
        return self.answering.submit(super().handle_request, req, conn).result()


def _whole_body(body: Any, length: int) -> io.BytesIO:
    """The body. One that is cut off is no request: half a message must not be sent as if it were whole."""
    data = body.read()
    if len(data) < length:
        raise ConnectionResetError(errno.ECONNRESET, "the body was cut off")
    return io.BytesIO(data)
