"""What Debian or Ubuntu can install for us, when we are root."""

import os
import shutil
import subprocess


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*names: str) -> bool:
    """Installs the packages; False when this is not the place or user for it, or apt says no."""
    if not may_install():
        return False
    # The list of packages is often missing or old on a fresh machine, and fetching it takes a while.
    return _apt("install", *names) or (_apt("update") and _apt("install", *names))


def _apt(action: str, *names: str) -> bool:
    command = ["apt-get", action, "--yes", *(["--no-install-recommends"] if names else []), *names]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode == 0
