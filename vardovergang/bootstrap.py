"""What must be done before there is a virtual environment: `bootstrap.py run|test|lint|audit|bench`.

Needs nothing but the standard library. It makes .venv what the lock file says (nothing to do the second
time), then hands over to the module in it. Everything that can go wrong ends with one sentence.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
STARTED = "VARDOVERGANG_STARTED"
# What each command needs installed; vardovergang/commands/ has the rest of it.
LOCKS = {
    "run": "requirements.lock",
    "test": "requirements-dev.lock",
    "lint": "requirements-dev.lock",
    "audit": "requirements-dev.lock",
    "bench": "requirements.lock",
}
OLDEST = (3, 11)


def main(arguments: list[str]) -> None:
    command = arguments[1] if len(arguments) > 1 else "run"
    os.chdir(ROOT)
    os.environ.setdefault(STARTED, str(time.time()))
    if sys.version_info < OLDEST:
        leave(
            f"Python {OLDEST[0]}.{OLDEST[1]} or later is needed, and this is {sys.version.split()[0]}: "
            "install a newer one and name it, as in `make run PYTHON=python3.12`."
        )
    for number in (signal.SIGTERM, signal.SIGHUP):
        # As Ctrl-C does it: what is running here is ended first.
        signal.signal(number, lambda *_: sys.exit("Stopped"))
    if command == "run":
        refuse_busy_port(os.environ.get("PORT") or "8000")
    with alone():
        make_environment(LOCKS[command])
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), "-m", f"vardovergang.commands.{command}", *arguments[2:]])


def leave(sentence: str) -> NoReturn:
    sys.exit(f"\n{sentence}")


def say(line: str) -> None:
    seconds = time.time() - float(os.environ.setdefault(STARTED, str(time.time())))
    print(f"[{seconds:4.0f} s] {line}", flush=True)


def refuse_busy_port(port: str) -> None:
    if not port.isdigit() or not 0 < int(port) < 65536:
        leave(f"PORT is {port!r}: it must be a number between 1 and 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            leave(f"Port {port} is only for root: choose one from 1024 up, as in `make run PORT=8000`.")
        except OSError:
            leave(
                f"Port {port} is busy (another `make run`?): stop what uses it, or choose another port, "
                f"as in `make run PORT={int(port) % 65535 + 1}`."
            )


class alone:  # noqa: N801 - used as a function
    """Two `make` at once take turns at installing; the lock is on the folder itself and leaves no file."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or ROOT

    def __enter__(self) -> None:
        self.fd = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another make to finish installing")
            fcntl.flock(self.fd, fcntl.LOCK_EX)

    def __exit__(self, *error: object) -> None:
        os.close(self.fd)


def make_environment(lock: str) -> None:
    """Brings .venv to what the lock file says; an interrupted attempt is taken up or done again."""
    wanted = digest(lock)
    installed = read_stamp()
    if installed.get(lock) == wanted and works(PYTHON, "-c", "pass"):
        return
    if not works(PYTHON, "-m", "pip", "--version"):
        create_environment()
        installed = {}
    install_packages(lock)
    STAMP.write_text(json.dumps(installed | {lock: wanted} | digests_included(lock)))


def digests_included(lock: str) -> dict[str, str]:
    """What is there for development holds, pin by pin, what is needed to run."""
    return {"requirements.lock": digest("requirements.lock")} if lock == "requirements-dev.lock" else {}


def digest(lock: str) -> str:
    return hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()


def read_stamp() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def works(*command: object) -> bool:
    try:
        return (
            subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def create_environment() -> None:
    say("Creating .venv")
    if not works(sys.executable, "-c", "import ensurepip, venv"):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_install(version) and not apt_install("python3-venv"):
            leave(
                f"Python's venv module is missing: install it, on Debian and Ubuntu with "
                f"`sudo apt install {version}`, and run make again."
            )
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        leave(f"The virtual environment could not be made in {VENV}: {last_line(made.stdout + made.stderr)}")


def install_packages(lock: str) -> None:
    say(f"Installing the Python packages of {lock} (a minute or two the first time)")
    options = ["--require-hashes", "--disable-pip-version-check", "-r", lock]
    with subprocess.Popen(
        [str(PYTHON), "-m", "pip", "install", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        assert pip.stdout is not None
        try:
            last = tell_progress(pip.stdout, (ROOT / lock).read_text().count("=="))
        except BaseException:
            pip.kill()
            raise
    if pip.returncode:
        leave(
            f"The Python packages could not be installed: {last} "
            "Check the network connection, and run make again; it goes on where it stopped."
        )


def tell_progress(output: Iterable[str], total: int) -> str:
    """Says every few seconds how far pip has come; gives back its last line."""
    found, told, last = 0, time.monotonic(), ""
    for line in output:
        last = line.strip() or last
        found += line.startswith("Collecting")
        if line.startswith("Installing"):
            say(f"  {found} packages found, installing them")
        elif line.startswith("Collecting") and time.monotonic() - told > 5:
            told = time.monotonic()
            say(f"  {found} of at most {total} packages found")
    return last


def may_apt_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(*packages: str) -> bool:
    """Installs Debian's packages as root; False where that is not possible."""
    if not may_apt_install():
        return False
    say(f"Installing {', '.join(packages)} with apt")
    # The list of packages is often missing or old on a fresh machine, and fetching it takes a while.
    return _run_apt("install", *packages) or (_run_apt("update") and _run_apt("install", *packages))


def _run_apt(action: str, *packages: str) -> bool:
    options = ["--yes", "--no-install-recommends"] if packages else []
    return (
        subprocess.run(
            ["apt-get", action, *options, *packages],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )


def site_environment() -> Path:
    """The programs of an environment made of requirements.lock alone, for the site that tests start.

    It lies in .venv under its lock's digest: a run that uses the one before is not disturbed.
    """
    place = VENV / "site" / digest("requirements.lock")[:16]
    with alone(VENV):
        if not (place / "complete").exists():
            _make_site_environment(place)
            (place / "complete").touch()
    return place / "bin"


def _make_site_environment(place: Path) -> None:
    say("Making the site's own environment, of requirements.lock alone")
    uv, options = VENV / "bin" / "uv", ["--require-hashes", "--compile-bytecode", "--python", str(place)]
    for command in (
        ["venv", "--clear", "--python", str(PYTHON), str(place)],
        ["pip", "sync", *options, "requirements.lock"],
    ):
        done = subprocess.run(
            [str(uv), "--quiet", *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            leave(
                f"The site's environment could not be made in {place}: {last_line(done.stderr)} "
                "Check the network connection, and run make again."
            )


def last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


if __name__ == "__main__":
    main(sys.argv)
