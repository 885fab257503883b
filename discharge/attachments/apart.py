"""Looks through a file in a process of its own, so that no file costs a web process its time or memory.

The process knows no password of ours (its environment is empty), holds no connection, writes no file, and is
ended when it has used its time or memory. The file and its name reach it by a pipe: neither is on the disk or
in the list of processes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from discharge.attachments.files import Upload, clean_name
from discharge.attachments.unreadable import TOO_MUCH, Unreadable

#: What one file may cost: seconds of a processor, seconds by the clock.
PROCESSOR_SECONDS = 6
CLOCK_SECONDS = 15
#: So many files at once for each web process; who waits longer than this is asked to try again.
AT_ONCE = BoundedSemaphore(2)
WAITING_SECONDS = 15
BUSY = "Just nu kontrolleras många andra filer. Vänta en stund och försök igen."

ROOT = str(Path(__file__).resolve().parents[2])
CHILD = (
    f"import sys; sys.path.insert(0, {ROOT!r}); from discharge.attachments import looking; looking.answer()"
)


def looked_through_apart(name: str, data: bytes) -> Upload:
    """The file, if it is what its name says. Raises Unreadable."""
    if not AT_ONCE.acquire(timeout=WAITING_SECONDS):
        raise Unreadable(BUSY)
    try:
        child = subprocess.run(
            [sys.executable, "-IB", "-c", CHILD, str(PROCESSOR_SECONDS)],
            check=False,
            input=json.dumps(name).encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=CLOCK_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_MUCH) from None
    finally:
        AT_ONCE.release()
    if child.returncode != 0:
        raise Unreadable(TOO_MUCH)
    verdict: dict[str, str] = json.loads(child.stdout)
    if "refused" in verdict:
        raise Unreadable(verdict["refused"])
    return Upload(clean_name(name), verdict["media_type"], data)
