"""manage.py as the role that a command works as, on this process's database."""

from __future__ import annotations

import os
import subprocess

from django.conf import settings

from tests.installed import KEY, python
from tests.servers import TestServers


def manage(servers: TestServers, role: str, *arguments: str) -> str:
    """What the command says, its error too."""
    environment = {**os.environ, **servers.urls.environment(), "SECRET_KEY": KEY}
    environment |= {"DATABASE_ROLE": role, "DJANGO_SETTINGS_MODULE": "vardovergang.settings"}
    done = subprocess.run(
        [python(), "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
