"""What the process does that looks through a file. Read by it alone: pypdf and Pillow are slow to load."""

from __future__ import annotations

import json
import resource
import sys

from discharge.attachments.kinds import looked_through
from discharge.attachments.unreadable import TOO_MUCH, Unreadable

#: Bytes.
MEMORY = 800 * 2**20


def answer() -> None:
    """What the process does: reads a file from the pipe, and writes what it is or why it is refused."""
    processor_seconds = int(sys.argv[1])
    for what, most in (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    name = json.loads(sys.stdin.buffer.readline())
    try:
        verdict = {"media_type": looked_through(name, sys.stdin.buffer.read()).media_type}
    except Unreadable as refused:
        verdict = {"refused": str(refused)}
    except MemoryError:
        verdict = {"refused": TOO_MUCH}
    sys.stdout.write(json.dumps(verdict))
