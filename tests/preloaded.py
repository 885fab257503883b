"""Carries out the site's commands, each in a process forked from this one, which has loaded the site.

A line of its input asks for a command by its arguments; the answer is a line with what it ended with. What
commands say goes to two files that are open. `manage` of tests/processes.py starts it, once for each role.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

MOST_SECONDS = 60


def main() -> None:
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    import django
    from django.urls import get_resolver

    django.setup()
    # The checks before each command load every view.
    _ = get_resolver().url_patterns
    while asked := sys.stdin.buffer.readline():
        child = os.fork()
        if child == 0:
            carry_out(json.loads(asked))
            return
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def carry_out(arguments: list[str]) -> None:
    """As manage.py does; what it raises ends this process as it would end that one."""
    import manage

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, output in zip((1, 2), sys.argv[1:], strict=True):
        os.dup2(int(output), number)
    signal.alarm(MOST_SECONDS)
    sys.argv = ["manage.py", *arguments]
    manage.main(sys.argv)


if __name__ == "__main__":
    main()
