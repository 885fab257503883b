"""A server that is meant to outlive the process that started it."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any


class Detached(subprocess.Popen[bytes]):
    """In a session of its own, so that Ctrl-C in the terminal does not reach it."""

    def __init__(self, command: list[str | Path], output: IO[bytes] | int, **who: Any) -> None:
        super().__init__(
            command,
            cwd="/",
            env=environment(),
            umask=0o077,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **who,
        )

    def __del__(self) -> None:
        """Popen's own would warn that the server is still running, which is the point."""


def environment() -> Mapping[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def reap(pid: int) -> None:
    """A server of ours that has ended stays in the list of processes until its parent has asked for it."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
