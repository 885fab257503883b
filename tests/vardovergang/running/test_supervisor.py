"""Fault J3: what ends is started again, what will not end is made to, one that can't start holds up none."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vardovergang.commands import supervisor
from vardovergang.commands.supervisor import Program, Supervised
from vardovergang.servers.data_dirs import CannotServe
from vardovergang.servers.embedded import Embedded


@pytest.fixture
def stopping() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"LOOK_EVERY": 0.02, "FIRST_PAUSE": 0.02, "STOP_SECONDS": 1}.items():
        monkeypatch.setattr(supervisor, name, seconds)


def program(command: str, folder: Path, stopping: threading.Event) -> Program:
    return Program("it", ["/bin/sh", "-c", command], {"PATH": os.defpath}, folder, stopping)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_j3_what_ends_is_started_again_a_little_later_each_time(
    tmp_path: Path, stopping: threading.Event, capsys: pytest.CaptureFixture[str]
) -> None:
    it = program("echo here >> starts; echo said", tmp_path, stopping)
    it.start()
    until(lambda: it.ends >= 4)
    stopping.set()
    it.join(5)
    assert (tmp_path / "starts").read_text().count("here") >= 3
    out = capsys.readouterr().out
    assert "it     | said" in out
    assert [line.split()[-2] for line in out.splitlines() if "started again" in line][:3] == [
        "0.02",
        "0.04",
        "0.08",
    ]


def test_f12_what_does_not_want_to_end_is_made_to_with_all_that_it_started(
    tmp_path: Path, stopping: threading.Event
) -> None:
    it = program("trap '' TERM; sleep 77.5 & echo $! > child; wait; sleep 77.5", tmp_path, stopping)
    it.start()
    until((tmp_path / "child").exists)
    until(lambda: bool((tmp_path / "child").read_text()))
    stopping.set()
    it.join(10)
    assert not it.is_running()
    child = int((tmp_path / "child").read_text())
    until(lambda: not Path(f"/proc/{child}/cmdline").exists() or not _says(child))


def _says(pid: int) -> bytes:
    """Nothing, of a process that has ended and waits for its parent."""
    return Path(f"/proc/{pid}/cmdline").read_bytes()


class NoRoom(Supervised):
    tries = 0

    def is_running(self) -> bool:
        return self.tries > 2

    def launch(self) -> None:
        self.tries += 1
        raise CannotServe("No space left on device") if self.tries % 2 else OSError(28, "No space left")

    def stop(self) -> None:
        return


def test_j3_what_cannot_start_is_tried_again_and_holds_up_no_other(
    tmp_path: Path, stopping: threading.Event
) -> None:
    full, other = NoRoom("full", stopping), program("echo here > it; sleep 77.5", tmp_path, stopping)
    full.start()
    other.start()
    until(lambda: full.is_running() and (tmp_path / "it").exists())
    stopping.set()
    for each in (full, other):
        each.join(5)
    assert not other.is_running()


def test_j3_a_closed_terminal_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(line: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(supervisor, "say", full)
    supervisor.say_if_possible("nobody hears it")


@pytest.mark.parametrize("trouble", ["cannot save", "frozen"])
def test_j3_a_redis_that_cannot_save_or_answer_is_stopped_too(
    trouble: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vardovergang.servers.embedded.redis.STOP_SECONDS", 1)
    embedded = Embedded(tmp_path / "data")
    embedded.ensure(postgresql=False)
    pid = embedded.redis.read_pid()
    assert pid is not None
    if trouble == "frozen":
        os.kill(pid, signal.SIGSTOP)
    else:
        (tmp_path / "data" / "redis").rmdir()
    embedded.release()
    assert not embedded.redis.is_running()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
