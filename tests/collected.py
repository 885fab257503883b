"""What the browser needs, collected as for users, once for each state of the files."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.installed import KEY, python
from tests.settings import DATA_DIR, ROOT
from vardovergang.commands.run import static_fingerprint


@cache
def static_root() -> Path:
    """A STATIC_ROOT for sites that tests start; what was collected of other files goes."""
    place = DATA_DIR / f"collected-{static_fingerprint()[:16]}"
    with (DATA_DIR / "collected.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not (place / "complete").exists():
            for older in DATA_DIR.glob("collected-*"):
                shutil.rmtree(older)
            _collect(place)
            (place / "complete").touch()
    return place


def _collect(place: Path) -> None:
    environment = {**os.environ, "SECRET_KEY": KEY}
    environment |= {"DJANGO_SETTINGS_MODULE": "vardovergang.settings", "STATIC_ROOT": str(place)}
    command = [python(), "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
