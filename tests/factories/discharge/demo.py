"""`manage.py demo`, run as a process of its own."""

from __future__ import annotations

import subprocess

from tests.installed import python
from tests.processes import environment
from tests.servers import TestServers
from tests.settings import ROOT

SECONDS = 240


def start(servers: TestServers, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [python(), "manage.py", "demo", *arguments],
        cwd=ROOT,
        env=environment(servers.urls, "owner"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def demo(servers: TestServers, *arguments: str, seconds: int = SECONDS) -> tuple[int, str, str]:
    process = start(servers, *arguments)
    said, complained = process.communicate(timeout=seconds)
    return process.returncode, said, complained
