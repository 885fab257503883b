"""manage.py as the role that a command works as, on this process's database."""

from __future__ import annotations

from tests import processes
from tests.servers import TestServers


def manage(servers: TestServers, *arguments: str) -> str:
    """What the command says, its error too."""
    done = processes.manage(servers.urls, *arguments)
    return done.stdout + done.stderr
