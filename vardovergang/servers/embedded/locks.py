"""Who holds the servers: advisory locks on files, which the kernel drops when a process dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType


class Held:
    """An open file that carries a lock; it is not inherited by programs that this process starts."""

    def __init__(self, path: Path, operation: int) -> None:
        self.pid = os.getpid()
        self.fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.fd, operation)

    def __enter__(self) -> "Held":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self.fd)


def shared(path: Path) -> Held:
    return Held(path, fcntl.LOCK_SH)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    with Held(path, fcntl.LOCK_EX):
        yield


def last_holder(held: Held) -> bool:
    """Turns a shared lock exclusive if nobody else holds it; else loses it, which suits one who leaves."""
    try:
        fcntl.flock(held.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
