"""`make run`, from nothing but a virtual environment to a site that answers, and back."""

import json
import os
import re
import signal
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.factories.vardovergang.run import FIRST, SECOND, Run
from vardovergang.commands.run import only_one, static_fingerprint
from vardovergang.servers.data_dirs import CannotServe, Places
from vardovergang.servers.embedded import Embedded

TEN = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGINT] * 2


@contextmanager
def _running(data_dir: Path, seconds: float, **environment: str) -> Iterator[Run]:
    run = Run(data_dir, **environment)
    try:
        run.until(f"Ready: http://127.0.0.1:{run.port}", seconds)
        yield run
    finally:
        if run.process.poll() is None:
            run.stop(signal.SIGKILL)


def _programs_of(data_dir: Path) -> list[str]:
    """Whatever still runs and was told of this DATA_DIR."""
    environments = Path("/proc").glob("[0-9]*/environ")
    return [_command(each) for each in environments if _is_told_of(each, data_dir)]


def _servers_answer(data_dir: Path) -> tuple[bool, bool]:
    servers = Embedded(data_dir)
    return servers.postgresql.answers(), servers.redis.answers()


def test_twice_from_nothing(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with _running(data_dir, FIRST) as run:
        assert set(_status(run).values()) == {"ok"}
        status, page = run.get("/")
        assert status == 200
        _stylesheets_answer(run, page)
        secret = (data_dir / "secret-key").read_text()
        assert run.stop(signal.SIGINT) == 0
    assert "Bringing the database up to date" in run.said
    assert "Collecting what the browser needs" in run.said
    assert "A new site has no users" in run.said
    assert "manage.py give_role" in run.said
    assert "Traceback" not in run.said
    _nothing_is_left(data_dir)

    begun = time.monotonic()
    with _running(data_dir, SECOND) as run:
        assert time.monotonic() - begun < 60
        assert "Collecting what the browser needs" not in run.said
        assert (data_dir / "secret-key").read_text() == secret
        other = Run(data_dir)
        assert other.ended() == 1
        assert "Another `make run` uses" in other.said
        _what_is_killed_comes_back(run, data_dir)
        assert run.stop_all_at_once(TEN) == 0, run.said
    _nothing_is_left(data_dir)


def _what_is_killed_comes_back(run: Run, data_dir: Path) -> None:
    """Fault J3: nothing that ends by itself ends all the rest."""
    _status(run)
    servers = Embedded(data_dir)
    os.kill(servers.postgresql.read_pid() or 0, signal.SIGKILL)
    os.kill(servers.redis.read_pid() or 0, signal.SIGKILL)
    for program in ("gunicorn", "celery -A vardovergang --quiet beat"):
        for found in _processes_of(data_dir, program):
            os.kill(found, signal.SIGKILL)
    run.until("PostgreSQL has ended; started again", 30)
    run.until("beat has ended; started again", 30)
    assert set(_status(run).values()) == {"ok"}


@pytest.mark.proof
@pytest.mark.parametrize(
    "said", ["", "Starting the embedded", "Bringing the database", "Collecting", "Ready"]
)
@pytest.mark.parametrize("how", ["front", "group", "killed"])
def test_f12_nothing_is_left_whenever_and_however_it_is_told_to_stop(
    said: str, how: str, tmp_path: Path
) -> None:
    """By ten signals at once to the process or its group, or by killing the group outright."""
    run = Run(tmp_path / "data")
    try:
        run.until(said, FIRST)
        _tell_to_stop(run, how)
        code = run.ended()
        # Before it has said anything it may be Python itself that ends.
        assert how == "killed" or not said or code == 0
        _soon_nothing_is_left(tmp_path / "data")
    finally:
        if run.process.poll() is None:
            run.stop(signal.SIGKILL)


def _tell_to_stop(run: Run, how: str) -> None:
    send = run.process.send_signal if how == "front" else partial(os.killpg, run.process.pid)
    for number in [signal.SIGKILL] if how == "killed" else TEN:
        if run.process.poll() is None:
            send(number)


def test_f12_signals_while_it_starts(tmp_path: Path) -> None:
    run = Run(tmp_path / "data")
    run.until("Starting the embedded", FIRST)
    assert run.stop_all_at_once(TEN) == 0, run.said
    _nothing_is_left(tmp_path / "data")


def _soon_nothing_is_left(data_dir: Path) -> None:
    """Who was killed can't wait for what it had started."""
    deadline = time.monotonic() + 90
    while _programs_of(data_dir) and time.monotonic() < deadline:
        time.sleep(0.2)
    _nothing_is_left(data_dir)


def _processes_of(data_dir: Path, program: str) -> list[int]:
    return [
        int(environment.parent.name)
        for environment in Path("/proc").glob("[0-9]*/environ")
        if _is_told_of(environment, data_dir) and program in _command(environment)
    ]


def _is_told_of(environment: Path, data_dir: Path) -> bool:
    try:
        return f"DATA_DIR={data_dir}\0".encode() in environment.read_bytes()
    except OSError:
        return False


def _command(environment: Path) -> str:
    try:
        return (environment.parent / "cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _status(run: Run) -> dict[str, str]:
    """The worker may say that it is there a little later than the site answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return dict(json.loads(run.get("/health/status")[1])["parts"])
        except urllib.error.HTTPError as error:
            error.close()
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.5)
    raise AssertionError(run.said)


def _stylesheets_answer(run: Run, page: str) -> None:
    links = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert links
    for link in links:
        assert run.get(link)[0] == 200


def _nothing_is_left(data_dir: Path) -> None:
    assert _programs_of(data_dir) == []
    assert _servers_answer(data_dir) == (False, False)


def test_one_for_each_data_dir(tmp_path: Path) -> None:
    with (
        only_one(Places.under(tmp_path)),
        pytest.raises(CannotServe, match="stop it, or give this one another DATA_DIR"),
        only_one(Places.under(tmp_path)),
    ):
        pass


def test_a_server_that_does_not_answer(tmp_path: Path) -> None:
    run = Run(tmp_path, DATABASE_URL="postgresql://a@127.0.0.1:1/x", REDIS_URL="redis://127.0.0.1:1/0")
    assert run.ended() == 1
    assert "PostgreSQL at 127.0.0.1:1 that can't be used" in run.said
    assert "Traceback" not in run.said


def test_collected_again_when_a_file_of_ours_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("requirements.lock", "package-lock.json"):
        (tmp_path / name).write_text("")
    (tmp_path / "static").mkdir()
    monkeypatch.setattr("vardovergang.commands.run.ROOT", tmp_path)
    before = static_fingerprint()
    assert static_fingerprint() == before
    (tmp_path / "static" / "theme.css").write_text("a {}")
    assert static_fingerprint() != before
