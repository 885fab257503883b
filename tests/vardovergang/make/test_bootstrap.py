"""What happens before there is a virtual environment, in a folder of its own and without a network."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.settings import ROOT
from vardovergang import bootstrap
from vardovergang.commands import system

EMPTY = "# nothing to install\n"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that bootstrap takes for the project's; nothing comes from the network."""
    venv = tmp_path / ".venv"
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "installed.json",
    }.items():
        monkeypatch.setattr(bootstrap, name, value)
    monkeypatch.setattr(system, "ROOT", tmp_path)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv(bootstrap.STARTED, str(time.time()))
    for lock in set(bootstrap.LOCKS.values()):
        (tmp_path / lock).write_text(EMPTY)
    return tmp_path


def test_an_environment_is_made_once_and_again_when_the_lock_file_changes(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One story, because making an environment takes its time."""
    lock, unavailable = checkout / "requirements.lock", f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n"

    def said() -> str:
        bootstrap.make_environment("requirements.lock")
        return capsys.readouterr().out

    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").symlink_to(checkout / "interrupted")
    first = said()
    assert "Creating .venv" in first
    assert "Installing the Python packages" in first
    assert said() == ""

    lock.write_text(unavailable)
    with pytest.raises(SystemExit, match=r"could not be installed: .*no-such-package.*Check the network"):
        bootstrap.make_environment("requirements.lock")
    lock.write_text(EMPTY * 2)
    again = said()
    assert "Installing the Python packages" in again
    assert "Creating .venv" not in again

    lock.write_text(EMPTY * 3)
    bootstrap.make_environment("requirements-dev.lock")
    capsys.readouterr()
    assert said() == "", "what is there for development holds what is needed to run"


def test_the_two_lock_files_agree() -> None:
    def pins(lock: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^\s;]+", (ROOT / lock).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "package-lock.json"])
def test_no_lock_file_names_a_place_to_download_from(lock: str) -> None:
    # Whom to thank for a package is an address too, and nothing is fetched from it.
    text = re.sub(r'"funding": \{[^}]*\}', "", (ROOT / lock).read_text())
    assert "://" not in text
    assert '"resolved"' not in text
    assert "--index-url" not in text


def test_no_venv_module(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    monkeypatch.setattr(bootstrap, "may_apt_install", lambda: False)
    with pytest.raises(SystemExit, match=r"venv module is missing: .*sudo apt install python3\.\d+-venv"):
        bootstrap.make_environment("requirements.lock")


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"Python 99\.0 or later is needed, and this is .*PYTHON="):
        bootstrap.main(["bootstrap.py", "run"])


def test_nothing_but_the_standard_library() -> None:
    """It runs before anything is installed."""
    code = "import runpy; runpy.run_path('vardovergang/bootstrap.py')"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_busy_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}"],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "MAKEFLAGS"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode != 0
    assert f"Port {port} is busy" in done.stderr
    assert f"`make run PORT={port + 1}`" in done.stderr


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_no_port_at_all(port: str) -> None:
    with pytest.raises(SystemExit, match="must be a number between 1 and 65535"):
        bootstrap.refuse_busy_port(port)


def test_two_at_once_take_turns(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = []

    def other() -> None:
        with bootstrap.alone():
            order.append("other")

    with bootstrap.alone():
        thread = threading.Thread(target=other)
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "other"]
    assert "Waiting for another make" in capsys.readouterr().out


def test_npm_without_a_network(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("package.json", "package-lock.json"):
        (checkout / name).write_text((ROOT / name).read_text())
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(checkout / "cache"))
    with pytest.raises(SystemExit, match=r"npm could not get the browser's assets: .*Check the network"):
        system.need_assets()
    assert not (checkout / "node_modules" / "installed.json").exists()


def test_a_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "LIBRARIES", {"libnowhere.so.9": "libnowhere9"})
    monkeypatch.setattr(bootstrap, "may_apt_install", lambda: False)
    with pytest.raises(SystemExit, match=r"install Pango, .*`sudo apt install libnowhere9`"):
        system.need_libraries()


def test_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"no Chromium for the browser tests: .*playwright install"):
        system.need_browser()


def test_apt_is_for_root_on_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert not bootstrap.apt_install("anything")
